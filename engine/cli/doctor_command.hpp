// The preflight: what would stop an apply, told before one is started. Changes nothing.
#pragma once

#include <engine/cli/options.hpp>
#include <engine/cli/terminal.hpp>
#include <schemadiff/base/exit_code.hpp>

namespace schemadiff::cli
{

ExitCode run(DoctorOptions const &options, Terminal &terminal);

} // namespace schemadiff::cli
