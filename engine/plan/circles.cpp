#include <engine/plan/circles.hpp>

#include <engine/kinds/registry.hpp>
#include <engine/plan/wholes.hpp>
#include <schemadiff/model/kind_facts.hpp>
#include <schemadiff/model/satellite.hpp>

#include <algorithm>
#include <unordered_set>
#include <vector>

namespace schemadiff::plan
{

namespace
{

using Ids = std::unordered_set<ObjectId>;

bool names_any(std::vector<ObjectId> const &ids, Ids const &of)
{
    return std::any_of(ids.begin(), ids.end(), [&](ObjectId const &id) { return of.contains(id); });
}

bool loses_nothing(ObjectId const &id, kinds::Context const &context)
{
    auto const *object = context.catalog.find(id);
    if (object == nullptr) {
        return false;
    }
    auto const hazards = kinds::rules_of(id.kind()).drop(*object, context).hazards;
    return std::none_of(hazards.begin(), hazards.end(), [](Hazard const &hazard) {
        return hazard.what == HazardClass::delete_data;
    });
}

// What holds values and rests on it, be it by way of others.
Ids holders(ObjectId const &type, kinds::Context const &context)
{
    std::vector<ObjectId> next{type};
    Ids seen;
    Ids found;
    while (!next.empty()) {
        auto const id = next.back();
        next.pop_back();
        if (holds_data(id.kind())) {
            found.insert(id);
            continue;
        }
        for (ObjectId const &dependant : context.dependants(id)) {
            if (seen.insert(dependant).second) {
                next.push_back(dependant);
            }
        }
    }
    return found;
}

bool keeps_values(ObjectId const &type, Sides const &sides)
{
    auto const after = holders(type, sides.after_context);
    auto const before = holders(type, sides.before_context);
    return std::any_of(before.begin(), before.end(),
                       [&](ObjectId const &id) { return after.contains(id); });
}

// A view is a type as well, that of its rows.
bool may_be_made_anew(ObjectId const &id, Sides const &sides)
{
    auto const &kind = facts(id.kind());
    if (kind.holds_data) {
        return !kind.has_columns && loses_nothing(id, sides.before_context) &&
               loses_nothing(id, sides.after_context);
    }
    return kind.has_columns || !kind.is_type || !keeps_values(id, sides);
}

bool comes_before_itself(int index, Graph const &graph)
{
    std::vector<int> next{index};
    std::unordered_set<int> seen;
    while (!next.empty()) {
        auto const &after = graph.after[static_cast<std::size_t>(next.back())];
        next.pop_back();
        for (int const one : after) {
            if (one == index) {
                return true;
            }
            if (seen.insert(one).second) {
                next.push_back(one);
            }
        }
    }
    return false;
}

// The order of steps, in which those that stand or fall together are at one.
Graph edges_of_wholes(std::vector<Node> const &nodes)
{
    auto graph = edges(nodes);
    auto const heads = wholes(nodes, Making::both_ways, EndsWhole::what_has_to);
    for (int index = 0; index < static_cast<int>(nodes.size()); ++index) {
        int const head = heads[static_cast<std::size_t>(index)];
        if (head != index) {
            graph.after[static_cast<std::size_t>(index)].push_back(head);
            graph.after[static_cast<std::size_t>(head)].push_back(index);
        }
    }
    return graph;
}

} // namespace

std::set<ObjectId> alterations_in_a_circle(std::vector<Node> const &nodes, Sides const &sides)
{
    Ids produced;
    Ids destroyed;
    Ids released_by_drops;
    for (Node const &node : nodes) {
        auto const &step = node.step;
        produced.insert(step.produces.begin(), step.produces.end());
        destroyed.insert(step.destroys.begin(), step.destroys.end());
        if (step.action == Action::drop) {
            released_by_drops.insert(step.releases.begin(), step.releases.end());
        }
    }
    // Hardly ever is there any, so the edges are left alone where there is none.
    std::vector<int> candidates;
    for (int index = 0; index < static_cast<int>(nodes.size()); ++index) {
        Step const &step = nodes[static_cast<std::size_t>(index)].step;
        bool const waits =
            names_any(step.consumes, produced) || names_any(step.destroys, released_by_drops);
        if (step.action == Action::alter && waits && names_any(step.releases, destroyed) &&
            may_be_made_anew(step.subject, sides)) {
            candidates.push_back(index);
        }
    }
    std::set<ObjectId> found;
    if (candidates.empty()) {
        return found;
    }
    auto const graph = edges_of_wholes(nodes);
    for (int const index : candidates) {
        if (comes_before_itself(index, graph)) {
            found.insert(nodes[static_cast<std::size_t>(index)].step.subject);
        }
    }
    return found;
}

} // namespace schemadiff::plan
