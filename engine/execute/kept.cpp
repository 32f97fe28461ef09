#include "kept.hpp"

#include "journal_tables.hpp"
#include "lease.hpp"
#include "options.hpp"

#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/failure.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace schemadiff::execute
{

namespace
{

std::string aside(std::string const &name, RunId run)
{
    return fmt::format("{}_{}", name, run);
}

bool has_list(postgres::Connection &connection, std::string const &schema)
{
    return !connection
                .query(sql("SELECT 1 FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS "
                           "n ON n.oid = c.relnamespace WHERE n.nspname = {} AND c.relname = {} "
                           "AND pg_catalog.has_schema_privilege(n.oid, 'USAGE') "
                           "AND pg_catalog.has_table_privilege(c.oid, 'SELECT')",
                           Literal{schema}, Literal{kept_table}))
                .empty();
}

void give_name(postgres::Connection &connection, std::string const &schema,
               std::string const &from, std::string const &to)
{
    postgres::Transaction transaction{connection};
    connection.execute(
        sql("ALTER TABLE {} RENAME TO {}", Qualified{schema, from}, Ident{to}).text());
    connection.execute(sql("UPDATE {} SET name = {} WHERE name = {}", Qualified{schema, kept_table},
                           Literal{to}, Literal{from})
                           .text());
    transaction.commit();
}

bool puts_back(Plan const &plan, std::vector<std::size_t> const &steps, PlannedKeep const &keep)
{
    return std::any_of(steps.begin(), steps.end(), [&](std::size_t step) {
        return plan.steps[step].action == Action::drop && plan.steps[step].subject == keep.subject;
    });
}

} // namespace

std::vector<Kept> kept_in(postgres::Connection &connection, std::string const &journal_schema,
                          std::chrono::seconds older_than)
{
    std::vector<Kept> all;
    if (!has_list(connection, journal_schema)) {
        return all;
    }
    auto const rows = connection.query(
        sql("SELECT name, coalesce(run_id, 0) AS run, subject, relation, row_count, bytes, "
            "pg_catalog.to_char(kept_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') AS "
            "kept_at FROM {} WHERE kept_at <= pg_catalog.clock_timestamp() - "
            "pg_catalog.make_interval(secs => {}) ORDER BY {}.kept_at, name",
            Qualified{journal_schema, kept_table},
            Number{static_cast<long long>(older_than.count())}, Ident{kept_table}));
    for (auto const &row : rows) {
        all.push_back({.name = std::string(row.text("name")),
                       .run = row.number("run"),
                       .subject = std::string(row.text("subject")),
                       .relation = std::string(row.text("relation")),
                       .rows = row.number("row_count"),
                       .bytes = row.number("bytes"),
                       .kept_at = std::string(row.text("kept_at"))});
    }
    return all;
}

void purge(postgres::Connection &connection, std::string const &journal_schema,
           std::vector<Kept> const &all)
{
    // A run that is under way may be putting it back.
    Lease const lease{connection, journal_schema, ApplyOptions{}.lease_length};
    postgres::Transaction transaction{connection};
    for (Kept const &one : all) {
        connection.execute(sql("DROP TABLE {}", Qualified{journal_schema, one.name}).text());
        connection.execute(sql("DELETE FROM {} WHERE name = {}",
                               Qualified{journal_schema, kept_table}, Literal{one.name})
                               .text());
    }
    transaction.commit();
}

void make_room(postgres::Connection &connection, std::string const &journal_schema,
               Plan const &plan, RunId run)
{
    if (plan.keeps.empty()) {
        return;
    }
    connection.execute(kept_list(journal_schema).text());
    auto const there = kept_in(connection, journal_schema);
    for (PlannedKeep const &keep : plan.keeps) {
        for (Kept const &one : there) {
            if (one.name == keep.name && one.run != run) {
                give_name(connection, journal_schema, one.name, aside(one.name, one.run));
            }
        }
    }
}

void bring_back(postgres::Connection &connection, std::string const &journal_schema,
                Plan const &plan, std::vector<std::size_t> const &steps, RunId run)
{
    if (plan.keeps.empty()) {
        return;
    }
    auto const there = kept_in(connection, journal_schema);
    auto const is_there = [&](std::string const &name) {
        return std::any_of(there.begin(), there.end(), [&](Kept const &one) {
            return one.name == name && one.run == run;
        });
    };
    for (PlannedKeep const &keep : plan.keeps) {
        if (is_there(keep.name) || !puts_back(plan, steps, keep)) {
            continue;
        }
        if (!is_there(aside(keep.name, run))) {
            throw Failure{
                Diagnostic{.severity = Severity::error,
                           .code = codes::nothing_to_roll_back,
                           .at = {},
                           .message = fmt::format("what run {} kept of {} is not in the journal's "
                                                  "schema any more",
                                                  run, keep.subject),
                           .hints = {"It was purged. Apply the desired state of before to have the "
                                     "object again, without what it held."}},
                ExitCode::refused};
        }
        give_name(connection, journal_schema, aside(keep.name, run), keep.name);
    }
}

} // namespace schemadiff::execute
