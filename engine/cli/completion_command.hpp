// Completion scripts for shells, made from the same descriptions as the command line itself.
#pragma once

#include <engine/cli/options.hpp>
#include <engine/cli/terminal.hpp>
#include <schemadiff/base/exit_code.hpp>

namespace schemadiff::cli
{

ExitCode run(CompletionOptions const &options, Terminal &terminal);

} // namespace schemadiff::cli
