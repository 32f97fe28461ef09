// What the SQL text of objects names: edges to other objects of the same catalog. It reads words,
// not grammar, and rather finds one edge too many than one too few.
#pragma once

#include <schemadiff/model/catalog.hpp>

#include <memory>
#include <vector>

namespace schemadiff::resolve
{

// `objects` are those of the catalog. Sets their `references`, and the `mentions` of functions
// whose body is text. Both are sorted; edges that fields show are not among them.
void find_references(Catalog const &catalog, std::vector<std::shared_ptr<Object>> const &objects);

} // namespace schemadiff::resolve
