// What comments and security labels share: COMMENT ON and SECURITY LABEL ON name an object in the
// same words and take the same locks.
#pragma once

#include <engine/kinds/rules.hpp>

namespace schemadiff::kinds::satellite
{

// What a row of pg_description or pg_seclabel is about; nothing where it is none of ours.
std::optional<ObjectId> subject_from_row(Row const &row, CatalogNames const &names);

// "TABLE app.users", or "FOREIGN TABLE app.users" where the catalog has it as one.
Sql address_of(ObjectId const &subject, Catalog const &catalog);

// The lock on a relation that a text on it, or on its column or index, takes; on anything else it
// takes none.
void lock(Side &side, ObjectId const &subject, Catalog const &catalog);

// What the text goes with: a column of a view is no object of its own.
ObjectId holder(ObjectId const &subject, Catalog const &catalog);

} // namespace schemadiff::kinds::satellite
