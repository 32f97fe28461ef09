// How much relations hold right now: read apart from the snapshot of the catalog, because it costs
// a look at the files of each relation and is asked for the few that a plan works on.
#pragma once

#include <engine/postgres/connection.hpp>
#include <schemadiff/model/object_id.hpp>
#include <schemadiff/plan/plan.hpp>

#include <map>
#include <vector>

namespace schemadiff::execute
{

// Of tables and materialised views, each with all partitions below it. What is not there is left
// out, and all of them are where one is locked so that nobody may look (pg_relation_size() waits
// for whoever waits for such a lock). Throws postgres::StatementFailed.
std::map<ObjectId, RelationSize> relation_sizes(postgres::Connection &connection,
                                                std::vector<ObjectId> const &relations);

} // namespace schemadiff::execute
