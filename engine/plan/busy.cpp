#include <engine/plan/busy.hpp>

#include <set>
#include <utility>

namespace schemadiff::plan
{

namespace
{

// A table of this size is written again before its users would notice, which takes fewer steps than
// the online way.
constexpr long long written_in_a_moment = 1 << 20; // bytes

template <class F>
void for_each_side(Step const &step, F const &function)
{
    function(step.up);
    if (step.down) {
        function(*step.down);
    }
}

} // namespace

std::map<ObjectId, RelationSize> sizes_of(std::vector<Node> const &nodes, Catalog const &before,
                                          std::vector<Rename> const &renames,
                                          Options const &options)
{
    if (!options.sizes_of) {
        return {};
    }
    std::set<ObjectId> relations;
    for (Node const &node : nodes) {
        for_each_side(node.step, [&](Side const &side) {
            for (LockClaim const &claim : side.locks) {
                if (before.contains(claim.relation)) {
                    relations.insert(claim.relation);
                }
            }
        });
    }
    std::map<ObjectId, ObjectId> names; // as they are now -> after the renames
    for (ObjectId const &relation : relations) {
        auto now = relation;
        for (auto rename = renames.rbegin(); rename != renames.rend(); ++rename) {
            now = moved(now, {rename->after, rename->before, {}});
        }
        names.emplace(std::move(now), relation);
    }
    std::vector<ObjectId> asked;
    for (auto const &[now, later] : names) {
        asked.push_back(now);
    }
    std::map<ObjectId, RelationSize> sizes;
    for (auto const &[now, size] : options.sizes_of(asked)) {
        sizes.emplace(names.at(now), size);
    }
    return sizes;
}

bool Busy::is_table_of(Step const &step) const
{
    if (options_.ways == Ways::plain) {
        return false;
    }
    auto const &locks = step.up.locks.empty() && step.down ? step.down->locks : step.up.locks;
    if (locks.empty()) {
        return false;
    }
    auto const &relation = locks.front().relation;
    auto const fate = touched_.find(relation);
    bool const lasts = fate == touched_.end() || fate->second.fate == Fate::alter;
    if (!lasts || !sides_.before.contains(relation)) {
        return false;
    }
    if (options_.ways == Ways::online || !options_.sizes_of) {
        return true;
    }
    auto const size = sizes_.find(relation);
    bool const rewrites = step.up.rewrites_table || (step.down && step.down->rewrites_table);
    return size == sizes_.end() || size->second.bytes > (rewrites ? written_in_a_moment : 0);
}

} // namespace schemadiff::plan
