#include <engine/plan/circles.hpp>

#include <engine/kinds/registry.hpp>
#include <engine/plan/wholes.hpp>
#include <schemadiff/model/kind_facts.hpp>
#include <schemadiff/model/satellite.hpp>

#include <algorithm>
#include <iterator>
#include <map>
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
    return object != nullptr && !loses_data(*object, context);
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

// What the steps do, as far as an alteration may wait for itself because of it.
struct Events {
    explicit Events(std::vector<Node> const &nodes)
    {
        for (Node const &node : nodes) {
            auto const &step = node.step;
            produced.insert(step.produces.begin(), step.produces.end());
            destroyed.insert(step.destroys.begin(), step.destroys.end());
            if (step.action == Action::drop) {
                released_by_drops.insert(step.releases.begin(), step.releases.end());
            } else if (step.action == Action::create) {
                consumed_by_creations.insert(step.consumes.begin(), step.consumes.end());
            }
        }
    }

    [[nodiscard]] bool may_close_a_circle(Step const &step) const
    {
        bool const lets_go = names_any(step.releases, destroyed);
        bool const comes_to = names_any(step.consumes, produced);
        return (lets_go && (comes_to || names_any(step.destroys, released_by_drops))) ||
               (comes_to && names_any(step.produces, consumed_by_creations));
    }

    Ids produced;
    Ids destroyed;
    Ids released_by_drops;
    Ids consumed_by_creations;
};

Ids those_of(std::vector<ObjectId> const &ids, Ids const &of)
{
    Ids some;
    std::copy_if(ids.begin(), ids.end(), std::inserter(some, some.end()),
                 [&](ObjectId const &id) { return of.contains(id); });
    return some;
}

// Of the subject of an alteration, and of what it makes anew with that, those that go from what is
// destroyed, or to what is produced, and may be made anew themselves.
std::vector<ObjectId> those_that_go_over(Node const &node, Events const &events, Sides const &sides)
{
    auto const from = those_of(node.step.releases, events.destroyed);
    auto const to = those_of(node.step.consumes, events.produced);
    std::vector<ObjectId> ids{node.step.subject};
    ids.insert(ids.end(), node.includes.begin(), node.includes.end());
    bool const is_alone = node.includes.empty();
    std::erase_if(ids, [&](ObjectId const &id) {
        auto const *before = sides.before.find(id);
        auto const *after = sides.after.find(id);
        return before == nullptr || after == nullptr || !may_be_made_anew(id, sides) ||
               !(is_alone || names_any(kinds::dependencies(*before, sides.before), from) ||
                 names_any(kinds::dependencies(*after, sides.after), to));
    });
    return ids;
}

} // namespace

std::set<ObjectId> alterations_in_a_circle(std::vector<Node> const &nodes, Sides const &sides)
{
    Events const events(nodes);
    // Hardly ever is there any, so the edges are left alone where there is none.
    std::map<int, std::vector<ObjectId>> candidates;
    for (int index = 0; index < static_cast<int>(nodes.size()); ++index) {
        Node const &node = nodes[static_cast<std::size_t>(index)];
        if (node.step.action == Action::alter && events.may_close_a_circle(node.step)) {
            if (auto ids = those_that_go_over(node, events, sides); !ids.empty()) {
                candidates.emplace(index, std::move(ids));
            }
        }
    }
    std::set<ObjectId> found;
    if (candidates.empty()) {
        return found;
    }
    auto const graph = edges_of_wholes(nodes);
    for (auto const &[index, ids] : candidates) {
        if (comes_before_itself(index, graph)) {
            found.insert(ids.begin(), ids.end());
        }
    }
    return found;
}

} // namespace schemadiff::plan
