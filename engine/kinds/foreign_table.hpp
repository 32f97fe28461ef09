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

// PostgreSQL refuses USING for a foreign table, also where it comes from a parent, and a table with
// rows of its own may need it where its foreign parent cannot say it. So links between tables of
// the two sorts, in all depth below `table`, make way for such a change, and each is changed by
// itself. A foreign table that inherits from a plain one makes way as a whole: it holds no rows, and
// what it is given before INHERIT would be its own for ever.
void part_from_the_other_sort(Side &side, ObjectId const &table, Context const &there);
// Whether such a link ties the table of a part to a parent, and whether one does so below it, in
// whatever depth.
bool has_parent_of_the_other_sort(ObjectId const &part, Catalog const &catalog);
bool is_shared_with_the_other_sort(ObjectId const &part, Catalog const &catalog);

} // namespace schemadiff::kinds
