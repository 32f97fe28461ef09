#include <engine/postgres/server_needs.hpp>

#include <engine/postgres/server_error.hpp>
#include <schemadiff/sql/sql.hpp>

namespace schemadiff::postgres
{

namespace
{

bool has_tablespace(Connection &connection, std::string const &name)
{
    return connection
               .query(sql("SELECT FROM pg_catalog.pg_tablespace WHERE spcname = {}", Literal{name}))
               .size() > 0;
}

// No catalog lists the providers. ExecSecLabelStmt() looks for the provider before the object, so
// that a label on something that is not there fails in one way or the other, and never succeeds.
bool has_label_provider(Connection &connection, std::string const &name)
{
    constexpr std::string_view invalid_parameter_value = "22023";
    try {
        connection.execute(sql("SECURITY LABEL FOR {} ON SCHEMA {} IS NULL", Ident{name},
                               Ident{"schemadiff: no schema has this name"}));
    } catch (StatementFailed const &failed) {
        return !failed.error().is(invalid_parameter_value);
    }
    return true;
}

} // namespace

std::set<ServerNeed> missing_on(Connection &connection, std::set<ServerNeed> const &needs)
{
    std::set<ServerNeed> missing;
    for (ServerNeed const &need : needs) {
        bool const is_there = need.kind == need_words::tablespace
                                  ? has_tablespace(connection, need.name)
                                  : has_label_provider(connection, need.name);
        if (!is_there) {
            missing.insert(need);
        }
    }
    return missing;
}

} // namespace schemadiff::postgres
