// What one object says about others must be true: names are free, what is referred to is there.
// Only what no server is needed for; what the state does not declare is not judged.
#pragma once

#include <parser/yaml/reader_drafts.hpp>
#include <schemadiff/base/diagnostic.hpp>
#include <schemadiff/model/catalog.hpp>

#include <memory>
#include <vector>

namespace schemadiff::resolve
{

// The objects, each id once; the second of two is reported.
std::vector<std::shared_ptr<Object>> distinct_objects(yaml::Drafts drafts,
                                                      Diagnostics &diagnostics);

void check_meaning(Catalog const &catalog, Diagnostics &diagnostics);

} // namespace schemadiff::resolve
