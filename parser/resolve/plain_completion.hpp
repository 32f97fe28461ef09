// Objects of plain kinds that can be spelled in more ways than one: what PostgreSQL would make of
// their names, types and lists is written out, so that they compare with what a server has.
#pragma once

#include <parser/yaml/reader_drafts.hpp>

namespace schemadiff::resolve
{

void complete_plain_objects(yaml::Drafts &drafts);

} // namespace schemadiff::resolve
