#include <engine/cli/status_report.hpp>

#include <engine/cli/flow.hpp>
#include <engine/execute/journal_tables.hpp>
#include <engine/render/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace schemadiff::cli
{

namespace
{

std::string line(std::string_view label, std::string_view text)
{
    return fmt::format("{:<11} {}\n", label, render::one_line(text));
}

std::string described(execute::LeaseHolder const &holder)
{
    return fmt::format("role {} on host {}, process {}, since {}; {}", holder.role, holder.host,
                       holder.process, holder.since,
                       holder.is_dead
                           ? std::string("that process is dead, and its lease holds nobody up")
                           : fmt::format("its lease ends in {} s", holder.ends_in_seconds));
}

// Cells as wide as the widest of their column, two blanks in between.
std::string table(std::vector<std::vector<std::string>> const &rows)
{
    std::vector<std::size_t> widths;
    for (auto const &row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t column = 0; column < row.size(); ++column) {
            widths[column] = std::max(widths[column], render::characters(row[column]));
        }
    }
    std::string text;
    for (auto const &row : rows) {
        std::string one;
        for (std::size_t column = 0; column < row.size(); ++column) {
            one += row[column];
            one.append(widths[column] - render::characters(row[column]) + 2, ' ');
        }
        one.erase(one.find_last_not_of(' ') + 1);
        text += one + "\n";
    }
    return text;
}

} // namespace

std::optional<int> journal_version_in(postgres::Connection &connection,
                                      std::string const &journal_schema)
{
    if (!execute::Journal{connection, journal_schema}.is_there()) {
        return std::nullopt;
    }
    auto const rows = connection.query(sql("SELECT pg_catalog.max(version) AS version FROM {}",
                                           Qualified{journal_schema, execute::version_table}));
    return static_cast<int>(rows[0].number("version"));
}

std::optional<execute::LeaseHolder> holder_of_lease(postgres::Connection &connection,
                                                    std::string const &journal_schema)
{
    return execute::Journal{connection, journal_schema}.is_there()
               ? execute::lease_holder(connection, journal_schema)
               : std::nullopt;
}

StatusReport status_of(postgres::Connection &connection, std::string const &journal_schema)
{
    constexpr std::size_t most_runs = 5;
    StatusReport report;
    report.program = program_name();
    report.connection = connection.described();
    report.server_version = connection.server_version();
    report.role = connection.query("SELECT CURRENT_USER AS role")[0].text("role");
    report.journal_schema = journal_schema;
    report.journal_version = journal_version_in(connection, journal_schema);
    if (report.journal_version) {
        report.at_work = holder_of_lease(connection, journal_schema);
        report.unfinished = execute::unfinished(connection, journal_schema);
        report.runs = execute::history(connection, journal_schema, most_runs);
        report.kept = execute::kept_in(connection, journal_schema);
    }
    return report;
}

std::string standing_of(execute::Run const &run)
{
    if (run.state == execute::RunState::rolling_back) {
        return fmt::format("{} of {} steps are undone", run.steps_undone, run.steps_done);
    }
    return fmt::format("{} of {} steps are done", run.steps_done - run.steps_undone, run.steps);
}

std::string runs_text(std::vector<execute::Run> const &runs)
{
    std::vector<std::vector<std::string>> rows{
        {"run", "state", "started", "ended", "steps", "role", "program"}};
    for (execute::Run const &run : runs) {
        rows.push_back({std::to_string(run.id), std::string(execute::word(run.state)),
                        run.started_at, run.ended_at.empty() ? "-" : run.ended_at,
                        fmt::format("{}/{}", run.steps_done - run.steps_undone, run.steps),
                        render::one_line(run.role), render::one_line(run.program)});
    }
    return table(rows);
}

std::string kept_text(std::vector<execute::Kept> const &kept)
{
    std::vector<std::vector<std::string>> rows{
        {"kept of", "rows", "bytes", "run", "since", "file"}};
    for (execute::Kept const &one : kept) {
        rows.push_back({render::one_line(one.subject), std::to_string(one.rows),
                        std::to_string(one.bytes), one.run == 0 ? "-" : std::to_string(one.run),
                        one.kept_at, one.file.empty() ? "-" : render::one_line(one.file)});
    }
    return table(rows);
}

std::string status_text(StatusReport const &report)
{
    std::string text = line("database", report.connection);
    text += line("server", "PostgreSQL " + render::version_text(report.server_version));
    text += line("role", report.role);
    text += line("journal", report.journal_version
                                ? fmt::format("in schema {}, version {}", report.journal_schema,
                                              *report.journal_version)
                                : fmt::format("none in schema {}: nothing was ever applied",
                                              report.journal_schema));
    if (!report.journal_version) {
        return text;
    }
    text += line("at work", report.at_work ? described(*report.at_work) : "nobody");
    for (execute::Run const &run : report.unfinished) {
        text +=
            line("unfinished",
                 fmt::format("run {}, {} since {}: {}; schemadiff resume goes on with it, "
                             "schemadiff rollback --unfinished undoes it",
                             run.id, execute::word(run.state), run.started_at, standing_of(run)));
    }
    if (!report.runs.empty() && !report.runs.front().error.empty()) {
        text += line("last error", report.runs.front().error);
    }
    text += "\n" + runs_text(report.runs);
    return report.kept.empty() ? text : text + "\n" + kept_text(report.kept);
}

} // namespace schemadiff::cli
