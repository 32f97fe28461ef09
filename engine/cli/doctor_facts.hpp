// What doctor finds out about a server, a role and this machine, before it judges any of it:
// questions to the server and no opinion. Reads only.
#pragma once

#include <engine/cli/status_report.hpp>
#include <engine/postgres/connection.hpp>
#include <schemadiff/model/catalog.hpp>

#include <optional>
#include <string>
#include <vector>

namespace schemadiff::cli
{

struct SchemaFact {
    std::string name;
    bool exists = false;
    bool may_create = false; // in it
    bool is_wanted = false;  // by the desired state
};

struct ExtensionFact {
    std::string name;
    std::string installed;   // version; empty: not installed
    std::string available;   // version; empty: not on the server's disk
    bool is_trusted = false; // may be created by who may create in the database
};

struct TableFact {
    std::string name; // app.users
    std::string owner;
    bool is_wanted = false;
};

struct JournalFact {
    std::string schema;
    bool schema_exists = false;
    bool may_create = false; // in the schema
    std::optional<int> version;
    std::optional<execute::LeaseHolder> at_work;
    std::vector<execute::Run> unfinished;
};

struct DoctorFacts {
    std::string connection; // without a secret
    bool uses_tls = false;
    bool is_local = false; // the same machine, or a unix socket
    int server_version = 0;
    std::string database;
    std::string role;
    std::string login_role;              // of the session; another one after SET ROLE
    std::vector<std::string> attributes; // "superuser", "bypasses row security"
    bool is_superuser = false;
    bool is_in_recovery = false;
    bool is_read_only = false;
    bool is_behind_pooler = false;
    std::string time_zone;
    std::string search_path;                 // as it is set
    std::vector<std::string> effective_path; // the schemas of it that exist
    bool may_create_in_database = false;
    bool has_desired_state = false;
    std::vector<SchemaFact> schemas;       // the wanted ones, and those that exist
    std::vector<ExtensionFact> extensions; // the wanted ones
    std::vector<TableFact> foreign_tables; // that the role does not own
    JournalFact journal;
    std::string scratch; // "an ephemeral PostgreSQL 15.18"; empty: none
    int scratch_version = 0;
    std::vector<std::string> why_no_scratch;
};

// All but what is about scratch servers. `desired` is null where no state was named.
DoctorFacts facts_about(postgres::Connection &connection, Catalog const *desired,
                        std::string const &journal_schema);

} // namespace schemadiff::cli
