#include <engine/cli/adopt_command.hpp>

#include <engine/cli/flow.hpp>
#include <engine/execute/executor.hpp>
#include <engine/render/plan_json.hpp>
#include <engine/render/plan_text.hpp>
#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/failure.hpp>

#include <fmt/format.h>

namespace schemadiff::cli
{

// Records that the database is as desired, and what the server made of its expressions, so that
// the first everyday plan is cheap. No object is touched but those of the journal.
ExitCode run(AdoptOptions const &options, Terminal &terminal)
{
    auto const comparison = compared({options.states, options.common, options.schemas}, terminal);
    auto &session = *comparison.session;
    auto const planned = comparison.plan(false);
    if (!planned.plan.empty()) {
        terminal.write(render::drift_text(
            planned.plan, {.colour = terminal.colour(), .width = terminal.width()}));
        throw Failure({Severity::error,
                       codes::differs_from_state,
                       {},
                       fmt::format("the database is not as the desired state says: {} step(s) "
                                   "apart",
                                   planned.plan.steps.size()),
                       {"Write the differences into the desired state, or apply them."}},
                      ExitCode::differences);
    }
    if (!options.yes && !terminal.confirm("Record this state as the baseline?")) {
        throw Failure({Severity::error, codes::cancelled, {}, "nothing was changed", {}},
                      ExitCode::refused);
    }
    auto const run = execute::record_baseline(session.connection, planned.plan,
                                              executor_options(session, {}, {}, terminal));
    execute::remember_pairs(session.connection, options.common.bookkeeping, planned.settled.pairs);
    terminal.write(fmt::format("Adopted: the database is as desired, run {}.\n", run));
    return ExitCode::done;
}

} // namespace schemadiff::cli
