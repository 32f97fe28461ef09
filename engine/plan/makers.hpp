// Objects that come with the alteration of another one: a domain that is made anew has its checks,
// and the columns of a type that is made anew are converted with it.
#pragma once

#include <engine/plan/edges.hpp>
#include <engine/plan/fates.hpp>

#include <map>
#include <vector>

namespace schemadiff::plan
{

// What a step makes beside its subject (Side::makes) is not made once more by a step of its own,
// which keeps its place, and what it does in the other direction.
void leave_to_makers(std::vector<Node> &nodes);

// An object that the step of another one makes anew has what is left to be altered of it done
// after that, and lets go of nothing before. Where it is made anew on the way back only, it is
// altered in place going up, before what it may let go of is made anew. So is one that leaves what
// is dropped before that, because it rests on what is made anew.
void follow_those_that_make_anew(std::vector<Node> &nodes,
                                 std::map<ObjectId, Touched> const &touched);

} // namespace schemadiff::plan
