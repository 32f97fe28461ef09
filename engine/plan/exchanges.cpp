#include <engine/plan/exchanges.hpp>

#include <algorithm>
#include <unordered_set>

namespace schemadiff::plan
{

namespace
{

std::size_t at(int index)
{
    return static_cast<std::size_t>(index);
}

using Neighbours = std::vector<std::vector<int>>;

// All that are reached from a node, without it.
std::vector<int> reached(int from, Neighbours const &neighbours)
{
    std::vector<int> found;
    std::unordered_set<int> seen{from};
    std::vector<int> left{from};
    while (!left.empty()) {
        int const one = left.back();
        left.pop_back();
        for (int const next : neighbours[at(one)]) {
            if (seen.insert(next).second) {
                found.push_back(next);
                left.push_back(next);
            }
        }
    }
    return found;
}

bool destroys_any(Step const &step, std::unordered_set<ObjectId> const &ids)
{
    return std::any_of(step.destroys.begin(), step.destroys.end(),
                       [&](ObjectId const &id) { return ids.contains(id); });
}

} // namespace

bool prepare_first(OnlineNodes &online)
{
    if (online.exchanges.empty()) {
        return true;
    }
    auto &nodes = online.nodes;
    auto const graph = edges(nodes);
    std::unordered_set<ObjectId> made;
    for (Node const &node : nodes) {
        made.insert(node.step.produces.begin(), node.step.produces.end());
    }
    for (Exchange const &exchange : online.exchanges) {
        for (int part = exchange.first; part < exchange.change; ++part) {
            for (int const index : reached(part, graph.before)) {
                Node &node = nodes[at(index)];
                if (node.step.action == Action::drop && destroys_any(node.step, made)) {
                    return false;
                }
                if (!node.key.starts_with(place::early)) {
                    node.key.insert(0, place::early);
                }
            }
        }
    }
    return true;
}

bool are_whole(std::span<Exchange const> exchanges, std::span<int const> order,
               std::span<int const> batch)
{
    std::vector<int> batch_of(order.size());
    for (std::size_t place = 0; place < order.size(); ++place) {
        batch_of[at(order[place])] = batch[place];
    }
    return std::all_of(exchanges.begin(), exchanges.end(), [&](Exchange const &one) {
        return std::all_of(batch_of.begin() + one.change, batch_of.begin() + one.last + 1,
                           [&](int other) { return other == batch_of[at(one.change)]; });
    });
}

} // namespace schemadiff::plan
