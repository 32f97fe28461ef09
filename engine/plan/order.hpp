// Puts steps in an order in which every edge holds: the same two catalogs give the same plan, to
// the byte, in whatever order the files were read.
#pragma once

#include <engine/plan/edges.hpp>

#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace schemadiff::plan
{

// Steps wait for one another: a wrong depends_on() of some kind, never something that the user
// did. The message names the circle: "dependency cycle: d -> b -> a -> d".
struct CycleFound : std::logic_error {
    CycleFound(std::string const &message, std::vector<ObjectId> ids)
        : std::logic_error{message}, subjects{std::move(ids)}
    {
    }

    std::vector<ObjectId> subjects;
};

// `group[i]` is the step whose place step i shares, or i itself: the columns of a new table go
// with the table. Members of a group stand together in the order of their keys. Nothing, where
// the groups wait for one another.
std::optional<std::vector<int>> ordered(std::span<Node const> nodes, Graph const &graph,
                                        std::vector<int> const &group);

// The same without groups; throws CycleFound.
std::vector<int> ordered(std::span<Node const> nodes, Graph const &graph);

} // namespace schemadiff::plan
