// What tables have from others, as partitions and by INHERITS: a statement on the columns and
// checks of a table does the same to those of its children, unless it says ONLY.
// https://www.postgresql.org/docs/current/ddl-inherit.html
#pragma once

#include <engine/kinds/rules.hpp>

#include <vector>

namespace schemadiff::kinds
{

struct Parent {
    ObjectId table;
    ObjectId link; // the partition or inheritance
};

// Of a table, or of the one that something stands in. Those of an inheritance are in their order.
std::vector<Parent> parents_of(ObjectId const &id, Catalog const &catalog);
// The parents that a table names with INHERITS.
std::vector<Parent> inherited_from(ObjectId const &id, Catalog const &catalog);
// Tables that have this one as a parent, without the children of these.
std::vector<ObjectId> children_of(ObjectId const &table, Context const &context);

// The same part of all tables below, in whatever depth: for a part's `renamed_along`.
std::vector<ObjectId> same_part_of_children(ObjectId const &part, Catalog const &catalog);
// Whether a part is there and children have it too, which a NO INHERIT check does not go to.
bool is_passed_on(ObjectId const &part, Catalog const &catalog);
// Whether a part of a table is one that a parent passes on.
bool is_of_parent(ObjectId const &part, Catalog const &catalog);
// Whether a column or check, or the column of a default, is there because of parents alone.
bool is_inherited(ObjectId const &part, Catalog const &catalog);

// Each says of a step on a part that a step on the same part of the parents does it: an alteration,
// the creation of what is inherited, which a new table has from CREATE TABLE, and its removal.
void comes_with_parents(Side &side, ObjectId const &part, Catalog const &catalog);
void comes_with_new_table(Side &side, ObjectId const &part);
void is_made_with_parents(Side &side, ObjectId const &part, Context const &context);
void is_dropped_with_parents(Side &side, ObjectId const &part, Context const &context);

// Children that have the part before and after have no step for it, and are locked like the first
// table that the side locks.
void locks_children_that_keep_it(Side &side, ObjectId const &part, Context const &context);
// The same where it is dropped from ONLY the parent: PostgreSQL makes it the own one of the nearest
// children, and looks no further.
void locks_nearest_children(Side &side, ObjectId const &part, Context const &context);

// Whether a part has to be dropped with ONLY, because a child keeps what it has from there. Each
// child has it of its own then.
bool is_dropped_alone(ObjectId const &part, Context const &context);

// "ONLY " before the name of a table that has children, where they are spoken to one by one.
Sql without_children(ObjectId const &table, Context const &context);

// Whether a column has its type from more than one parent, none of which PostgreSQL changes alone.
bool has_several_parents(ObjectId const &column, Catalog const &catalog);
// Its table leaves all of them meanwhile.
void part_from_several_parents(Side &side, ObjectId const &column, Catalog const &catalog);

// Children that are there on the other side too, so that statements can name them at any time.
std::vector<ObjectId> lasting_children_of(ObjectId const &table, Context const &context);

} // namespace schemadiff::kinds
