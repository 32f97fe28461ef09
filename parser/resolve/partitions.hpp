// What partitions have from their tables without saying so, as CREATE TABLE ... PARTITION OF gives
// it to them: columns, where they name none, checks, and an index for each index of the table.
#pragma once

#include <parser/yaml/reader_drafts.hpp>
#include <schemadiff/base/diagnostic.hpp>

namespace schemadiff::resolve
{

// Names of parts must have been made.
void complete_partitions(yaml::Drafts &drafts, Diagnostics &diagnostics);

} // namespace schemadiff::resolve
