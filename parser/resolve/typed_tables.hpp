// Gives a typed table the columns of its composite type, and those that it declares the type, the
// collation and the place of the attribute. To be called before tables get columns from others.
#pragma once

#include <parser/yaml/reader.hpp>
#include <schemadiff/base/diagnostic.hpp>

namespace schemadiff::resolve
{

void complete_typed_tables(yaml::Drafts &drafts, Diagnostics &diagnostics);

} // namespace schemadiff::resolve
