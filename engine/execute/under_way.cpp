#include "under_way.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace schemadiff::execute
{

namespace
{

constexpr std::size_t bytes_of_a_query = 200;

// Whole characters only: half of one would be an error of the encoding.
std::string_view beginning(std::string_view statement)
{
    auto size = std::min(statement.size(), bytes_of_a_query);
    while (size < statement.size() &&
           (static_cast<unsigned char>(statement[size]) & 0xC0U) == 0x80U) {
        --size;
    }
    return statement.substr(0, size);
}

// Each phase counts something else, and leaves the other counts as they were or at zero.
constexpr std::string_view counted = R"sql(
SELECT p.phase, p.lockers_done AS old_done, p.lockers_total AS old_total,
       CASE WHEN p.phase LIKE '%tuples%' THEN 'rows' ELSE 'blocks' END AS what,
       CASE WHEN p.phase LIKE '%tuples%' THEN p.tuples_done ELSE p.blocks_done END AS done,
       CASE WHEN p.phase LIKE '%tuples%' THEN p.tuples_total ELSE p.blocks_total END AS total
FROM pg_catalog.pg_stat_activity AS a
JOIN pg_catalog.pg_stat_progress_create_index AS p ON p.pid = a.pid
WHERE {0}
UNION ALL
SELECT 'collecting statistics: ' || p.phase, 0, 0, 'blocks', p.sample_blks_scanned,
       p.sample_blks_total
FROM pg_catalog.pg_stat_activity AS a
JOIN pg_catalog.pg_stat_progress_analyze AS p ON p.pid = a.pid
WHERE {0})sql";

std::string sentence(Row const &row)
{
    std::string text{row.text("phase")};
    auto const total = row.number("total");
    if (text.starts_with("waiting for")) {
        text += fmt::format(", {} of {} older transactions are gone", row.number("old_done"),
                            row.number("old_total"));
    } else if (total > 0) {
        text += fmt::format(", {}% of the {}", row.number("done") * 100 / total, row.text("what"));
    }
    return text;
}

} // namespace

Sql is_session_of(std::string const &application_name, std::string_view statement)
{
    return sql("a.datname = pg_catalog.current_database() AND a.pid <> pg_catalog.pg_backend_pid() "
               "AND (a.application_name = {} OR pg_catalog.starts_with(a.query, {}))",
               Literal{application_name}, Literal{beginning(statement)});
}

std::string how_far(postgres::Connection &connection, std::string const &application_name,
                    std::string_view statement)
{
    auto const rows =
        connection.query(fmt::format(counted, is_session_of(application_name, statement).text()));
    return rows.empty() ? "" : sentence(rows[0]);
}

} // namespace schemadiff::execute
