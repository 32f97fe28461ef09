// What is said of foreign tables and of their columns only. table.cpp and column.cpp have the rest,
// which is the same for all tables.
#pragma once

#include <engine/kinds/rules.hpp>

namespace schemadiff::kinds
{

// Of a table, or of what stands in one: whether its rows are on a foreign server. No statement
// looks at rows then, and no value is lost here.
bool is_foreign(ObjectId const &id, Catalog const &catalog);

// ALTER FOREIGN TABLE ... [ALTER COLUMN ...] OPTIONS (ADD ..., SET ..., DROP ...); `column` is
// empty, or begins with a blank. No statement where nothing changes.
Side foreign_options_changed(ObjectId const &table, Sql const &column, Options const &before,
                             Options const &after);

// PostgreSQL refuses USING for a foreign table, also where it comes from a parent: the links to
// foreign children make way for such a change, and each child is changed by itself.
void part_with_foreign_children(Side &side, ObjectId const &table, Context const &there);

} // namespace schemadiff::kinds
