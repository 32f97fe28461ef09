// Indexes that are built and dropped while others read and write their table.
// https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY
#pragma once

#include <engine/kinds/rules.hpp>

namespace schemadiff::kinds
{

// Whether there is such a way to an index, or constraint with one: a partitioned table has none,
// and its index is no more than a name for those of its partitions. A partition that is attached by
// the same plan has its indexes before, or PostgreSQL would make others.
bool can_be_built_concurrently(ObjectId const &index, Context const &context);

// The part of Rules::online that builds the index which `index` is named after, with `statement`,
// and drops it again. Where something else drops it on the way back, a constraint that it belongs
// to by then or the index of the partitioned table, only what may be left of it is taken away.
enum class Dropped : std::uint8_t { here, with_constraint };
Step built_concurrently(ObjectId const &index, Sql statement, Dropped dropped,
                        Context const &context);

} // namespace schemadiff::kinds
