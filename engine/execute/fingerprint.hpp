// Refuses a plan that was made for another current state.
#pragma once

#include <schemadiff/model/catalog.hpp>
#include <schemadiff/plan/plan.hpp>

#include <optional>
#include <string>
#include <vector>

namespace schemadiff::execute
{

// What has moved since the plan was made: `table "app"."users" has changed`, ... is gone, ... is
// there now.
std::vector<std::string> moved(Plan const &plan, Catalog const &current);

// Throws Failure with ExitCode::refused that names what moved. `but_for` is the key of an object
// that the run itself has made before its first step.
void refuse_if_moved(Plan const &plan, Catalog const &current,
                     std::optional<std::string> const &but_for = {});

} // namespace schemadiff::execute
