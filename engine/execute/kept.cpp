#include "kept.hpp"

#include "csv_file.hpp"
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

void give_name(postgres::Connection &connection, std::string const &schema, std::string const &from,
               std::string const &to)
{
    postgres::Transaction transaction{connection};
    connection.execute(
        sql("ALTER TABLE {} RENAME TO {}", Qualified{schema, from}, Ident{to}).text());
    connection.execute(sql("UPDATE {} SET name = {} WHERE name = {}", Qualified{schema, kept_table},
                           Literal{to}, Literal{from})
                           .text());
    transaction.commit();
}

// Of the steps about the subject, the way back of the one that keeps something speaks of the copy.
bool puts_back(Plan const &plan, std::vector<std::size_t> const &steps, PlannedKeep const &keep)
{
    return std::any_of(steps.begin(), steps.end(), [&](std::size_t index) {
        auto const &step = plan.steps[index];
        return step.subject == keep.subject && step.down &&
               std::any_of(step.down->statements.begin(), step.down->statements.end(),
                           [&](std::string const &statement) {
                               return statement.find(keep.name) != std::string::npos;
                           });
    });
}

CsvFile file_of(Kept const &kept)
{
    return {.path = kept.file, .rows = kept.rows, .checksum = kept.checksum};
}

// What the run keeps under the name of its plan, or of what stepped aside for another run.
std::optional<Kept> kept_by(std::vector<Kept> const &all, PlannedKeep const &keep, RunId run)
{
    auto const one = std::find_if(all.begin(), all.end(), [&](Kept const &kept) {
        return kept.run == run && (kept.name == keep.name || kept.name == aside(keep.name, run));
    });
    return one == all.end() ? std::nullopt : std::optional{*one};
}

[[noreturn]] void refuse_to_put_back(std::string message, std::string hint)
{
    throw Failure{Diagnostic{.severity = Severity::error,
                             .code = codes::nothing_to_roll_back,
                             .at = {},
                             .message = std::move(message),
                             .hints = {std::move(hint)}},
                  ExitCode::refused};
}

// The rows and the entry that says where they are change in one transaction.
void fetch(postgres::Connection &connection, Qualified const &table, Qualified const &list,
           Kept const &kept)
{
    postgres::Transaction transaction{connection};
    read_csv(connection, table, file_of(kept));
    connection.execute(sql("UPDATE {} SET file = NULL, checksum = NULL WHERE name = {} AND "
                           "row_count = (SELECT pg_catalog.count(*) FROM {})",
                           list, Literal{table.name}, table));
    transaction.commit();
}

} // namespace

// A list of before has no columns for files, which JSON does not mind.
std::vector<Kept> kept_in(postgres::Connection &connection, std::string const &journal_schema,
                          std::chrono::seconds older_than)
{
    std::vector<Kept> all;
    if (!has_list(connection, journal_schema)) {
        return all;
    }
    auto const rows = connection.query(sql(
        "SELECT name, coalesce(run_id, 0) AS run, subject, relation, row_count, bytes, "
        "pg_catalog.to_char(kept_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') AS "
        "kept_at, pg_catalog.to_jsonb(k) ->> 'file' AS file, "
        "pg_catalog.to_jsonb(k) ->> 'checksum' AS checksum FROM {} AS k WHERE kept_at <= "
        "pg_catalog.clock_timestamp() - pg_catalog.make_interval(secs => {}) ORDER BY "
        "k.kept_at, name",
        Qualified{journal_schema, kept_table}, Number{static_cast<long long>(older_than.count())}));
    for (auto const &row : rows) {
        all.push_back({.name = std::string(row.text("name")),
                       .run = row.number("run"),
                       .subject = std::string(row.text("subject")),
                       .relation = std::string(row.text("relation")),
                       .rows = row.number("row_count"),
                       .bytes = row.number("bytes"),
                       .kept_at = std::string(row.text("kept_at")),
                       .file = std::string(row.text("file")),
                       .checksum = std::string(row.text("checksum"))});
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
    for (Kept const &one : all) {
        if (!one.file.empty() && what_is_wrong_with(file_of(one)).empty()) {
            std::error_code ignored;
            std::filesystem::remove(one.file, ignored);
        }
    }
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

void refuse_lost(postgres::Connection &connection, std::string const &journal_schema,
                 Plan const &plan, std::vector<std::size_t> const &steps, RunId run)
{
    if (plan.keeps.empty()) {
        return;
    }
    auto const all = kept_in(connection, journal_schema);
    for (PlannedKeep const &keep : plan.keeps) {
        if (!puts_back(plan, steps, keep)) {
            continue;
        }
        auto const kept = kept_by(all, keep, run);
        if (!kept) {
            refuse_to_put_back(
                fmt::format("what run {} kept of {} is not in the journal's schema any more", run,
                            keep.subject),
                "It was purged. Apply the desired state of before to have the object again, "
                "without what it held.");
        }
        auto const wrong = kept->file.empty() ? "" : what_is_wrong_with(file_of(*kept));
        if (!wrong.empty()) {
            refuse_to_put_back(
                fmt::format("what run {} kept of {} is in the file '{}', which {}", run,
                            keep.subject, kept->file, wrong),
                fmt::format("Run this where the file is, or bring it there as it was: {} row(s), "
                            "checksum {}.",
                            kept->rows, kept->checksum));
        }
    }
}

void bring_back(postgres::Connection &connection, std::string const &journal_schema,
                Plan const &plan, std::vector<std::size_t> const &steps, RunId run)
{
    refuse_lost(connection, journal_schema, plan, steps, run);
    auto const all = plan.keeps.empty() ? std::vector<Kept>{} : kept_in(connection, journal_schema);
    for (PlannedKeep const &keep : plan.keeps) {
        if (!puts_back(plan, steps, keep)) {
            continue;
        }
        auto const kept = *kept_by(all, keep, run);
        if (kept.name != keep.name) {
            give_name(connection, journal_schema, kept.name, keep.name);
        }
        if (!kept.file.empty()) {
            fetch(connection, Qualified{journal_schema, keep.name},
                  Qualified{journal_schema, kept_table}, kept);
        }
    }
}

} // namespace schemadiff::execute
