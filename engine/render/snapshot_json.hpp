// A catalog as a file: a saved snapshot of a schema, whole and exact, that stands for it wherever a
// state is asked for. schemas/snapshot.schema.json describes the format.
#pragma once

#include <schemadiff/model/catalog.hpp>

#include <string>
#include <string_view>

namespace schemadiff::render
{

// Places in files and declared renames are not part of it: it says how a schema is, and not who
// asked for it.
std::string snapshot_json(Catalog const &catalog);

// The exact inverse. Throws Failure on anything that snapshot_json() would not write.
Catalog snapshot_from_json(std::string_view text);

// The JSON Schema of the format, made from the tables of fields.
std::string snapshot_schema();

} // namespace schemadiff::render
