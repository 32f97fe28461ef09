#include "probes.hpp"

#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/failure.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace schemadiff::execute
{

namespace
{

Finding looked(postgres::Connection &connection, std::string const &query,
               std::chrono::milliseconds time, ProbeLimits const &limits)
{
    Finding finding;
    try {
        postgres::Transaction const transaction{
            connection, "BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED READ ONLY"};
        connection.execute(
            fmt::format("SET LOCAL search_path = ''; SET LOCAL statement_timeout = "
                        "{}; SET LOCAL lock_timeout = {}; SET LOCAL TimeZone = 'UTC'",
                        time.count(), time.count()));
        auto const rows = connection.query(fmt::format("{} LIMIT {}", query, limits.rows + 1));
        finding.is_all = rows.size() <= limits.rows;
        finding.rows = std::min(rows.size(), limits.rows);
        for (std::size_t at = 0; at < std::min(rows.size(), limits.keys); ++at) {
            finding.keys.emplace_back(rows[at].text("key"));
        }
    } catch (postgres::StatementFailed const &failed) {
        // 57014 is a timeout of the statement, 55P03 one of its locks.
        bool const took_too_long = failed.error().is("57014") || failed.error().is("55P03");
        finding.unknown = took_too_long ? fmt::format("nothing was found in {} s of looking",
                                                      static_cast<double>(time.count()) / 1000.0)
                                        : failed.error().message;
    }
    return finding;
}

} // namespace

void probe(postgres::Connection &connection, Plan &plan, ProbeLimits const &limits)
{
    auto const begun = std::chrono::steady_clock::now();
    for (PlannedStep &step : plan.steps) {
        if (step.up.probe.empty()) {
            continue;
        }
        auto const left = limits.for_all - std::chrono::duration_cast<std::chrono::milliseconds>(
                                               std::chrono::steady_clock::now() - begun);
        if (left <= std::chrono::milliseconds::zero()) {
            step.finding = Finding{.unknown = "there was no time left to look"};
        } else {
            step.finding =
                looked(connection, step.up.probe, std::min(left, limits.for_one), limits);
        }
    }
}

void refuse_findings(Plan const &plan)
{
    std::vector<Diagnostic> all;
    for (PlannedStep const &step : plan.steps) {
        if (step.finding && step.finding->stops()) {
            all.push_back(
                {.severity = Severity::error,
                 .code = codes::rows_in_the_way,
                 .at = step.declared_at,
                 .message = fmt::format("{} {} would fail: {}", word(step.action), step.subject,
                                        sentence(*step.finding)),
                 .hints = {"Mend these rows first, or allow what is there (NOT VALID)."}});
        }
    }
    if (!all.empty()) {
        throw Failure{std::move(all), ExitCode::refused};
    }
}

} // namespace schemadiff::execute
