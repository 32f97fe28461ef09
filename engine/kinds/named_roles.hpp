// The roles that an object names: its owner, those of its policies and grants, and so on.
#pragma once

#include <schemadiff/model/catalog.hpp>

#include <set>
#include <string>
#include <vector>

namespace schemadiff::kinds
{

// Without the words that stand for roles: public, current_user.
std::set<std::string> named_roles(Object const &object);

// Those of them that the catalog has.
void add_named_roles(Object const &object, Catalog const &catalog, std::vector<ObjectId> &ids);

} // namespace schemadiff::kinds
