#include <engine/plan/planner.hpp>

#include <engine/diff/diff.hpp>
#include <engine/kinds/registry.hpp>
#include <engine/plan/absorb.hpp>
#include <engine/plan/access.hpp>
#include <engine/plan/arrangement.hpp>
#include <engine/plan/circles.hpp>
#include <engine/plan/fates.hpp>
#include <engine/plan/fold.hpp>
#include <engine/plan/keep.hpp>
#include <engine/plan/likely_renames.hpp>
#include <engine/plan/online.hpp>
#include <engine/plan/order.hpp>
#include <engine/plan/steps.hpp>
#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/failure.hpp>
#include <schemadiff/base/identifier.hpp>
#include <schemadiff/model/fingerprint.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace schemadiff::plan
{

namespace
{

kinds::Context context(Catalog const &catalog, Dependants const &dependants, Options const &options,
                       Catalog const &other)
{
    kinds::Context context{catalog,
                           [&dependants](ObjectId const &id) -> std::vector<ObjectId> const & {
                               return dependants.of(id);
                           },
                           options.server_version, &other};
    context.role = options.role;
    return context;
}

struct Work {
    std::map<ObjectId, Touched> touched;
    std::vector<Node> nodes;
};

// What is to be done, in place where that can be. Each round makes something more anew, and there
// is hardly ever a second one.
Work work_on(std::vector<Change> changes, Sides const &sides, Options const &options)
{
    for (;;) {
        auto touched = fates(changes, sides);
        auto nodes = absorbed(steps(touched, sides, options));
        auto const stuck = alterations_in_a_circle(nodes, sides);
        bool more = false;
        for (Change &change : changes) {
            if (!change.must_replace && stuck.contains(change.id())) {
                change.must_replace = true;
                more = true;
            }
        }
        if (!more) {
            return {std::move(touched), std::move(nodes)};
        }
    }
}

// Whether any of them had an online way.
bool take_plainly(std::vector<Node> &nodes, std::vector<ObjectId> const &ids)
{
    bool had_one = false;
    for (Node &node : nodes) {
        if (!node.step.online.empty() &&
            std::find(ids.begin(), ids.end(), node.step.subject) != ids.end()) {
            node.step.online.clear();
            had_one = true;
        }
    }
    return had_one;
}

// With online ways, as far as they can be put in order: an index that stands until a new one does
// may have to be gone before what that needs can come.
Arrangement arrangement_of(std::vector<Node> nodes, std::map<ObjectId, Touched> const &touched,
                           Sides const &sides, Busy const &busy, bool fold)
{
    auto const arrange = [&](bool may_exchange) {
        return arranged(in_online_ways(nodes, touched, sides, busy, may_exchange),
                        sides.after_dependants, fold);
    };
    for (;;) {
        try {
            auto found = arrange(true);
            return found ? *std::move(found) : arrange(false).value();
        } catch (CycleFound const &found) {
            if (!take_plainly(nodes, found.subjects)) {
                throw;
            }
        }
    }
}

// What the statement of a step locks with those that went into it: a table that refers to another
// locks that too.
std::vector<std::vector<LockClaim>> locks_of(std::vector<Node> const &nodes, Folded const &folded,
                                             Direction direction)
{
    std::vector<std::vector<LockClaim>> locks(nodes.size());
    for (std::size_t index = 0; index < nodes.size(); ++index) {
        auto const &step = nodes[index].step;
        auto const *side = direction == Direction::up ? &step.up
                           : step.down                ? &*step.down
                                                      : nullptr;
        auto host = index;
        while (static_cast<std::size_t>(folded.host[host]) != host) {
            host = static_cast<std::size_t>(folded.host[host]);
        }
        for (LockClaim const &claim : side == nullptr ? std::vector<LockClaim>{} : side->locks) {
            auto &all = locks[host];
            auto const same = std::find_if(all.begin(), all.end(), [&](LockClaim const &one) {
                return one.relation == claim.relation;
            });
            if (same == all.end()) {
                all.push_back(claim);
            } else {
                same->lock = std::max(same->lock, claim.lock);
            }
        }
    }
    return locks;
}

PlannedSide planned_side(Side const &side, std::vector<LockClaim> const &locks,
                         std::vector<Sql> const &statements,
                         std::unordered_set<ObjectId> const &new_relations)
{
    PlannedSide planned;
    for (Sql const &statement : statements) {
        planned.statements.push_back(statement.text());
    }
    if (planned.statements.empty()) {
        return planned;
    }
    planned.transaction = side.transaction;
    if (side.unbroken) {
        planned.is_done = side.unbroken->is_done.text();
        planned.clear = side.unbroken->clear.text();
    }
    planned.probe = side.probe ? side.probe->text() : "";
    // Nobody waits for, and no row stands in, what the plan itself has made.
    bool on_new = !locks.empty();
    for (LockClaim const &claim : locks) {
        bool const is_new = new_relations.contains(claim.relation);
        on_new = on_new && is_new;
        if (!is_new) {
            planned.locks.push_back(
                {quoted_name(claim.relation.part(0), claim.relation.part(1)), claim.lock});
        }
    }
    planned.scans_table = side.scans_table && !on_new;
    planned.rewrites_table = side.rewrites_table && !on_new;
    if (on_new) {
        planned.probe.clear();
    }
    for (Hazard const &hazard : side.hazards) {
        bool const about_rows = hazard.what == HazardClass::build_fails_on_data ||
                                hazard.what == HazardClass::long_lock ||
                                hazard.what == HazardClass::rewrite_table ||
                                hazard.what == HazardClass::weaken_isolation;
        if (!on_new || !about_rows) {
            planned.hazards.push_back(hazard);
        }
    }
    return planned;
}

// What is not there before the plan goes this way. Ids, not paths: row security has the path of
// its table.
std::unordered_set<ObjectId> made(std::map<ObjectId, Touched> const &touched, Fate fate)
{
    std::unordered_set<ObjectId> ids;
    for (auto const &[id, one] : touched) {
        if (one.fate == fate) {
            ids.insert(id);
        }
    }
    return ids;
}

// What a step works on besides its subject: the tables whose columns have a type, for instance.
std::vector<ObjectId> locked_relations(Step const &step)
{
    std::vector<ObjectId> relations;
    for (Side const *side : {&step.up, step.down ? &*step.down : nullptr}) {
        for (LockClaim const &claim : side == nullptr ? std::vector<LockClaim>{} : side->locks) {
            relations.push_back(claim.relation);
        }
    }
    return relations;
}

PlannedStep rename_step(Rename const &rename, bool has_others)
{
    auto const &rules = kinds::rules_of(rename.before.kind());
    auto const rule =
        has_others && rules.rename_with_others != nullptr ? rules.rename_with_others : rules.rename;
    if (rule == nullptr) {
        throw Failure({Severity::error,
                       codes::bad_rename,
                       rename.at,
                       fmt::format("{} cannot be renamed", described(rename.before)),
                       {"Remove 'renamed_from'; it is then dropped and created."}});
    }
    PlannedStep step;
    step.action = Action::rename;
    step.kind = word(rename.before.kind());
    step.subject = fmt::format("{} to {}", described(rename.before), described(rename.after));
    auto const up = rule(rename.before, rename.after);
    auto const down = rule(rename.after, rename.before);
    step.up = planned_side(up, up.locks, up.statements, {});
    step.down = planned_side(down, down.locks, down.statements, {});
    step.declared_at = rename.at;
    return step;
}

// What has its new name from another rename is locked by it as by its own.
void lock_along(PlannedStep &step, Rename const &rename)
{
    auto const rule = kinds::rules_of(rename.before.kind()).rename;
    auto const add = [&](std::optional<PlannedSide> side, Side const &own) {
        for (PlannedLock &lock : planned_side(own, own.locks, own.statements, {}).locks) {
            bool const is_there =
                std::any_of(side->locks.begin(), side->locks.end(),
                            [&](PlannedLock const &one) { return one.relation == lock.relation; });
            if (!is_there) {
                side->locks.push_back(std::move(lock));
            }
        }
        return *side;
    };
    if (rule != nullptr) {
        step.up = add(step.up, rule(rename.before, rename.after));
        step.down = add(step.down, rule(rename.after, rename.before));
    }
}

// The way back of a rename runs when the steps after it have been undone, so its own names below
// a parent that was renamed too are the new ones of the parent: renames go parents first, and
// each names its parent as it is at that moment.
std::vector<PlannedStep> rename_steps(std::vector<Rename> const &renames)
{
    std::vector<PlannedStep> steps;
    for (auto rename = renames.begin(); rename != renames.end(); ++rename) {
        if (rename->comes_along) {
            steps.back().includes.push_back(described(rename->before));
            lock_along(steps.back(), *rename);
        } else {
            auto const next = std::next(rename);
            steps.push_back(rename_step(*rename, next != renames.end() && next->comes_along));
        }
    }
    return steps;
}

// A side that got a step of its own joins the rest again where nothing came in between.
void join_halves(std::vector<PlannedStep> &steps)
{
    auto const is_empty = [](PlannedSide const &side) {
        return side.statements.empty();
    };
    std::vector<PlannedStep> joined;
    for (PlannedStep &step : steps) {
        auto *last = joined.empty() ? nullptr : &joined.back();
        bool const is_half = last != nullptr && last->subject == step.subject &&
                             last->action == step.action && step.action == Action::alter &&
                             last->batch == step.batch && last->down && step.down &&
                             is_empty(*last->down) && is_empty(step.up);
        if (is_half) {
            last->down = std::move(step.down);
        } else {
            joined.push_back(std::move(step));
        }
    }
    steps = std::move(joined);
}

std::vector<PlannedNeed> needs_of(std::set<ObjectId> const &ids, Catalog const &before,
                                  Catalog const &after)
{
    std::vector<PlannedNeed> all;
    for (bool const on_way_back : {false, true}) {
        for (ObjectId const &id : ids) {
            auto const *object = (on_way_back ? before : after).find(id);
            if (object == nullptr) {
                continue;
            }
            for (ServerNeed &need : server_needs(*object)) {
                all.push_back({std::move(need), described(id), object->at, on_way_back});
            }
        }
    }
    return all;
}

} // namespace

Plan planned(Catalog const &before, Catalog const &after, std::vector<Rename> const &renames,
             Options const &options)
{
    auto const changes = diff::changes(before, after);
    Plan plan;
    plan.role = options.role;
    plan.server_version = options.server_version;
    plan.uncovered = before.uncovered;
    plan.notices = likely_renames(changes, before, after);
    plan.steps = rename_steps(renames);
    if (changes.empty()) {
        return plan;
    }

    Dependants const before_dependants(before);
    Dependants const after_dependants(after);
    Sides const sides{before,
                      after,
                      before_dependants,
                      after_dependants,
                      context(before, before_dependants, options, after),
                      context(after, after_dependants, options, before)};
    auto [touched, whole] = work_on(changes, sides, options);
    auto const sizes = sizes_of(whole, before, renames, options);
    Busy const busy(touched, sizes, sides, options);
    auto kept = keep_rows(whole, touched, sizes, sides, busy, options);
    plan.keeps = std::move(kept.keeps);
    auto const [nodes, order, up, down, batch] =
        arrangement_of(std::move(whole), touched, sides, busy, options.fold);
    auto const up_locks = locks_of(nodes, up, Direction::up);
    auto const down_locks = locks_of(nodes, down, Direction::down);

    auto const new_going_up = made(touched, Fate::create);
    auto const new_going_down = made(touched, Fate::drop);
    std::unordered_map<int, std::size_t> written; // node -> step of the plan
    std::set<ObjectId> concerned(kept.rest_on.begin(), kept.rest_on.end());
    for (std::size_t place = 0; place < order.size(); ++place) {
        auto const index = static_cast<std::size_t>(order[place]);
        auto const &step = nodes[index].step;
        concerned.insert(step.subject);
        concerned.insert(nodes[index].includes.begin(), nodes[index].includes.end());
        for (ObjectId const &relation : locked_relations(step)) {
            concerned.insert(relation);
        }
        // What an alteration takes, though its subject does not rest on it: a cast that somebody
        // declared, for the values of a column.
        if (step.action == Action::alter) {
            for (auto const *ids : {&step.consumes, &step.releases}) {
                std::copy_if(ids->begin(), ids->end(), std::inserter(concerned, concerned.end()),
                             [&](ObjectId const &id) { return before.contains(id); });
            }
        }
        // Types that rest on one that is made anew go the same way in the same step.
        for (MakesWay const &one : step.up.makes_way) {
            concerned.insert(one.of);
        }
        if (step.down) {
            for (MakesWay const &one : step.down->makes_way) {
                concerned.insert(one.of);
            }
        }
        PlannedStep planned;
        planned.up = planned_side(step.up, up_locks[index], up.statements[index], new_going_up);
        if (step.down) {
            planned.down =
                planned_side(*step.down, down_locks[index], down.statements[index], new_going_down);
        }
        bool const empty =
            planned.up.statements.empty() && (planned.down && planned.down->statements.empty());
        if (empty) {
            continue;
        }
        planned.action = step.action;
        planned.kind = word(step.subject.kind());
        planned.subject = described(step.subject);
        planned.why_no_way_back = step.why_no_way_back;
        planned.note = step.note;
        planned.declared_at = step.declared_at;
        planned.batch = batch[place];
        for (ObjectId const &id : nodes[index].includes) {
            planned.includes.push_back(described(id));
        }
        written.emplace(static_cast<int>(index), plan.steps.size());
        plan.steps.push_back(std::move(planned));
    }
    // Steps that vanished into others are named there.
    for (int const index : order) {
        if (written.contains(index)) {
            continue;
        }
        int host = index;
        while (up.host[static_cast<std::size_t>(host)] != host) {
            host = up.host[static_cast<std::size_t>(host)];
        }
        while (!written.contains(host) && down.host[static_cast<std::size_t>(host)] != host) {
            host = down.host[static_cast<std::size_t>(host)];
        }
        if (auto const found = written.find(host); found != written.end()) {
            auto &includes = plan.steps[found->second].includes;
            auto subject = described(nodes[static_cast<std::size_t>(index)].step.subject);
            // One direction of it may have gone there before.
            if (std::find(includes.begin(), includes.end(), subject) == includes.end()) {
                includes.push_back(std::move(subject));
            }
        }
    }
    join_halves(plan.steps);
    for (auto const &[relation, size] : sizes) {
        plan.sizes.emplace(quoted_name(relation.part(0), relation.part(1)), size);
    }
    plan.needs = needs_of(concerned, before, after);
    plan.access = access_delta(changes, sides);
    for (ObjectId const &id : std::vector<ObjectId>(concerned.begin(), concerned.end())) {
        if (auto const *object = before.find(id)) {
            for (ObjectId &needed : kinds::dependencies(*object, before)) {
                if (before.contains(needed)) {
                    concerned.insert(std::move(needed));
                }
            }
        }
    }
    std::vector<ObjectId> const ids(concerned.begin(), concerned.end());
    plan.expects = expectations(before, ids);
    return plan;
}

} // namespace schemadiff::plan
