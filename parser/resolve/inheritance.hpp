// What tables have from their parents without saying so, as CREATE TABLE ... INHERITS gives it to
// them: columns with their defaults, and checks.
#pragma once

#include <parser/yaml/reader_drafts.hpp>
#include <schemadiff/base/diagnostic.hpp>

namespace schemadiff::resolve
{

// Names of parts must have been made.
void complete_inheritance(yaml::Drafts &drafts, Diagnostics &diagnostics);

} // namespace schemadiff::resolve
