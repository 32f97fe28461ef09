// What status, history, doctor and version say, as JSON for other programs. Keys are only ever
// added. The only file of this layer that knows a JSON library.
#pragma once

#include <engine/cli/doctor_checks.hpp>
#include <engine/cli/status_report.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::cli
{

std::string status_json(StatusReport const &report);
std::string runs_json(std::vector<execute::Run> const &runs);
std::string checks_json(std::vector<CheckUp> const &checks);
std::string version_json(std::string_view version);

} // namespace schemadiff::cli
