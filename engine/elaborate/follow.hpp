// What PostgreSQL follows by itself when something gets another name or another schema, so that the
// current state reads as it will after that.
#pragma once

#include <engine/elaborate/scratch_build.hpp>
#include <engine/plan/renames.hpp>
#include <schemadiff/model/claims.hpp>

#include <vector>

namespace schemadiff::elaborate
{

// A view over something that was renamed: what PostgreSQL makes of its text then, it is asked.
// Without a scratch server the text stays, and the view is replaced if it differs. `before` has the
// new names, `current` the old ones.
Catalog followed_in_scratch(Catalog before, Catalog const &current,
                            std::vector<plan::Rename> const &renames, Workshop &workshop);

// What belongs to an extension moves with it to another schema, and PostgreSQL follows that by
// itself wherever it is named.
Catalog with_extensions_followed(Catalog before, Catalog const &desired, Claims const &claims);

// Other objects from the same source.
Catalog with_objects(Catalog const &like, std::vector<ObjectPtr> objects);

} // namespace schemadiff::elaborate
