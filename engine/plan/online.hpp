// Chooses, for each step that has both, between the plain way and the one that lets the users of
// the table go on.
#pragma once

#include <engine/plan/busy.hpp>
#include <engine/plan/edges.hpp>
#include <engine/plan/fates.hpp>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace schemadiff::plan
{

// The nodes of a step whose parts stand around the one that does it all in a moment
// (Step::is_the_change): from the first that prepares it to the last that only its way back needs.
struct Exchange {
    int first = 0;
    int change = 0;
    int last = 0;
};

struct OnlineNodes {
    std::vector<Node> nodes;
    std::vector<Exchange> exchanges;
};

// Puts the parts of an online way in the place of each step on a table that lasts and holds rows.
// An object that is replaced is kept under another name until the new one can be used. Parts that
// stand around an exchange are taken where `may_exchange` says so.
OnlineNodes in_online_ways(std::vector<Node> nodes, std::map<ObjectId, Touched> const &touched,
                           Sides const &sides, Busy const &busy, bool may_exchange);

} // namespace schemadiff::plan
