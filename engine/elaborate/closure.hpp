// The part of a catalog that some objects need to exist: what a scratch database must hold to
// say anything about them.
#pragma once

#include <schemadiff/model/catalog.hpp>

#include <set>

namespace schemadiff::elaborate
{

// `ids` and all that they depend on, with the columns and primary keys of every table and
// the attributes of every composite type among them (a view may group by a primary key). Ids that
// the catalog does not have are left out.
Catalog closure(Catalog const &catalog, std::set<ObjectId> const &ids);

} // namespace schemadiff::elaborate
