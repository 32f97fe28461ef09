#include <engine/elaborate/scratch_quiet.hpp>

#include <engine/postgres/server_error.hpp>
#include <schemadiff/sql/sql.hpp>

#include <algorithm>

namespace schemadiff::elaborate
{

namespace
{

bool needs_superuser(Object const &object)
{
    auto const *publication = object.body.get_if<Publication>();
    return object.body.holds<ForeignDataWrapper>() || object.body.holds<EventTrigger>() ||
           object.body.holds<Subscription>() ||
           (publication != nullptr && (publication->all_tables || !publication->schemas.empty()));
}

} // namespace

void silence_event_triggers(postgres::Connection &connection)
{
    try {
        // Before PostgreSQL 17 there is no switch of their own; as a replica the session fires none
        // but those that are enabled for replicas.
        connection.execute(connection.server_version() >= 170000
                               ? "SET event_triggers = off"
                               : "SET session_replication_role = replica");
    } catch (postgres::StatementFailed const &) {
        // Who is no superuser cannot make an event trigger either.
    }
}

bool starts_worker(PlannedStep const &step, std::string const &statement)
{
    return step.kind == word(kind_of<Subscription>) &&
           statement.starts_with("ALTER SUBSCRIPTION ") && statement.ends_with(" ENABLE");
}

bool has_foreign_tables(Catalog const &catalog)
{
    auto const tables = catalog.of_kind(kind_of<Table>);
    return std::any_of(tables.begin(), tables.end(),
                       [](ObjectPtr const &table) { return !table->as<Table>().server.empty(); });
}

std::string without_contents(PlannedStep const &step, std::string const &statement)
{
    constexpr std::string_view words = "WITH NO DATA";
    bool const computes = step.kind == word(kind_of<MaterializedView>) &&
                          (statement.starts_with("CREATE MATERIALIZED VIEW ") ||
                           statement.starts_with("REFRESH MATERIALIZED VIEW ")) &&
                          !statement.ends_with(words);
    return computes ? std::string(statement).append("\n").append(words) : statement;
}

void drop_subscriptions(postgres::Connection &connection)
{
    auto const rows = connection.query("SELECT s.subname FROM pg_catalog.pg_subscription s "
                                       "JOIN pg_catalog.pg_database d ON d.oid = s.subdbid "
                                       "WHERE d.datname = current_database()");
    for (std::size_t index = 0; index < rows.size(); ++index) {
        Ident const name{rows[index].text("subname")};
        connection.execute(sql("ALTER SUBSCRIPTION {} DISABLE", name).text());
        connection.execute(sql("ALTER SUBSCRIPTION {} SET (slot_name = NONE)", name).text());
        connection.execute(sql("DROP SUBSCRIPTION {}", name).text());
    }
}

std::set<std::string> owners_of_superuser_objects(Catalog const &catalog)
{
    std::set<std::string> owners;
    for (auto const &object : catalog.objects()) {
        if (object->owner && needs_superuser(*object)) {
            owners.insert(*object->owner);
        }
    }
    return owners;
}

} // namespace schemadiff::elaborate
