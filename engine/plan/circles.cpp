#include <engine/plan/circles.hpp>

#include <engine/kinds/registry.hpp>
#include <schemadiff/model/kind_facts.hpp>

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

// A view is a type as well, that of its rows.
bool may_be_made_anew(ObjectId const &id, Sides const &sides)
{
    auto const &kind = facts(id.kind());
    return kind.holds_data ? !kind.has_columns && loses_nothing(id, sides.before_context) &&
                                 loses_nothing(id, sides.after_context)
                           : kind.has_columns || !kind.is_type;
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

} // namespace

std::set<ObjectId> alterations_in_a_circle(std::span<Node const> nodes, Sides const &sides)
{
    Ids produced;
    Ids destroyed;
    for (Node const &node : nodes) {
        produced.insert(node.step.produces.begin(), node.step.produces.end());
        destroyed.insert(node.step.destroys.begin(), node.step.destroys.end());
    }
    // Hardly ever is there any, so the edges are left alone where there is none.
    std::vector<int> candidates;
    for (int index = 0; index < static_cast<int>(nodes.size()); ++index) {
        Step const &step = nodes[static_cast<std::size_t>(index)].step;
        if (step.action == Action::alter && names_any(step.releases, destroyed) &&
            names_any(step.consumes, produced) && may_be_made_anew(step.subject, sides)) {
            candidates.push_back(index);
        }
    }
    std::set<ObjectId> found;
    if (candidates.empty()) {
        return found;
    }
    auto const graph = edges(nodes);
    for (int const index : candidates) {
        if (comes_before_itself(index, graph)) {
            found.insert(nodes[static_cast<std::size_t>(index)].step.subject);
        }
    }
    return found;
}

} // namespace schemadiff::plan
