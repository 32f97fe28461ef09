// How finely ANALYZE looks at the expressions of an index. Only expressions have targets of their
// own, and a new index has none (ATExecSetStatistics() of src/backend/commands/tablecmds.c).
//
// What is said of an index is handed down to those of partitions that are attached to it, whatever
// was said of them, and ALTER INDEX knows no ONLY.
#pragma once

#include <engine/kinds/rules.hpp>

#include <vector>

namespace schemadiff::kinds
{

// What leads from the one to the other, of an index alone.
std::vector<Sql> index_statistics(ObjectId const &id, Options const &before, Options const &after);

// From one side to the other, of an index that stays; those that are attached to it get what they
// have there. Without Context::is_away all of them are taken to be there.
void change_index_statistics(Side &side, Object const &from, Object const &to,
                             Context const &from_context, Context const &to_context);

// Of an index that PostgreSQL has built anew in its place. One over expressions that is attached to
// another is not: it has made way (rebuilt_parts.hpp).
void set_index_statistics_again(Side &side, Object const &index, Context const &context);

} // namespace schemadiff::kinds
