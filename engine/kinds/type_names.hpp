// How types are named, and what they are called meanwhile: what the rules of all kinds of types
// share.
#pragma once

#include <engine/kinds/rules.hpp>

namespace schemadiff::kinds
{

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
