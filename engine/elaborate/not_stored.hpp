// What PostgreSQL takes and does not store, so that it can never be found in the current state.
// For settle.cpp only.
#pragma once

#include <schemadiff/model/catalog.hpp>

#include <string_view>

namespace schemadiff::elaborate
{

// DEFAULT NULL of exactly the type of the column (AddRelationNewConstraints): NULL::text of a text
// column, but not of a varchar(10), which a function cuts to its length, and not of a domain,
// whose own default it takes the place of.
bool is_no_default(Object const &column_default, Catalog const &catalog);

// Storage parameters of a TOAST table that is not there, because every row surely fits into a page
// (heapam_relation_needs_toast_table): `table` without them, where neither it nor `live` has one.
Options without_toast(Object const &table, Catalog const &catalog, Object const &live,
                      Catalog const &before);

} // namespace schemadiff::elaborate
