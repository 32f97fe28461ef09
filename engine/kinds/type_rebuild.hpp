// Making a type, or a collation, anew under its own name where PostgreSQL cannot alter it: the old
// one is renamed out of the way, every column that uses it is cast to the new one, and the old one
// is dropped. Types that rest on it (domains over it, composite types with it, ranges of it) go the
// same way in the same step; whatever else depends on any of them makes way meanwhile.
#pragma once

#include <engine/kinds/rules.hpp>

#include <map>
#include <set>

namespace schemadiff::kinds
{

// The rest of a type's new form that its own create() does not know: labels that were lost, for
// instance, are the kind's own knowledge, and so are the hazards that come of them.
Side rebuilt(Object const &before, Object const &after, Context const &before_context,
             Context const &after_context);

// The columns whose values are of this type, or of one that rests on it, on tables.
std::vector<ObjectId> columns_using(ObjectId const &type, Context const &context);

// What ALTER ... TYPE does to the type of a value: whether PostgreSQL casts one to the other, or
// the text of the one has to be read as the other.
bool casts_directly(std::string_view from, std::string_view to);

// Whether both name the multirange type of one range type, which gets another name for it.
bool is_renamed_multirange(TypeName const &before, TypeName const &after,
                           Context const &before_context, Context const &after_context);

// `name` with an ending that tells it apart, within the 63 bytes of a name.
std::string aside(std::string_view name);

// ALTER TYPE ... SET SCHEMA and RENAME TO, or the same of another word.
Side renamed_type(Sql const &word, ObjectId const &before, ObjectId const &after);

// pg_catalog names need no schema, like all that is on every search path.
Qualified unless_catalog(QualifiedName const &name);

// The collation that a field names, where the catalog has it.
void add_collation(std::vector<ObjectId> &ids, std::optional<QualifiedName> const &collation,
                   Catalog const &catalog);

} // namespace schemadiff::kinds
