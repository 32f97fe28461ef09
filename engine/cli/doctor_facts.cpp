#include <engine/cli/doctor_facts.hpp>

#include <schemadiff/base/identifier.hpp>
#include <schemadiff/model/kinds/extension.hpp>
#include <schemadiff/model/kinds/schema.hpp>
#include <schemadiff/model/kinds/table.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace schemadiff::cli
{

namespace
{

using postgres::Connection;

// CURRENT_USER and SESSION_USER are keywords and cannot be qualified.
constexpr std::string_view about_session = R"sql(
SELECT CURRENT_USER AS role, SESSION_USER AS login_role, r.rolsuper, r.rolcreatedb,
       r.rolcreaterole, r.rolreplication, r.rolbypassrls,
       pg_catalog.current_database() AS database,
       pg_catalog.pg_is_in_recovery() AS in_recovery,
       pg_catalog.current_setting('transaction_read_only') = 'on' AS read_only,
       pg_catalog.current_setting('TimeZone') AS time_zone,
       pg_catalog.current_setting('search_path') AS search_path,
       pg_catalog.current_schemas(false) AS effective_path,
       pg_catalog.inet_server_addr() IS NULL
         OR pg_catalog.inet_server_addr() = pg_catalog.inet_client_addr() AS is_local,
       pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE') AS may_create
FROM pg_catalog.pg_roles r
WHERE r.rolname = CURRENT_USER
)sql";

constexpr std::string_view all_schemas = R"sql(
SELECT n.nspname, pg_catalog.has_schema_privilege(n.oid, 'CREATE, USAGE') AS may_create
FROM pg_catalog.pg_namespace n
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY n.nspname
)sql";

// Members of extensions belong to whoever made the extension, and are never touched.
constexpr std::string_view tables_of_others = R"sql(
SELECT n.nspname, c.relname, r.rolname
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_roles r ON r.oid = c.relowner
WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT pg_catalog.pg_has_role(c.relowner, 'USAGE')
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                  WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
                    AND d.deptype = 'e')
ORDER BY n.nspname, c.relname
)sql";

constexpr std::string_view all_extensions = R"sql(
SELECT a.name, a.default_version, a.installed_version,
       COALESCE(v.trusted, false) AS trusted
FROM pg_catalog.pg_available_extensions a
LEFT JOIN pg_catalog.pg_available_extension_versions v
       ON v.name = a.name AND v.version = a.default_version
UNION ALL
SELECT e.extname, '', e.extversion, false
FROM pg_catalog.pg_extension e
WHERE e.extname NOT IN (SELECT name FROM pg_catalog.pg_available_extensions)
)sql";

void take_session(Connection &connection, DoctorFacts &facts)
{
    auto const rows = connection.query(about_session);
    auto const row = rows[0];
    facts.role = row.text("role");
    facts.login_role = row.text("login_role");
    facts.database = row.text("database");
    facts.is_superuser = row.boolean("rolsuper");
    facts.is_in_recovery = row.boolean("in_recovery");
    facts.is_read_only = row.boolean("read_only");
    facts.time_zone = row.text("time_zone");
    facts.search_path = row.text("search_path");
    facts.effective_path = row.list("effective_path");
    facts.is_local = row.boolean("is_local");
    facts.may_create_in_database = row.boolean("may_create");
    for (auto const &[column, words] : {std::pair{"rolsuper", "superuser"},
                                        {"rolcreatedb", "may create databases"},
                                        {"rolcreaterole", "may create roles"},
                                        {"rolreplication", "may replicate"},
                                        {"rolbypassrls", "bypasses row security"}}) {
        if (row.boolean(column)) {
            facts.attributes.emplace_back(words);
        }
    }
}

void take_schemas(Connection &connection, Catalog const *desired, DoctorFacts &facts)
{
    std::set<std::string, std::less<>> wanted;
    if (desired != nullptr) {
        for (ObjectPtr const &object : desired->of_kind(kind_of<Schema>)) {
            wanted.emplace(object->id.name());
        }
    }
    for (auto const &row : connection.query(all_schemas)) {
        std::string name(row.text("nspname"));
        bool const is_wanted = wanted.erase(name) > 0;
        if (is_wanted || desired == nullptr) {
            facts.schemas.push_back({name, true, row.boolean("may_create"), is_wanted});
        }
        if (name == facts.journal.schema) {
            facts.journal.schema_exists = true;
            facts.journal.may_create = row.boolean("may_create");
        }
    }
    for (std::string const &name : wanted) {
        facts.schemas.push_back({name, false, false, true});
    }
}

void take_tables(Connection &connection, Catalog const *desired, DoctorFacts &facts)
{
    for (auto const &row : connection.query(tables_of_others)) {
        auto const schema = row.text("nspname");
        auto const name = row.text("relname");
        bool const is_wanted =
            desired != nullptr && desired->contains(id_of<Table>({schema, name}));
        if (is_wanted || desired == nullptr) {
            facts.foreign_tables.push_back(
                {quoted_name(schema, name), std::string(row.text("rolname")), is_wanted});
        }
    }
}

void take_extensions(Connection &connection, Catalog const &desired, DoctorFacts &facts)
{
    std::map<std::string, ExtensionFact, std::less<>> known;
    for (auto const &row : connection.query(all_extensions)) {
        std::string const name(row.text("name"));
        known[name] = {.name = name,
                       .installed = std::string(row.text("installed_version")),
                       .available = std::string(row.text("default_version")),
                       .is_trusted = row.boolean("trusted")};
    }
    for (ObjectPtr const &object : desired.of_kind(kind_of<Extension>)) {
        std::string const name(object->id.name());
        auto const found = known.find(name);
        facts.extensions.push_back(found != known.end() ? found->second
                                                        : ExtensionFact{name, {}, {}, false});
    }
}

void take_journal(Connection &connection, DoctorFacts &facts)
{
    JournalFact &journal = facts.journal;
    journal.version = journal_version_in(connection, journal.schema);
    if (journal.version) {
        journal.at_work = holder_of_lease(connection, journal.schema);
        journal.unfinished = execute::unfinished(connection, journal.schema);
    }
}

} // namespace

DoctorFacts facts_about(Connection &connection, Catalog const *desired,
                        std::string const &journal_schema)
{
    DoctorFacts facts;
    facts.connection = connection.described();
    facts.uses_tls = connection.uses_tls();
    facts.server_version = connection.server_version();
    facts.has_desired_state = desired != nullptr;
    facts.journal.schema = journal_schema;
    take_session(connection, facts);
    take_schemas(connection, desired, facts);
    take_tables(connection, desired, facts);
    if (desired != nullptr) {
        take_extensions(connection, *desired, facts);
    }
    take_journal(connection, facts);
    facts.is_behind_pooler = postgres::behind_pooler(connection);
    return facts;
}

} // namespace schemadiff::cli
