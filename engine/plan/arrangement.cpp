#include <engine/plan/arrangement.hpp>

#include <engine/plan/batches.hpp>
#include <engine/plan/exchanges.hpp>
#include <engine/plan/order.hpp>
#include <engine/plan/wholes.hpp>

namespace schemadiff::plan
{

namespace
{

std::vector<int> in_order(std::vector<Node> const &nodes, Graph const &graph)
{
    struct Attempt {
        Making making;
        EndsWhole ends;
    };
    for (Attempt const &attempt : {Attempt{Making::both_ways, EndsWhole::all},
                                   {Making::both_ways, EndsWhole::what_has_to},
                                   {Making::going_up, EndsWhole::what_has_to}}) {
        auto const group = wholes(nodes, attempt.making, attempt.ends);
        if (auto order = ordered(nodes, graph, group)) {
            return *std::move(order);
        }
    }
    return ordered(nodes, graph);
}

} // namespace

std::optional<Arrangement> arranged(OnlineNodes online, Dependants const &after, bool fold)
{
    if (!prepare_first(online)) {
        return std::nullopt;
    }
    Arrangement all;
    all.nodes = std::move(online.nodes);
    auto const graph = edges(all.nodes);
    try {
        all.order = in_order(all.nodes, graph);
    } catch (CycleFound const &) {
        if (online.exchanges.empty()) {
            throw;
        }
        return std::nullopt;
    }
    all.up = folded(all.nodes, graph, all.order, Direction::up, fold);
    all.down = folded(all.nodes, graph, all.order, Direction::down, fold);
    all.batch = batches(all.nodes, all.order, all.up.statements, after);
    if (!are_whole(online.exchanges, all.order, all.batch)) {
        return std::nullopt;
    }
    return all;
}

} // namespace schemadiff::plan
