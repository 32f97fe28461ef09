// Four laws, and nothing else, make the edges:
//   1. a producer comes before its consumers;
//   2. who releases a thing comes before its destroyer;
//   3. a thing is destroyed before it is produced again, and a name freed before it is taken;
//   4. steps of one object keep their order.
#include <engine/plan/edges.hpp>

#include <algorithm>
#include <string>
#include <unordered_map>

namespace schemadiff::plan
{

namespace
{

using ById = std::unordered_map<ObjectId, std::vector<int>>;
using BySlot = std::unordered_map<std::string, std::vector<int>>;

template <class Map, class Key>
std::vector<int> const &found(Map const &map, Key const &key)
{
    static std::vector<int> const none;
    auto const at = map.find(key);
    return at == map.end() ? none : at->second;
}

} // namespace

Graph edges(std::span<Node const> nodes)
{
    ById producers;
    ById destroyers;
    ById takers;
    BySlot freers;
    for (int index = 0; index < static_cast<int>(nodes.size()); ++index) {
        auto const &node = nodes[static_cast<std::size_t>(index)];
        for (ObjectId const &id : node.step.produces) {
            producers[id].push_back(index);
        }
        for (ObjectId const &id : node.step.destroys) {
            destroyers[id].push_back(index);
        }
        for (ObjectId const &id : node.takes_away_only) {
            takers[id].push_back(index);
        }
        for (std::string const &slot : node.frees) {
            freers[slot].push_back(index);
        }
    }

    Graph graph;
    graph.before.resize(nodes.size());
    graph.after.resize(nodes.size());
    graph.wished.resize(nodes.size());
    // Of two steps of which one runs only going up, and the other only going back, neither waits.
    auto const runs = [&](int index, bool up) {
        auto const &step = nodes[static_cast<std::size_t>(index)].step;
        return up ? !step.up.statements.empty() : !step.down || !step.down->statements.empty();
    };
    auto const never_meet = [&](int a, int b) {
        return (runs(a, true) && !runs(a, false) && !runs(b, true) && runs(b, false)) ||
               (runs(b, true) && !runs(b, false) && !runs(a, true) && runs(a, false));
    };
    auto const add = [&](int from, int to) {
        if (from != to && !never_meet(from, to)) {
            graph.before[static_cast<std::size_t>(to)].push_back(from);
            graph.after[static_cast<std::size_t>(from)].push_back(to);
        }
    };
    // Whoever runs in the other direction only does not wait for what merely takes a thing away.
    auto const only_takes = [&](int index, ObjectId const &id) {
        auto const &all = found(takers, id);
        return std::find(all.begin(), all.end(), index) != all.end();
    };
    for (int index = 0; index < static_cast<int>(nodes.size()); ++index) {
        auto const &node = nodes[static_cast<std::size_t>(index)];
        for (ObjectId const &id : node.step.consumes) {
            for (int const producer : found(producers, id)) {
                if (runs(index, false) || !only_takes(producer, id)) {
                    add(producer, index);
                }
            }
        }
        for (ObjectId const &id : node.step.releases) {
            for (int const destroyer : found(destroyers, id)) {
                if (runs(index, true) || !only_takes(destroyer, id)) {
                    add(index, destroyer);
                }
            }
        }
        for (ObjectId const &id : node.step.produces) {
            for (int const destroyer : found(destroyers, id)) {
                add(destroyer, index);
            }
        }
        for (std::string const &slot : node.takes) {
            for (int const freer : found(freers, slot)) {
                add(freer, index);
            }
        }
        for (int const before : node.after) {
            add(before, index);
        }
        for (ObjectId const &id : node.wishes) {
            for (int const producer : found(producers, id)) {
                if (producer != index) {
                    graph.wished[static_cast<std::size_t>(index)].push_back(producer);
                }
            }
        }
    }
    auto const unique = [](std::vector<int> &all) {
        std::sort(all.begin(), all.end());
        all.erase(std::unique(all.begin(), all.end()), all.end());
    };
    for (std::size_t index = 0; index < nodes.size(); ++index) {
        unique(graph.before[index]);
        unique(graph.after[index]);
        unique(graph.wished[index]);
    }
    return graph;
}

} // namespace schemadiff::plan
