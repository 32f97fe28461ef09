// What belongs to the server and is the same in all its databases: roles, memberships, and what is
// said of them. It is read, compared and changed only where a desired state asks for it.
#pragma once

#include <schemadiff/model/catalog.hpp>

#include <vector>

namespace schemadiff
{

// Also of a comment on such an object.
bool is_shared(ObjectId const &id);

std::vector<ObjectPtr> shared_objects(Catalog const &catalog);
// The catalog without them.
Catalog without_shared(Catalog const &catalog);
// The catalog with these in place of its own.
Catalog with_shared(Catalog const &catalog, std::vector<ObjectPtr> shared);

} // namespace schemadiff
