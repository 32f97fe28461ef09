// Objects that come with the alteration of another one: a domain that is made anew has its checks.
#pragma once

#include <engine/plan/edges.hpp>

#include <vector>

namespace schemadiff::plan
{

// What a step makes beside its subject (Side::makes) is not made once more by a step of its own,
// which keeps its place, and what it does in the other direction.
void leave_to_makers(std::vector<Node> &nodes);

} // namespace schemadiff::plan
