#include <engine/kinds/type_rebuild.hpp>

#include <engine/kinds/composite_type.hpp>
#include <engine/kinds/domain.hpp>
#include <engine/kinds/registry.hpp>
#include <engine/kinds/type_making.hpp>
#include <schemadiff/base/append.hpp>

#include <algorithm>
#include <iterator>

namespace schemadiff::kinds
{

namespace
{

// What a type needs beside the others of its group, and what it is and has no more.
void speak_for(ObjectId const &type, std::set<ObjectId> const &group, Step &step,
               Context const &before, Context const &after)
{
    auto const needs = [&](Context const &context) {
        auto ids = dependencies(*context.catalog.find(type), context.catalog);
        if (type.kind() == kind_of<Domain>) {
            append(ids, domain::needed_by_checks(type, context.catalog));
        }
        std::erase_if(ids, [&](ObjectId const &id) { return group.contains(id); });
        return ids;
    };
    auto const needed = needs(after);
    auto let_go = needs(before);
    std::erase_if(let_go, [&](ObjectId const &id) {
        return id.kind() != kind_of<Function> &&
               std::find(needed.begin(), needed.end(), id) != needed.end();
    });
    append(step.consumes, needed);
    append(step.releases, let_go);
    for (auto const *attribute : composite_type::attributes(type, before.catalog)) {
        if (!after.catalog.contains(attribute->id)) {
            step.destroys.push_back(attribute->id);
        }
    }
    for (auto const *attribute : composite_type::attributes(type, after.catalog)) {
        if (!before.catalog.contains(attribute->id)) {
            step.produces.push_back(attribute->id);
        }
    }
}

Step step_of(TypeGroup const &group, Context const &before, Context const &after)
{
    auto up = made_anew(group.going_up, before, after, before.catalog);
    auto down = made_anew(group.going_down, after, before, before.catalog);
    Step step;
    step.up = std::move(up.side);
    step.down = std::move(down.side);
    std::set<ObjectId> all(group.going_up.begin(), group.going_up.end());
    all.insert(group.going_down.begin(), group.going_down.end());
    for (ObjectId const &type : all) {
        speak_for(type, all, step, before, after);
    }
    // Checks of domains that are there before and after have no step of their own.
    for (auto const *made : {&step.up.makes, &step.down->makes}) {
        std::copy_if(made->begin(), made->end(), std::inserter(all, all.end()),
                     [&](ObjectId const &id) {
                         return before.catalog.contains(id) && after.catalog.contains(id);
                     });
    }
    all.insert(up.columns.begin(), up.columns.end());
    all.insert(down.columns.begin(), down.columns.end());
    all.erase(group.leader);
    step.destroys.insert(step.destroys.end(), all.begin(), all.end());
    step.produces.insert(step.produces.end(), all.begin(), all.end());
    return step;
}

bool runs(Side const &side)
{
    return !side.statements.empty();
}

bool runs(Step const &step)
{
    return runs(step.up) || !step.down || runs(*step.down);
}

} // namespace

Alteration Rebuilding::with(std::vector<Step> in_place) &&
{
    for (Step &one : in_place) {
        if (going_up) {
            one.up = Side{};
        }
        if (going_down && one.down) {
            one.down = Side{};
        }
    }
    std::erase_if(in_place, [](Step const &one) { return !runs(one); });
    Alteration alteration;
    alteration.asks_who_is_away = going_up || going_down || step;
    alteration.steps = std::move(in_place);
    if (!step) {
        return alteration;
    }
    // What is done in place one way is the other side of the step, where nothing is in between.
    auto &steps = alteration.steps;
    auto const take_over = [&](Step const &other) {
        append(step->produces, other.produces);
        append(step->destroys, other.destroys);
    };
    if (!steps.empty() && !runs(*step->down) && !runs(steps.front().up) && steps.front().down) {
        take_over(steps.front());
        step->down = std::move(steps.front().down);
        steps.front() = *std::move(step);
    } else if (!steps.empty() && !runs(step->up) &&
               (!steps.back().down || !runs(*steps.back().down))) {
        take_over(steps.back());
        step->up = std::move(steps.back().up);
        steps.back() = *std::move(step);
    } else {
        // A new label comes before what is made anew with it, in whichever direction.
        steps.insert(going_up ? steps.begin() : steps.end(), *std::move(step));
    }
    return alteration;
}

Rebuilding rebuilding(ObjectId const &type, Context const &before, Context const &after)
{
    auto const group = group_of(type, before, after);
    if (!group) {
        return {};
    }
    Rebuilding result{group->goes_up(type), group->goes_down(type), std::nullopt};
    if (group->leader == type) {
        result.step = step_of(*group, before, after);
    }
    return result;
}

std::vector<ObjectId> columns_using(ObjectId const &type, Context const &context)
{
    std::set<ObjectId> columns;
    std::set<ObjectId> types{type};
    std::vector<ObjectId> queue{type};
    while (!queue.empty()) {
        auto const next = queue.back();
        queue.pop_back();
        for (ObjectId const &dependant : context.dependants(next)) {
            if (dependant.kind() == kind_of<Column>) {
                columns.insert(dependant);
            } else if (can_be_made_anew(dependant.kind()) && types.insert(dependant).second) {
                queue.push_back(dependant);
            }
        }
    }
    return {columns.begin(), columns.end()};
}

} // namespace schemadiff::kinds
