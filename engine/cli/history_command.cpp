#include <engine/cli/history_command.hpp>

#include <engine/cli/report_json.hpp>
#include <engine/cli/states.hpp>
#include <engine/cli/status_report.hpp>
#include <engine/postgres/cancelling.hpp>
#include <engine/render/plan_json.hpp>
#include <engine/render/plan_markdown.hpp>
#include <engine/render/plan_text.hpp>
#include <engine/render/sql_script.hpp>
#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/failure.hpp>

#include <fmt/format.h>

namespace schemadiff::cli
{

namespace
{

std::string list(execute::Journal &journal, HistoryOptions const &options)
{
    auto const runs = journal.history(options.most);
    if (options.format == Format::json) {
        return runs_json(runs);
    }
    return runs.empty()
               ? fmt::format("There is no run in the journal in schema {}.\n", journal.schema())
               : runs_text(runs);
}

std::string plan_of(execute::Journal &journal, HistoryOptions const &options,
                    Terminal const &terminal)
{
    auto const run = journal.is_there() ? journal.run(*options.run) : std::nullopt;
    if (!run) {
        throw Failure{Diagnostic{.severity = Severity::error,
                                 .code = codes::unknown_run,
                                 .at = {},
                                 .message = fmt::format("there is no run {} in the journal in "
                                                        "schema {}",
                                                        *options.run, journal.schema()),
                                 .hints = {"Run schemadiff history to see them."}}};
    }
    Plan const plan = render::plan_from_json(journal.plan_text(run->id));
    switch (options.format) {
    case Format::text:
        return runs_text({*run}) + "\n" +
               render::plan_text(plan, {.colour = terminal.colour(),
                                        .width = options.width.value_or(terminal.width())});
    case Format::sql:
        return render::up_script(plan);
    case Format::json:
        return render::plan_json(plan);
    case Format::markdown:
        return render::plan_markdown(plan);
    }
    return {};
}

} // namespace

ExitCode run(HistoryOptions const &options, Terminal &terminal)
{
    postgres::Connection connection{target(options.common)};
    postgres::Cancelling const cancelling{connection};
    execute::Journal journal{connection, options.common.bookkeeping};
    terminal.write(options.run ? plan_of(journal, options, terminal) : list(journal, options));
    return ExitCode::done;
}

} // namespace schemadiff::cli
