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

} // namespace

KeptRows keep_rows(std::vector<Node> &nodes, std::map<ObjectId, Touched> const &touched,
                   std::map<ObjectId, RelationSize> const &sizes, Sides const &sides,
                   Options const &options)
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
        bool const goes = step.action == Action::drop && fate != touched.end() &&
                          (fate->second.fate == Fate::drop || fate->second.fate == Fate::replace);
        if (!holder || !goes) {
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
        auto keeping =
            kinds::keeping(*fate->second.before, step, {options.keep_in, options.keep_for_files},
                           sides.before_context, sides.after_context);
        if (!keeping) {
            continue;
        }
        step.up = std::move(keeping->up);
        step.down = std::move(keeping->down);
        step.online.clear();
        kept.insert(step.subject);
        all.rest_on.insert(all.rest_on.end(), keeping->rests_on.begin(), keeping->rests_on.end());
        if (!keeping->name.empty()) {
            all.keeps.push_back(
                {described(step.subject), options.keep_in, std::move(keeping->name)});
        }
    }
    let_rows_come_first(nodes, kept);
    return all;
}

} // namespace schemadiff::plan
