// The attributes of a composite type, in their order: for whoever makes the type anew.
#pragma once

#include <engine/kinds/rules.hpp>

namespace schemadiff::kinds::composite_type
{

std::vector<Object const *> attributes(ObjectId const &type, Catalog const &catalog);

// Names and types in the same order: a value of the one is one of the other.
bool same_layout(ObjectId const &type, Catalog const &before, Catalog const &after);

// CREATE TYPE with all attributes.
Sql definition(ObjectId const &type, Catalog const &catalog);

} // namespace schemadiff::kinds::composite_type
