// Who gains and who loses access by a plan. It compares the two states and not the steps, so that
// what is dropped and comes back with the same grants is no change.
#pragma once

#include <engine/plan/fates.hpp>
#include <schemadiff/plan/plan.hpp>

namespace schemadiff::plan
{

std::vector<PlannedAccess> access_delta(std::vector<Change> const &changes, Sides const &sides);

} // namespace schemadiff::plan
