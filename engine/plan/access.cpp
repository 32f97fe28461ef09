#include <engine/plan/access.hpp>

#include <engine/kinds/rights.hpp>

#include <algorithm>
#include <set>

namespace schemadiff::plan
{

namespace
{

using Rights = std::set<kinds::Right>;

Rights rights(std::vector<Change> const &changes, kinds::Context const &context)
{
    Rights all;
    for (Change const &change : changes) {
        for (kinds::Right &right : kinds::rights(change.id(), context)) {
            all.insert(std::move(right));
        }
    }
    return all;
}

Rights without(Rights const &all, Rights const &some)
{
    Rights rest;
    std::set_difference(all.begin(), all.end(), some.begin(), some.end(),
                        std::inserter(rest, rest.end()));
    return rest;
}

} // namespace

std::vector<PlannedAccess> access_delta(std::vector<Change> const &changes, Sides const &sides)
{
    auto const before = rights(changes, sides.before_context);
    auto const after = rights(changes, sides.after_context);
    std::map<std::pair<std::string, std::string>, PlannedAccess> all;
    auto const add = [&](kinds::Right const &right, bool gains) {
        auto &one = all[{right.who, right.on}];
        one.who = right.who;
        one.on = right.on;
        (gains ? one.gains : one.loses).push_back(right.what);
    };
    for (kinds::Right const &right : without(before, after)) {
        if (right.with.empty() || sides.after.contains(right.with)) {
            add(right, right.is_taken);
        }
    }
    for (kinds::Right const &right : without(after, before)) {
        add(right, !right.is_taken);
    }
    std::vector<PlannedAccess> list;
    for (auto &[key, one] : all) {
        list.push_back(std::move(one));
    }
    return list;
}

} // namespace schemadiff::plan
