// How a command that could not do its work is told to the user, and with which exit code the
// process ends. Used by main alone.
#pragma once

#include <engine/cli/terminal.hpp>
#include <schemadiff/base/exit_code.hpp>

#include <functional>

namespace schemadiff::cli
{

// Runs the command and gives its exit code; whatever it throws becomes messages on stderr.
ExitCode reported(Terminal &terminal, std::function<ExitCode()> const &command);

} // namespace schemadiff::cli
