// The comparison: two catalogs in, the changes out, sorted by id. It knows no kind; what a field
// means stands in the kind's own table of fields.
#pragma once

#include <schemadiff/diff/change.hpp>

namespace schemadiff::diff
{

std::vector<Change> changes(Catalog const &before, Catalog const &after);

} // namespace schemadiff::diff
