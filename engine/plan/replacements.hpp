// How objects that are dropped and made under the same name, or of which a table has one only, are
// replaced: a new one beside the old one, until that can go; one for the other in one transaction,
// with what has to come between, or with nothing between because its index was built before; or one
// after the other.
#pragma once

#include <engine/plan/busy.hpp>
#include <engine/plan/edges.hpp>

#include <cstddef>
#include <map>
#include <vector>

namespace schemadiff::plan
{

// Place of the creation -> place of the removal.
struct Replacements {
    std::map<std::size_t, std::size_t> beside;   // the new one stands beside the old one
    std::map<std::size_t, std::size_t> prepared; // the index of the new one does
};

// Takes the online ways from steps for which they would leave a time without either.
Replacements replacements(std::vector<Node> &nodes, std::map<ObjectId, Touched> const &touched,
                          Sides const &sides, Busy const &busy);

} // namespace schemadiff::plan
