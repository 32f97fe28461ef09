// Derives what must come before what from what the steps say of themselves.
#pragma once

#include <schemadiff/sql/step.hpp>

#include <span>
#include <vector>

namespace schemadiff::plan
{

// A step with the names it takes and gives up, and the one it must follow.
struct Node {
    Step step;
    std::vector<std::string> takes; // slots: see kinds/rules.hpp
    std::vector<std::string> frees;
    std::vector<ObjectId> wishes;   // creation order of bodies that are only text
    std::vector<int> after;         // indexes of steps that come before it whatever they do
    std::vector<ObjectId> includes; // whose steps PostgreSQL runs with this one
    // Of what it produces, or destroys, that which another step makes in the other direction.
    std::vector<ObjectId> takes_away_only;
    std::string key; // place among steps that are ready at the same time
};

struct Graph {
    std::vector<std::vector<int>> before; // predecessors of each step
    std::vector<std::vector<int>> after;
    std::vector<std::vector<int>> wished; // predecessors that would be nice
};

Graph edges(std::span<Node const> nodes);

} // namespace schemadiff::plan
