// How far a statement of a run has come, as PostgreSQL tells others:
// https://www.postgresql.org/docs/current/progress-reporting.html
#pragma once

#include <engine/postgres/connection.hpp>
#include <schemadiff/sql/sql.hpp>

#include <string>
#include <string_view>

namespace schemadiff::execute
{

// A condition on pg_stat_activity a: the session of a transaction carries our application_name;
// that of a statement outside of one is found by its text, since behind a pooler nobody can say
// which process it is.
Sql is_session_of(std::string const &application_name, std::string_view statement);

// "building index: scanning table, 45% of the blocks"; empty where PostgreSQL tells nothing: of the
// validation of constraints and of what writes a table again. Throws as queries do.
std::string how_far(postgres::Connection &connection, std::string const &application_name,
                    std::string_view statement);

} // namespace schemadiff::execute
