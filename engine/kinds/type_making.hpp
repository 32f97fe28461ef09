// One direction of a step that makes types anew: its statements, and what has to make way for them.
#pragma once

#include <engine/kinds/rules.hpp>

#include <set>

namespace schemadiff::kinds
{

struct MadeAnew {
    Side side;
    std::set<ObjectId> columns; // whose values are brought to the new types
};

// `types` in the order in which they can be made. `before` is that side of the plan in either
// direction: they have its owners meanwhile.
MadeAnew made_anew(std::vector<ObjectId> const &types, Context const &from, Context const &to,
                   Catalog const &before);

} // namespace schemadiff::kinds
