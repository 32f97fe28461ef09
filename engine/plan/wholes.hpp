// Steps that stand or fall with another one: columns go with their new table, whose order of
// columns they make, and which takes them away where it is partitioned by them; defaults go with
// their new column, and columns with the end of their table.
#pragma once

#include <engine/plan/edges.hpp>

#include <cstdint>
#include <vector>

namespace schemadiff::plan
{

// Whether a table that is made again on the way back counts as made.
enum class Making : std::uint8_t { going_up, both_ways };

// Which tables end together with their columns: all of them, so that the columns come back in their
// order, or only those from which one cannot be taken away.
enum class EndsWhole : std::uint8_t { all, what_has_to };

// For each step the index of the one that it stands or falls with, which may be its own.
std::vector<int> wholes(std::vector<Node> const &nodes, Making making, EndsWhole ends);

} // namespace schemadiff::plan
