#include <engine/cli/resume_command.hpp>

#include <engine/cli/flow.hpp>
#include <engine/execute/executor.hpp>

#include <fmt/format.h>

namespace schemadiff::cli
{

ExitCode run(ResumeOptions const &options, Terminal &terminal)
{
    Session session(options.common, {});
    auto const executor = executor_options(session, options.limits, {}, terminal);
    auto const result = execute::resume(session.connection, executor);
    if (!result) {
        terminal.write("No run was cut short.\n");
        return ExitCode::done;
    }
    for (std::string const &notice : result->notices) {
        terminal.error("warning: " + notice + "\n");
    }
    for (std::string const &file : result->files) {
        terminal.write(file + "\n");
    }
    terminal.write(fmt::format("Run {} has gone on to its end: {} step(s), {:.1f} s.\n",
                               result->run, result->steps,
                               static_cast<double>(result->duration.count()) / 1000.0));
    return ExitCode::done;
}

} // namespace schemadiff::cli
