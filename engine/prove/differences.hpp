// What differs between what a plan made and what was wanted, for prove.cpp.
#pragma once

#include <schemadiff/model/catalog.hpp>

#include <string>
#include <vector>

namespace schemadiff::prove
{

// One line each: "table "app"."t" is missing". Texts that mean the same are the same.
std::vector<std::string> differences(Catalog const &wanted, Catalog const &got, bool with_owners);

} // namespace schemadiff::prove
