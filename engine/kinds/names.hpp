// Names as the rules of schema-level kinds need them: read from rows, written as SQL, and looked up
// in a catalog where only a name, but no id, is known.
#pragma once

#include <engine/kinds/rules.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::kinds
{

// "app"."name" of an id whose first two parts are schema and name.
Qualified object_name(ObjectId const &id);

// ALTER `noun` ... SET SCHEMA, RENAME TO, as far as the two differ. Behind the name stands
// `arguments`: (integer), USING btree.
Side moved_object(Sql const &noun, ObjectId const &before, ObjectId const &after,
                  Sql const &arguments = {});
// The same for a relation, under an exclusive lock.
Side moved_relation(Sql const &noun, ObjectId const &before, ObjectId const &after);
// The same for what has no schema.
Side renamed_object(Sql const &noun, ObjectId const &before, ObjectId const &after);

// What {function_name ...} and {operator_name ...} of a catalog query give.
QualifiedName name_in(Row const &row, std::string_view column);
std::optional<QualifiedName> optional_name_in(Row const &row, std::string_view column);

// An operator's name is no identifier and is never quoted: app.+ . Throws std::logic_error where it
// has anything but the characters of operators.
Sql operator_name(std::string_view schema, std::string_view name);
inline Sql operator_name(QualifiedName const &name)
{
    return operator_name(name.schema, name.name);
}

// Pieces between separators that stand outside of quotes and parentheses, without blanks around.
std::vector<std::string> pieces(std::string_view text, char separator);

// The ids that a name can mean.
void add_functions(QualifiedName const &name, Catalog const &catalog, std::vector<ObjectId> &ids);
void add_functions(std::optional<QualifiedName> const &name, Catalog const &catalog,
                   std::vector<ObjectId> &ids);
// Every type that a list of types, as it stands in an id, names.
void add_types(std::string_view types, Catalog const &catalog, std::vector<ObjectId> &ids);
void add_if_there(ObjectId const &id, Catalog const &catalog, std::vector<ObjectId> &ids);

} // namespace schemadiff::kinds
