// Puts all steps in their places, and into batches that share a transaction.
#pragma once

#include <engine/plan/dependants.hpp>
#include <engine/plan/fold.hpp>
#include <engine/plan/online.hpp>

#include <optional>
#include <vector>

namespace schemadiff::plan
{

struct Arrangement {
    std::vector<Node> nodes;
    std::vector<int> order;
    Folded up;
    Folded down;
    std::vector<int> batch; // of each place in the order
};

// Nothing where that cannot be done without taking an exchange apart. `after` are the dependants in
// the desired state; `fold` puts what PostgreSQL can do in one statement into one.
std::optional<Arrangement> arranged(OnlineNodes online, Dependants const &after, bool fold);

} // namespace schemadiff::plan
