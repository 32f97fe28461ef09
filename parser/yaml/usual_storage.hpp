// How values are stored where nothing is said, for reader and writer.
#pragma once

#include <string_view>

namespace schemadiff::yaml
{

// How values of a type are stored where a column does not say it: plain, main or extended. Empty
// for types that are not PostgreSQL's own.
std::string_view usual_storage(std::string_view type);

} // namespace schemadiff::yaml
