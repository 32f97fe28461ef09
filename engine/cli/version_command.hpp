// Which program this is, and what it works with.
#pragma once

#include <engine/cli/options.hpp>
#include <engine/cli/terminal.hpp>
#include <schemadiff/base/exit_code.hpp>

namespace schemadiff::cli
{

ExitCode run(VersionOptions const &options, Terminal &terminal);

} // namespace schemadiff::cli
