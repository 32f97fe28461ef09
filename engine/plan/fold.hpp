// Puts what belongs together into one statement, for the reader: columns and constraints into
// their CREATE TABLE, a default into its column; and leaves out what another statement does by
// itself, such as dropping the columns of a table that is dropped. Cosmetic, and last.
#pragma once

#include <engine/plan/edges.hpp>

#include <span>
#include <vector>

namespace schemadiff::plan
{

// What is left of one direction after folding: for each step the statements, none where they
// have gone into another step's; and into whose.
struct Folded {
    std::vector<std::vector<Sql>> statements;
    std::vector<int> host; // index of the step that does it; the step itself where it stands alone
};

enum class Direction : std::uint8_t { up, down };

// `order` is the order of the steps going up; `enabled` off leaves every step alone.
Folded folded(std::span<Node const> nodes, Graph const &graph, std::span<int const> order,
              Direction direction, bool enabled);

} // namespace schemadiff::plan
