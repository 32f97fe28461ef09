// What a proof has to know of roles, which are the same in all databases of a scratch server.
#pragma once

#include <engine/scratch/place.hpp>
#include <schemadiff/model/catalog.hpp>

#include <set>
#include <string>
#include <vector>

namespace schemadiff::prove
{

// Roles, with what belongs to them, on both sides; and as steps name their subjects.
std::set<ObjectId> shared_ids(Catalog const &before, Catalog const &after);
std::set<std::string> subjects(std::set<ObjectId> const &ids);

// New roles that others of the new objects name.
std::set<std::string> new_roles_in_use(Catalog const &before, Catalog const &after);

// Makes the roles that the goal names and that neither state has, such as those that members are
// given: the plan needs them where nothing else of the start does. "role people", ...
std::vector<std::string> make_other_roles(scratch::Place &place, Catalog const &start,
                                          Catalog const &goal);

} // namespace schemadiff::prove
