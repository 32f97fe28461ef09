// Values that a type had and has no more when it has been made anew: rows that hold one stop that.
#pragma once

#include <schemadiff/model/catalog.hpp>

#include <string>
#include <vector>

namespace schemadiff::kinds
{

// Labels of an enum that it keeps under no name.
std::vector<std::string> lost_labels(Object const &before, Object const &after);

// Whether a domain, or an attribute of a composite type, may have had a value that it cannot have
// afterwards. The type is in both catalogs.
bool may_refuse_values(ObjectId const &type, Catalog const &before, Catalog const &after);

} // namespace schemadiff::kinds
