// The program: reads the command line, completes it from schemadiff.yaml, runs one command.
#include <engine/cli/adopt_command.hpp>
#include <engine/cli/apply_command.hpp>
#include <engine/cli/arguments.hpp>
#include <engine/cli/backup_command.hpp>
#include <engine/cli/completion_command.hpp>
#include <engine/cli/config.hpp>
#include <engine/cli/doctor_command.hpp>
#include <engine/cli/drift_command.hpp>
#include <engine/cli/flow.hpp>
#include <engine/cli/history_command.hpp>
#include <engine/cli/inspect_command.hpp>
#include <engine/cli/plan_command.hpp>
#include <engine/cli/purge_command.hpp>
#include <engine/cli/report.hpp>
#include <engine/cli/resume_command.hpp>
#include <engine/cli/rollback_command.hpp>
#include <engine/cli/signals.hpp>
#include <engine/cli/status_command.hpp>
#include <engine/cli/validate_command.hpp>
#include <engine/cli/verify_command.hpp>
#include <engine/cli/version_command.hpp>

#include <chrono>
#include <string>
#include <variant>
#include <vector>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace schemadiff::cli
{

namespace
{

ExitCode run(HelpOptions const &options, Terminal &terminal)
{
    terminal.write(options.text);
    return ExitCode::done;
}

ColourWhen colour_of(Options const &options)
{
    return std::visit(
        [](auto const &chosen) {
            if constexpr (requires { chosen.common; }) {
                return chosen.common.colour;
            } else if constexpr (requires { chosen.colour; }) {
                return chosen.colour;
            } else {
                return ColourWhen::automatic;
            }
        },
        options);
}

ExitCode run(std::vector<std::string> const &arguments, Terminal &terminal)
{
    Options options = parsed(arguments);
    terminal.use_colour(colour_of(options));
    Diagnostics warnings;
    auto const today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
    complete(options, ".", today, warnings);
    tell(warnings, {}, terminal);
    return std::visit([&](auto const &chosen) { return run(chosen, terminal); }, options);
}

} // namespace

} // namespace schemadiff::cli

int main(int count, char **words)
{
    using namespace schemadiff::cli;
#ifdef __GLIBC__
    // Threads read what others go on with, so memory that each of them kept for itself would lie
    // idle once it is freed. With one arena for all they would wait for one another.
    mallopt(M_ARENA_MAX, 2);
#endif
    Terminal terminal = Terminal::of_process();
    handle_signals();
    std::vector<std::string> const arguments(words + (count > 0 ? 1 : 0), words + count);
    return static_cast<int>(reported(terminal, [&] { return run(arguments, terminal); }));
}
