// The ids of inheritances, which name both tables.
#pragma once

#include <schemadiff/model/object_id.hpp>

namespace schemadiff::kinds::inheritance
{

// The table that the last part of the path names.
ObjectId parent_of(ObjectId const &link);

} // namespace schemadiff::kinds::inheritance
