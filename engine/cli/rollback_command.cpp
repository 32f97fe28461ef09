#include <engine/cli/rollback_command.hpp>

#include <engine/cli/flow.hpp>
#include <engine/cli/signals.hpp>
#include <engine/execute/executor.hpp>
#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/failure.hpp>

#include <fmt/format.h>

namespace schemadiff::cli
{

ExitCode run(RollbackOptions const &options, Terminal &terminal)
{
    Session session(options.common, {});
    if (!options.yes &&
        !terminal.confirm(options.run ? fmt::format("Undo run {}?", *options.run)
                                      : fmt::format("Undo the last {} run(s)?", options.last))) {
        throw Failure({Severity::error, codes::cancelled, {}, "nothing was changed", {}},
                      ExitCode::refused);
    }
    execute::RollbackOptions rollback;
    rollback.common = executor_options(session, options.limits, options.allowed, terminal);
    rollback.run = options.run;
    rollback.last = options.last;
    Cancelling const cancelling(session.connection);
    rollback.common.cancel = &cancelling.flag();
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
