// What column.cpp, column_identity.cpp and column_default.cpp share.
#pragma once

#include <engine/kinds/rules.hpp>

#include <string>

namespace schemadiff::kinds::column
{

inline ObjectId table_of(ObjectId const &id)
{
    return id.up(kind_of<Table>);
}

// `only`: without the same column of children.
inline Sql column_of(ObjectId const &id, Sql const &only = {})
{
    return sql("ALTER TABLE {}{} ALTER COLUMN {}", only, relation_name(id), Ident{id.name()});
}

// ---- identity ----

// ChooseRelationName() for the sequence of an identity column, where nothing is in its way.
std::string usual_sequence_name(ObjectId const &column);
Options identity_options(Row const &row, ObjectId const &column);
// GENERATED ... AS IDENTITY (...)
Sql identity_clause(ObjectId const &id, Column const &body);
Side change_identity(Object const &from, Object const &to);
// The sequence of an identity column keeps the name that it got, whatever is renamed.
void keep_sequence(Object &object, ObjectId const &before, ObjectId const &after);

} // namespace schemadiff::kinds::column
