#include <engine/plan/keep.hpp>

#include <engine/kinds/kept_rows.hpp>

#include <algorithm>
#include <unordered_set>

namespace schemadiff::plan
{

namespace
{

// What concerns another relation as well has to wait for the rows of both.
void let_rows_come_first(std::vector<Node> &nodes, std::unordered_set<ObjectId> const &kept)
{
    for (Node &node : nodes) {
        auto &down = node.step.down;
        if (!down || !down->clause || !kept.contains(down->clause->host)) {
            continue;
        }
        bool const concerns_others =
            std::any_of(down->locks.begin(), down->locks.end(), [&](LockClaim const &claim) {
                return claim.relation != kinds::holder_of_rows(down->clause->host);
            });
        if (concerns_others) {
            down->clause.reset();
        }
    }
}

// What keeps a table in use while a column is exchanged keeps nothing of it.
bool is_exchanged(Step const &step, Busy const &busy)
{
    return busy.is_table_of(step) &&
           std::any_of(step.online.begin(), step.online.end(),
                       [](Step const &part) { return part.is_the_change; });
}

std::optional<kinds::Keeping> keeping(Step const &step, Touched const &fate, Sides const &sides,
                                      Busy const &busy, kinds::KeptIn const &where)
{
    bool const goes =
        step.action == Action::drop && (fate.fate == Fate::drop || fate.fate == Fate::replace);
    if (goes) {
        return kinds::keeping(*fate.before, step, where, sides.before_context, sides.after_context);
    }
    if (step.action == Action::alter && fate.fate == Fate::alter && !is_exchanged(step, busy)) {
        return kinds::keeping_values(*fate.before, *fate.after, step, where, sides.before_context,
                                     sides.after_context);
    }
    return std::nullopt;
}

} // namespace

KeptRows keep_rows(std::vector<Node> &nodes, std::map<ObjectId, Touched> const &touched,
                   std::map<ObjectId, RelationSize> const &sizes, Sides const &sides,
                   Busy const &busy, Options const &options)
{
    KeptRows all;
    if (options.keep_in.empty() || !options.sizes_of) {
        return all;
    }
    std::unordered_set<ObjectId> kept;
    for (Node &node : nodes) {
        auto &step = node.step;
        auto const holder = kinds::holder_of_rows(step.subject);
        auto const fate = touched.find(step.subject);
        if (!holder || fate == touched.end()) {
            continue;
        }
        // What stands in a relation that goes is kept with it.
        auto const whole = touched.find(*holder);
        bool const goes_with_it =
            *holder != step.subject && whole != touched.end() && whole->second.fate != Fate::alter;
        // One that could not be looked at may hold rows.
        auto const size = sizes.find(*holder);
        bool const is_empty = size != sizes.end() && size->second.bytes == 0;
        if (goes_with_it || is_empty) {
            continue;
        }
        auto found =
            keeping(step, fate->second, sides, busy, {options.keep_in, options.keep_for_files});
        if (!found) {
            continue;
        }
        step.up = std::move(found->up);
        step.down = std::move(found->down);
        step.online.clear();
        kept.insert(step.subject);
        all.rest_on.insert(all.rest_on.end(), found->rests_on.begin(), found->rests_on.end());
        if (!found->name.empty()) {
            all.keeps.push_back({described(step.subject), options.keep_in, std::move(found->name)});
        }
    }
    let_rows_come_first(nodes, kept);
    return all;
}

} // namespace schemadiff::plan
