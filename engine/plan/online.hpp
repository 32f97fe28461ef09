// Chooses, for each step that has both, between the plain way and the one that lets the users of
// the table go on.
#pragma once

#include <engine/plan/edges.hpp>
#include <engine/plan/fates.hpp>
#include <engine/plan/planner.hpp>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace schemadiff::plan
{

// How large the relations are that the steps lock, by the names that they have after the renames.
std::map<ObjectId, RelationSize> sizes_of(std::vector<Node> const &nodes, Catalog const &before,
                                          std::vector<Rename> const &renames,
                                          Options const &options);

// Puts the parts of an online way in the place of each step on a table that lasts and holds rows.
// An object that is replaced is kept under another name until the new one can be used.
std::vector<Node> in_online_ways(std::vector<Node> nodes,
                                 std::map<ObjectId, Touched> const &touched,
                                 std::map<ObjectId, RelationSize> const &sizes, Sides const &sides,
                                 Options const &options);

} // namespace schemadiff::plan
