// Alterations that cannot be done in place, though PostgreSQL could.
#pragma once

#include <engine/plan/edges.hpp>
#include <engine/plan/fates.hpp>

#include <set>
#include <vector>

namespace schemadiff::plan
{

// The subjects of alterations that would wait for themselves: what they let go of has to be gone
// before what they need anew can come. A view goes over from a table that is dropped to a new one,
// and a type of both is made anew in between. They have to be made anew as well, which is said of
// nothing that holds rows or values: of a column only where its table is a foreign one, of a type
// only where no column keeps values of it.
std::set<ObjectId> alterations_in_a_circle(std::vector<Node> const &nodes, Sides const &sides);

} // namespace schemadiff::plan
