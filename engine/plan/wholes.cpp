#include <engine/plan/wholes.hpp>

#include <unordered_map>
#include <unordered_set>

namespace schemadiff::plan
{

namespace
{

// What makes the subject of each step that creates something. One that has nothing to do going up
// takes away on the way back what another step makes again then.
std::vector<Side const *> making_sides(std::vector<Node> const &nodes, Making way)
{
    std::unordered_map<ObjectId, Side const *> made_again;
    for (Node const &node : nodes) {
        auto const &step = node.step;
        if (way == Making::both_ways && step.action == Action::drop && step.up.statements.empty() &&
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

} // namespace

std::vector<int> wholes(std::vector<Node> const &nodes, Making way, EndsWhole ends)
{
    auto const making = making_sides(nodes, way);
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

} // namespace schemadiff::plan
