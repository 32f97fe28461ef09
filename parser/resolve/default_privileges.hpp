// Default privileges as they were written become as they are compared: words in order, ALL spelled
// out, nothing said that PostgreSQL gives by itself.
#pragma once

#include <parser/yaml/reader_drafts.hpp>
#include <schemadiff/base/diagnostic.hpp>

namespace schemadiff::resolve
{

void complete_default_privileges(yaml::Drafts &drafts, Diagnostics &diagnostics);

} // namespace schemadiff::resolve
