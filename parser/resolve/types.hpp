// Finds the schema of types that are written without one: that of the object that uses the type,
// then the only other one that has such a type. What is found nowhere stays as it is written, for
// it may belong to an extension.
#pragma once

#include <parser/yaml/reader_drafts.hpp>
#include <schemadiff/base/diagnostic.hpp>

namespace schemadiff::resolve
{

// The ids of functions change with the types of their arguments. `table.column%TYPE` in a
// signature becomes the type of the column, as it does in the server.
void find_types(yaml::Drafts &drafts, Diagnostics &diagnostics);

} // namespace schemadiff::resolve
