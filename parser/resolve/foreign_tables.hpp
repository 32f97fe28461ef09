// What a desired state says of a foreign table that only a table with rows of its own can have, and
// of other tables that only a foreign one can. PostgreSQL would refuse it step by step.
#pragma once

#include <schemadiff/base/diagnostic.hpp>
#include <schemadiff/model/catalog.hpp>

namespace schemadiff::resolve
{

void check_foreign_tables(Catalog const &catalog, Diagnostics &diagnostics);

} // namespace schemadiff::resolve
