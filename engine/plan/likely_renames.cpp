#include <engine/plan/likely_renames.hpp>

#include <schemadiff/base/codes.hpp>
#include <schemadiff/model/satellite.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace schemadiff::plan
{

namespace
{

// What an object holds, by kind and last name, with the bodies.
std::vector<Object const *> parts_of(ObjectId const &id, Catalog const &catalog)
{
    std::vector<Object const *> parts;
    for (std::size_t kind = 0; kind < Kinds::size; ++kind) {
        if (holds(id.kind(), static_cast<Kind>(kind))) {
            for (auto const &part : catalog.below(static_cast<Kind>(kind), id)) {
                parts.push_back(part.get());
            }
        }
    }
    return parts;
}

// Alike: most parts are the same; without parts, the same body.
bool are_alike(Object const &gone, Object const &added, Catalog const &before, Catalog const &after)
{
    auto const old_parts = parts_of(gone.id, before);
    auto const new_parts = parts_of(added.id, after);
    if (old_parts.empty() && new_parts.empty()) {
        return same_content(gone, added);
    }
    auto const same = std::count_if(old_parts.begin(), old_parts.end(), [&](auto const *old_part) {
        return std::any_of(new_parts.begin(), new_parts.end(), [&](auto const *new_part) {
            return new_part->id.kind() == old_part->id.kind() &&
                   new_part->id.name() == old_part->id.name() && same_content(*old_part, *new_part);
        });
    });
    return same >= 2 &&
           static_cast<std::size_t>(same) * 2 > std::max(old_parts.size(), new_parts.size());
}

} // namespace

std::vector<Diagnostic> likely_renames(std::vector<Change> const &changes, Catalog const &before,
                                       Catalog const &after)
{
    std::map<std::pair<Kind, std::string>, std::vector<ObjectPtr>> gone; // by kind and parent
    for (Change const &change : changes) {
        if (!change.after && holds_data(change.id().kind())) {
            gone[{change.id().kind(), change.id().renamed("").path()}].push_back(change.before);
        }
    }
    std::vector<Diagnostic> notices;
    for (Change const &change : changes) {
        if (change.before || !holds_data(change.id().kind())) {
            continue;
        }
        auto const candidates = gone.find({change.id().kind(), change.id().renamed("").path()});
        if (candidates == gone.end()) {
            continue;
        }
        for (ObjectPtr const &old_one : candidates->second) {
            if (are_alike(*old_one, *change.after, before, after)) {
                notices.push_back(
                    {Severity::warning,
                     codes::likely_rename,
                     change.after->at,
                     fmt::format("{} goes and {} comes, and they look alike",
                                 described(old_one->id), described(change.id())),
                     {fmt::format("If it is a rename, say 'renamed_from: {}', and no data is lost.",
                                  old_one->id.name())}});
            }
        }
    }
    return notices;
}

} // namespace schemadiff::plan
