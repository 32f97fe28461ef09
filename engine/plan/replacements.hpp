// How objects that are dropped and made under the same name are replaced: a new one beside the old
// one, until that can go; one for the other in one transaction, with what has to come between; or
// one after the other.
#pragma once

#include <engine/plan/busy.hpp>
#include <engine/plan/edges.hpp>

#include <cstddef>
#include <map>
#include <vector>

namespace schemadiff::plan
{

// Of those that stand beside the old one: place of the creation -> place of the removal. Takes the
// online ways from steps for which they would leave a time without either.
std::map<std::size_t, std::size_t> replacements(std::vector<Node> &nodes,
                                                std::map<ObjectId, Touched> const &touched,
                                                Sides const &sides, Busy const &busy);

} // namespace schemadiff::plan
