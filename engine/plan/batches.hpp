// Draws the borders of transactions: as few as PostgreSQL allows.
#pragma once

#include <engine/plan/edges.hpp>

#include <functional>
#include <span>
#include <vector>

namespace schemadiff::plan
{

// The batch of each step, by position in `order`. `runs` tells whether a step has anything to run
// going up; `uses(later, earlier)` whether a step needs what another one made.
std::vector<int> batches(std::span<Node const> nodes, std::span<int const> order,
                         std::function<bool(int)> const &runs,
                         std::function<bool(int later, int earlier)> const &uses);

} // namespace schemadiff::plan
