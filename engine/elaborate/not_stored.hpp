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

// Whether of a column no more is kept than that it is NOT NULL: in partitioned tables and their
// partitions, and before PostgreSQL 18, where this is asked of those only that say more.
bool keeps_mark_of_not_null_only(Object const &object, Catalog const &catalog, int server_version);

// Whether all privileges on tables are given, MAINTAIN among them, where the server has no such
// thing: before PostgreSQL 17.
bool gives_maintain_with_all(Object const &object, int server_version);
void leave_out_maintain(Object &object);

} // namespace schemadiff::elaborate
