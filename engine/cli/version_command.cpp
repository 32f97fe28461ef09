#include <engine/cli/version_command.hpp>

#include <engine/cli/flow.hpp>
#include <engine/cli/report_json.hpp>

namespace schemadiff::cli
{

ExitCode run(VersionOptions const &options, Terminal &terminal)
{
    terminal.write(options.format == Format::json ? version_json(SCHEMADIFF_VERSION)
                                                  : program_name() + "\n");
    return ExitCode::done;
}

} // namespace schemadiff::cli
