// What typed tables share with their composite type.
// https://www.postgresql.org/docs/current/sql-createtable.html: OF type_name
#pragma once

#include <engine/kinds/rules.hpp>

#include <optional>

namespace schemadiff::kinds
{

// The composite type that a table, or the table of a part, is of.
std::optional<ObjectId> row_type_of(ObjectId const &id, Catalog const &catalog);
// A table is let go of before it gets other columns, and tied to a type when those are gone that
// this has not: names for Rules::frees and Rules::takes. None where it is typed on neither side.
std::vector<std::string> room_for_columns(ObjectId const &id, Context const &context);
std::vector<std::string> room_for_row_type(ObjectId const &id, Context const &context);
// Tables that are of a composite type.
std::vector<ObjectId> typed_tables(ObjectId const &type, Catalog const &catalog);

} // namespace schemadiff::kinds
