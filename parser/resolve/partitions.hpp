// What partitions have from their tables without saying so, as CREATE TABLE ... PARTITION OF gives
// it to them: columns, where they name none, checks, and an index for each index of the table.
#pragma once

#include <parser/yaml/reader_drafts.hpp>
#include <schemadiff/base/diagnostic.hpp>

namespace schemadiff::resolve
{

// Names of parts must have been made.
void complete_partitions(yaml::Drafts &drafts, Diagnostics &diagnostics);

// `tablespace: ''` is the database's default, and heap the access method of whatever says none:
// both are there for a partition that is not to have that of its table. A partitioned table can
// have heap, too, which new partitions then have whatever default_table_access_method says.
void leave_out_usual_placement(yaml::Drafts &drafts, Diagnostics &diagnostics);

} // namespace schemadiff::resolve
