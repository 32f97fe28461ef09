// Steps that PostgreSQL runs by itself with others: what happens to the columns of partitions with
// those of the partitioned table.
#pragma once

#include <engine/plan/edges.hpp>

#include <vector>

namespace schemadiff::plan
{

// A step that comes with another one in both directions becomes part of it, with all that must come
// before and after it; one that does so in one direction is left with the other.
std::vector<Node> absorbed(std::vector<Node> nodes);

} // namespace schemadiff::plan
