// Asks the rules of each touched object for its steps, and says of each what it produces, consumes,
// destroys and releases.
#pragma once

#include <engine/plan/edges.hpp>
#include <engine/plan/fates.hpp>
#include <engine/plan/planner.hpp>

#include <map>
#include <vector>

namespace schemadiff::plan
{

// In the order of ids, which is not yet that of the plan. Takes the steps of alterations out of
// `touched`.
std::vector<Node> steps(std::map<ObjectId, Touched> &touched, Sides const &sides,
                        Options const &options);

} // namespace schemadiff::plan
