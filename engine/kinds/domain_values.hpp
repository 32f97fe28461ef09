// Where the values of a domain are stored, and what is asked of them.
#pragma once

#include <engine/kinds/rules.hpp>

namespace schemadiff::kinds::domain
{

// Whether a table holds values of the domain inside others: in arrays, composite values or ranges.
// PostgreSQL does not look for values there, so it lets nobody ask more of them
// (get_rels_with_domain of src/backend/commands/typecmds.c).
bool is_held_in_others(ObjectId const &domain, Context const &context);

// Whether the new domain refuses values, or NULL, that the old one may have let through.
bool asks_more(Object const &before, Object const &after, Catalog const &before_catalog,
               Catalog const &after_catalog);

} // namespace schemadiff::kinds::domain
