// The runs of a database, newest first, or the plan of one of them as it was reviewed. Reads only.
#pragma once

#include <engine/cli/options.hpp>
#include <engine/cli/terminal.hpp>
#include <schemadiff/base/exit_code.hpp>

namespace schemadiff::cli
{

ExitCode run(HistoryOptions const &options, Terminal &terminal);

} // namespace schemadiff::cli
