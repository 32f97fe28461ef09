#include <engine/cli/rollback_command.hpp>

#include <engine/cli/flow.hpp>
#include <engine/execute/executor.hpp>
#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/failure.hpp>

#include <fmt/format.h>

namespace schemadiff::cli
{

ExitCode run(RollbackOptions const &options, Terminal &terminal)
{
    Session session(options.common, {});
    auto run = options.run;
    if (options.unfinished) {
        // There is one at most, since nothing is applied on top of it. A run that went well is not
        // meant.
        auto const left = execute::unfinished(session.connection, options.common.bookkeeping);
        if (left.empty()) {
            terminal.write("No run is unfinished.\n");
            return ExitCode::done;
        }
        run = left.front().id;
    }
    if (!options.yes &&
        !terminal.confirm(run ? fmt::format("Undo run {}?", *run)
                              : fmt::format("Undo the last {} run(s)?", options.last))) {
        throw Failure({Severity::error, codes::cancelled, {}, "nothing was changed", {}},
                      ExitCode::refused);
    }
    execute::RollbackOptions rollback;
    rollback.common = executor_options(session, options.limits, options.allowed, terminal);
    rollback.run = run;
    rollback.last = options.last;
    for (auto const &result : execute::rollback(session.connection, rollback)) {
        for (std::string const &notice : result.notices) {
            terminal.error("warning: " + notice + "\n");
        }
        terminal.write(fmt::format("Rolled back run {}: {} step(s) undone, {:.1f} s.\n", result.run,
                                   result.steps,
                                   static_cast<double>(result.duration.count()) / 1000.0));
    }
    return ExitCode::done;
}

} // namespace schemadiff::cli
