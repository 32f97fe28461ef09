// Objects that are the same under another name because of what they belong to: an index of a
// partition that is attached to an index of the partitioned table. PostgreSQL makes up their names,
// and does not let one go without the whole, so that another name is a rename.
#pragma once

#include <engine/plan/renames.hpp>

namespace schemadiff::plan
{

// In an order in which each new name is free. What has a name that another one needs, and what is
// in that name's way for good, gets out of the way under a name of its own first.
std::vector<Rename> renames_of_known(Catalog const &before, Catalog const &after);

} // namespace schemadiff::plan
