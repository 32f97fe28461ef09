// What the type of a column is to a cast: a domain is what it is made of, and of the other types
// that a schema declares only text and their own kind are cast to and from.
#pragma once

#include <schemadiff/model/catalog.hpp>

#include <string>
#include <vector>

namespace schemadiff::kinds
{

struct CastEnd {
    std::string type;
    // "enum", or the name of a type that nothing but text meets. Empty: a type of PostgreSQL or of
    // an extension.
    std::string family = {};
    // The types that the schema declares on the way there: domains, then an enum or another type.
    std::vector<Object const *> declared = {};
};

// The type of a column, or of an attribute, as the catalog that it stands in declares it.
CastEnd cast_end(Object const &object, TypeName const &type, Catalog const &catalog);

} // namespace schemadiff::kinds
