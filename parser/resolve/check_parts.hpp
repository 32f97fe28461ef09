// What foreign keys, triggers and sequences refer to is there, as far as its schema is declared.
// A part of checks.cpp.
#pragma once

#include <schemadiff/base/diagnostic.hpp>
#include <schemadiff/model/catalog.hpp>

namespace schemadiff::resolve
{

void check_parts(Catalog const &catalog, Diagnostics &diagnostics);

} // namespace schemadiff::resolve
