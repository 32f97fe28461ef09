// Draws the borders of transactions: as few as PostgreSQL allows.
#pragma once

#include <engine/plan/dependants.hpp>
#include <engine/plan/edges.hpp>

#include <span>
#include <vector>

namespace schemadiff::plan
{

// The batch of each step going up, by position in `order`. `statements` are what is left of the
// steps after folding; `after` tells who depends on whom once the plan has run.
std::vector<int> batches(std::span<Node const> nodes, std::span<int const> order,
                         std::vector<std::vector<Sql>> const &statements, Dependants const &after);

} // namespace schemadiff::plan
