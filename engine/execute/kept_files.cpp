#include "kept_files.hpp"

#include "csv_file.hpp"
#include "failures.hpp"
#include "journal_tables.hpp"
#include "kept.hpp"

#include <schemadiff/base/failure.hpp>
#include <schemadiff/model/fingerprint.hpp>

#include <fmt/format.h>

namespace schemadiff::execute
{

namespace
{

namespace fs = std::filesystem;

// Only its owner may alter a list, even where there is nothing to alter.
void complete_list(postgres::Connection &connection, std::string const &schema)
{
    Qualified const list{schema, kept_table};
    auto const columns = connection.query(
        sql("SELECT FROM pg_catalog.pg_attribute WHERE attrelid = {}::pg_catalog.regclass AND "
            "attname = 'checksum'",
            Literal{sql("{}", list).text()}));
    if (columns.empty()) {
        connection.execute(kept_list_for_files(schema));
    }
}

// The first name that is free: other databases may have their files in the same folder.
fs::path free_path(fs::path const &folder, Kept const &kept)
{
    auto const id = id_of_expectation(kept.subject);
    auto const parts = id ? id->parts() : std::vector<std::string_view>{kept.name};
    auto const stem = fmt::format("{}.run-{}", file_stem({parts.begin(), parts.end()}), kept.run);
    auto path = folder / (stem + ".csv");
    for (int number = 2; fs::exists(path); ++number) {
        path = folder / fmt::format("{}-{}.csv", stem, number);
    }
    return path;
}

// The rows and the entry that says where they are change in one transaction.
CsvFile move_to_file(Work const &work, Kept const &kept)
{
    auto &connection = *work.connection;
    Qualified const table{work.options->journal_schema, kept.name};
    postgres::Transaction transaction{connection};
    connection.execute(sql("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", table));
    connection.execute(
        sql("SET LOCAL application_name = {}", Literal{work.lease->application_name()}));
    // As they were copied, one after the other.
    connection.execute("SET LOCAL synchronize_seqscans = off; "
                       "SET LOCAL max_parallel_workers_per_gather = 0");
    auto file = write_csv(connection, sql("SELECT * FROM {}", table),
                          free_path(work.options->backup_folder, kept));
    try {
        connection.execute(sql("TRUNCATE {}", table));
        connection.execute(sql("UPDATE {} SET file = {}, checksum = {} WHERE name = {}",
                               Qualified{work.options->journal_schema, kept_table},
                               Literal{file.path.string()}, Literal{file.checksum},
                               Literal{kept.name}));
        if (!work.lease->renew(connection)) {
            throw lease_failure({.committed = 1, .all = 1});
        }
    } catch (Failure const &) {
        std::error_code ignored;
        fs::remove(file.path, ignored);
        throw;
    }
    transaction.commit();
    return file;
}

} // namespace

std::vector<std::string> move_to_files(Work const &work, Plan const &plan, RunId run)
{
    std::vector<std::string> moved;
    if (work.options->backup_folder.empty() || plan.keeps.empty()) {
        return moved;
    }
    try {
        prepare_folder(work.options->backup_folder);
        complete_list(*work.connection, work.options->journal_schema);
        for (Kept const &one : kept_in(*work.connection, work.options->journal_schema)) {
            if (one.run == run && one.file.empty()) {
                auto const file = move_to_file(work, one);
                moved.push_back(fmt::format("{} is kept in {}: {} row(s)", one.subject,
                                            file.path.string(), file.rows));
            }
        }
    } catch (Failure const &failure) {
        auto diagnostics = failure.diagnostics();
        diagnostics.front().hints.push_back(
            fmt::format("All steps of run {} are done, and what is in no file yet is kept in the "
                        "journal's schema. Go on with schemadiff resume.",
                        run));
        throw Failure{std::move(diagnostics), failure.exit_code()};
    }
    return moved;
}

} // namespace schemadiff::execute
