// What extensions bring along, which nobody need declare.
#pragma once

#include <schemadiff/model/catalog.hpp>

namespace schemadiff::diff
{

// Whether `id` is a member of an extension, or a grant on one, that is as its script has made it.
bool is_part_of_what_is_as_made(ObjectId const &id, Catalog const &catalog);

} // namespace schemadiff::diff
