// Where a plan drops what holds rows, or changes values so that they cannot be had again from the
// new ones, they are kept first, and put back on the way back.
#pragma once

#include <engine/plan/busy.hpp>
#include <engine/plan/edges.hpp>
#include <engine/plan/fates.hpp>
#include <engine/plan/planner.hpp>

#include <map>
#include <vector>

namespace schemadiff::plan
{

struct KeptRows {
    std::vector<PlannedKeep> keeps;
    std::vector<ObjectId> rest_on; // that the plan is one for, though no step is about it
};

// Changes the steps that lose rows or values for good, and tells what is kept.
KeptRows keep_rows(std::vector<Node> &nodes, std::map<ObjectId, Touched> const &touched,
                   std::map<ObjectId, RelationSize> const &sizes, Sides const &sides,
                   Busy const &busy, Options const &options);

} // namespace schemadiff::plan
