// Where a database stands: its journal, who is at work on it, what has not ended, the last runs.
// Reads only.
#pragma once

#include <engine/cli/options.hpp>
#include <engine/cli/terminal.hpp>
#include <schemadiff/base/exit_code.hpp>

namespace schemadiff::cli
{

ExitCode run(StatusOptions const &options, Terminal &terminal);

} // namespace schemadiff::cli
