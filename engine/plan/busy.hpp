// How large the tables of a plan are, and whether somebody would wait for a step.
#pragma once

#include <engine/plan/edges.hpp>
#include <engine/plan/fates.hpp>
#include <engine/plan/planner.hpp>

#include <map>
#include <vector>

namespace schemadiff::plan
{

// How large the relations are that the steps lock, by the names that they have after the renames.
std::map<ObjectId, RelationSize> sizes_of(std::vector<Node> const &nodes, Catalog const &before,
                                          std::vector<Rename> const &renames,
                                          Options const &options);

class Busy
{
public:
    // The sizes are those that sizes_of() gives. All of it has to outlive this.
    Busy(std::map<ObjectId, Touched> const &touched, std::map<ObjectId, RelationSize> const &sizes,
         Sides const &sides, Options const &options)
        : touched_{touched}, sizes_{sizes}, sides_{sides}, options_{options}
    {
    }

    // The table whose rows it is about, the first that it locks, lasts and holds rows: of a step
    // that writes the table again, more than are written in a moment.
    [[nodiscard]] bool is_table_of(Step const &step) const;

private:
    std::map<ObjectId, Touched> const &touched_;
    std::map<ObjectId, RelationSize> const &sizes_;
    Sides const &sides_;
    Options const &options_;
};

} // namespace schemadiff::plan
