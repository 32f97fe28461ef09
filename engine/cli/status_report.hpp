// What `status` and `history` know about a database, as plain data: gathered by status_report.cpp,
// printed as text there and as JSON by report_json.cpp.
#pragma once

#include <engine/execute/journal.hpp>
#include <engine/execute/kept.hpp>
#include <engine/execute/lease.hpp>
#include <engine/postgres/connection.hpp>

#include <optional>
#include <string>
#include <vector>

namespace schemadiff::cli
{

struct StatusReport {
    std::string program;
    std::string connection; // without a secret
    int server_version = 0; // 150018
    std::string role;
    std::string journal_schema;
    std::optional<int> journal_version; // nothing: there is no journal
    std::optional<execute::LeaseHolder> at_work;
    std::vector<execute::Run> unfinished; // and nobody is at work on them
    std::vector<execute::Run> runs;       // the last ones, newest first
    std::vector<execute::Kept> kept;      // of what was dropped, oldest first
};

StatusReport status_of(postgres::Connection &connection, std::string const &journal_schema);

// The two parts of it that doctor asks for too; both empty where there is no journal.
std::optional<int> journal_version_in(postgres::Connection &connection,
                                      std::string const &journal_schema);
std::optional<execute::LeaseHolder> holder_of_lease(postgres::Connection &connection,
                                                    std::string const &journal_schema);

std::string status_text(StatusReport const &report);

// A table with a line for each run.
std::string runs_text(std::vector<execute::Run> const &runs);

// The same of what is kept of dropped objects.
std::string kept_text(std::vector<execute::Kept> const &kept);

// "4 of 9 steps are done", for what is not simply applied or rolled back.
std::string standing_of(execute::Run const &run);

} // namespace schemadiff::cli
