#include <engine/plan/arrangement.hpp>

#include <engine/plan/batches.hpp>
#include <engine/plan/exchanges.hpp>
#include <engine/plan/order.hpp>

#include <unordered_map>
#include <unordered_set>

namespace schemadiff::plan
{

namespace
{

// What makes the subject of each step that creates something. One that has nothing to do going up
// takes away on the way back what another step makes again then.
std::vector<Side const *> making_sides(std::vector<Node> const &nodes, bool with_way_back)
{
    std::unordered_map<ObjectId, Side const *> made_again;
    for (Node const &node : nodes) {
        auto const &step = node.step;
        if (with_way_back && step.action == Action::drop && step.up.statements.empty() &&
            step.down) {
            made_again.emplace(step.subject, &*step.down);
        }
    }
    std::vector<Side const *> sides;
    for (Node const &node : nodes) {
        auto const &step = node.step;
        auto const again =
            step.up.statements.empty() ? made_again.find(step.subject) : made_again.end();
        sides.push_back(step.action != Action::create ? nullptr
                        : again != made_again.end()   ? again->second
                                                      : &step.up);
    }
    return sides;
}

// What a step is inside of others, in either direction.
std::vector<Clause const *> clauses(Step const &step)
{
    std::vector<Clause const *> all;
    for (Side const *side : {&step.up, step.down ? &*step.down : nullptr}) {
        if (side != nullptr && side->clause) {
            all.push_back(&*side->clause);
        }
    }
    return all;
}

// Which tables end together with their columns: all of them, so that the columns come back in their
// order, or only those from which one cannot be taken away.
enum class EndsWhole : std::uint8_t { all, what_has_to };

// Steps that stand or fall with another one: columns go with their new table, whose order of
// columns they make, and which takes them away where it is partitioned by them; defaults go with
// their new column, and columns with the end of their table.
std::vector<int> groups(std::vector<Side const *> const &making, std::vector<Node> const &nodes,
                        EndsWhole ends)
{
    auto const side = [&](int index) {
        return making[static_cast<std::size_t>(index)];
    };
    auto const step = [&](int index) -> Step const & {
        return nodes[static_cast<std::size_t>(index)].step;
    };
    std::unordered_map<ObjectId, int> makers;
    std::unordered_map<ObjectId, int> enders;
    std::unordered_set<ObjectId> ended_whole;
    std::vector<int> group(nodes.size());
    for (int index = 0; index < static_cast<int>(nodes.size()); ++index) {
        group[static_cast<std::size_t>(index)] = index;
        if (side(index) != nullptr && side(index)->joint != Joint::none) {
            makers.emplace(step(index).subject, index);
        }
        if (step(index).action != Action::drop) {
            continue;
        }
        enders.emplace(step(index).subject, index);
        for (Clause const *clause : clauses(step(index))) {
            if (clause->only_there || ends == EndsWhole::all) {
                ended_whole.insert(clause->host);
            }
        }
    }
    auto const ender = [&](int index) {
        auto const &down = step(index).down;
        bool const is_listed = down && down->joint != Joint::none;
        for (Clause const *clause : clauses(step(index))) {
            auto const found = enders.find(clause->host);
            if ((clause->only_there || is_listed) && ended_whole.contains(clause->host) &&
                found != enders.end()) {
                return found->second;
            }
        }
        return index;
    };
    auto const host = [&](int index) {
        if (step(index).action == Action::drop) {
            return ender(index);
        }
        if (side(index) == nullptr || !side(index)->clause) {
            return index;
        }
        auto const maker = makers.find(side(index)->clause->host);
        bool const part = maker != makers.end() && (side(index)->joint != Joint::none ||
                                                    side(maker->second)->joint == Joint::words);
        return part ? maker->second : index;
    };
    for (int index = 0; index < static_cast<int>(nodes.size()); ++index) {
        int at = index;
        for (int next = host(at); next != at; next = host(at)) {
            at = next;
        }
        group[static_cast<std::size_t>(index)] = at;
    }
    return group;
}

std::vector<int> in_order(std::vector<Node> const &nodes, Graph const &graph)
{
    struct Attempt {
        bool with_way_back;
        EndsWhole ends;
    };
    for (Attempt const &attempt : {Attempt{true, EndsWhole::all},
                                   {true, EndsWhole::what_has_to},
                                   {false, EndsWhole::what_has_to}}) {
        auto const group = groups(making_sides(nodes, attempt.with_way_back), nodes, attempt.ends);
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
