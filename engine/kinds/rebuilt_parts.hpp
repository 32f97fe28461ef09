// Indexes of partitions where the type of a column changes. PostgreSQL builds the index of the
// partitioned table again and with it one for each partition, as CREATE INDEX would: under a name
// of its choosing, with the parameters and the place of the former (ATPostAlterTypeCleanup of
// src/backend/commands/tablecmds.c). What it calls one over expressions nobody foresees.
#pragma once

#include <engine/kinds/rules.hpp>

namespace schemadiff::kinds
{

// Lets those on the column that would not come back as they are make way, with all that belongs to
// the same index of the partitioned table.
void let_parts_go_that_differ(Side &side, ObjectId const &column, Context const &context);

} // namespace schemadiff::kinds
