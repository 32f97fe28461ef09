#include <engine/plan/renames.hpp>

#include <engine/kinds/registry.hpp>
#include <schemadiff/model/satellite.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <unordered_set>

namespace schemadiff::plan
{

namespace
{

// The id that `object` had before: renamed_from holds a name, or schema and name.
ObjectId former_id(Object const &object)
{
    auto parts = object.id.parts();
    std::vector<std::string> path(parts.begin(), parts.end());
    path[name_place(object.id)] = object.renamed_from.back();
    if (object.renamed_from.size() > 1) {
        path.front() = object.renamed_from.front();
    }
    return {object.id.kind(), path};
}

// `id` as it reads after one rename: its own, or that of something that it stands below.
ObjectId moved(ObjectId const &id, Rename const &rename)
{
    if (id == rename.before) {
        return rename.after;
    }
    auto const subject = subject_of(id);
    if (is_satellite(id)) {
        auto const moved_subject = moved(subject, rename);
        if (moved_subject == subject) {
            return id;
        }
        auto const parts = id.parts();
        std::vector<std::string> path{std::string(parts.front())};
        for (auto const part : moved_subject.parts()) {
            path.emplace_back(part);
        }
        for (auto at = subject.parts().size() + 1; at < parts.size(); ++at) {
            path.emplace_back(parts[at]);
        }
        return {id.kind(), path};
    }
    if (is_limited_to(id, rename.before)) {
        auto const parts = id.parts();
        std::vector<std::string> path(parts.begin(), parts.end());
        path[1] = rename.after.name();
        return {id.kind(), path};
    }
    // What stands below a table has the table's path in front; a part of a table that shares its
    // path with it (row security) or with its column (default) goes along.
    bool const shares =
        id.path() == rename.before.path() && shares_path(id.kind(), rename.before.kind());
    if (shares) {
        return rename.after.as(id.kind());
    }
    if (id.is_below(rename.before) && holds(rename.before.kind(), id.kind())) {
        auto const old_parts = id.parts();
        auto const depth = rename.before.parts().size();
        std::vector<std::string> path;
        for (auto const part : rename.after.parts()) {
            path.emplace_back(part);
        }
        for (auto at = depth; at < old_parts.size(); ++at) {
            path.emplace_back(old_parts[at]);
        }
        return {id.kind(), path};
    }
    return id;
}

using Names = std::unordered_set<std::string>;

Names names_in(Catalog const &catalog)
{
    Names names;
    names.reserve(catalog.size());
    for (auto const &object : catalog.objects()) {
        if (auto const slots = kinds::rules_of(object->id.kind()).slots) {
            for (std::string &name : slots(object->id, object.get())) {
                names.insert(std::move(name));
            }
        }
    }
    return names;
}

// Renames come before all else, so what is dropped, or renamed too, still has its name.
bool is_taken(Object const &object, Names const &taken)
{
    auto const slots = kinds::rules_of(object.id.kind()).slots;
    auto const names = slots == nullptr ? std::vector<std::string>{} : slots(object.id, &object);
    return std::any_of(names.begin(), names.end(),
                       [&](std::string const &name) { return taken.contains(name); });
}

// The same kind of thing under the same parent, equal but for the name.
std::vector<Rename> free_renames(Catalog const &before, Catalog const &after)
{
    std::vector<Rename> renames;
    std::optional<Names> taken; // found when they are first asked for
    for (kinds::Rules const *rules : kinds::all_rules()) {
        if (!rules->renames_freely) {
            continue;
        }
        std::map<ObjectId, std::vector<ObjectPtr>> gone; // by parent
        for (auto const &object : before.of_kind(rules->kind)) {
            if (!after.contains(object->id) && rules->is_renamed_freely(*object)) {
                gone[object->id.renamed("")].push_back(object);
            }
        }
        if (gone.empty()) {
            continue;
        }
        for (auto const &object : after.of_kind(rules->kind)) {
            auto const candidates = gone.find(object->id.renamed(""));
            if (candidates == gone.end() || before.contains(object->id)) {
                continue;
            }
            if (!taken) {
                taken = names_in(before);
            }
            if (is_taken(*object, *taken)) {
                continue;
            }
            auto &all = candidates->second;
            auto const same = std::find_if(all.begin(), all.end(), [&](auto const &old_one) {
                return same_content(*old_one, *object);
            });
            if (same != all.end()) {
                renames.push_back({(*same)->id, object->id, object->at});
                all.erase(same);
            }
        }
    }
    return renames;
}

} // namespace

std::vector<Rename> declared_renames(Catalog const &before, Catalog const &after)
{
    std::vector<Rename> renames;
    Catalog current = before;
    // Kinds stand in creation order, so a schema is renamed before its tables, these before
    // their columns; each rename is looked for in what the ones before it have left.
    for (auto const &object : after.objects()) {
        if (object->renamed_from.empty() || before.contains(object->id)) {
            continue;
        }
        ObjectId former = former_id(*object);
        for (Rename const &done : renames) {
            former = moved(former, done);
        }
        if (former != object->id && before.contains(former_id(*object)) &&
            !after.contains(former)) {
            renames.push_back({former, object->id, object->at});
        } else if (former != object->id && !renames.empty() && !after.contains(former)) {
            auto const was = renamed(before, renames, {});
            if (was.contains(former)) {
                renames.push_back({former, object->id, object->at});
            }
        }
    }
    return renames;
}

std::vector<Rename> renames_by_content(Catalog const &before, Catalog const &after)
{
    return free_renames(before, after);
}

Catalog renamed(Catalog const &before, std::vector<Rename> const &renames,
                FollowText const &follow_text)
{
    if (renames.empty()) {
        return before;
    }
    std::vector<ObjectPtr> objects = before.objects();
    for (Rename const &rename : renames) {
        for (ObjectPtr &object : objects) {
            auto const id = moved(object->id, rename);
            auto changed = std::make_shared<Object>(*object);
            changed->id = id;
            bool names_it = false;
            for (ObjectId &reference : changed->references) {
                auto const now = moved(reference, rename);
                names_it = names_it || now != reference;
                reference = now;
            }
            if (auto const follow = kinds::rules_of(id.kind()).follow) {
                follow(*changed, rename.before, rename.after); // an id may name it, too
            }
            bool const near = names_it || is_near(id, rename.after);
            if (follow_text && near) {
                for_each_expression(*changed, [&](std::string const &, Expression &expression) {
                    expression.text = follow_text(expression.text, *changed, rename);
                });
            }
            if (changed->id != object->id || !same_content(*changed, *object) ||
                changed->references != object->references) {
                object = std::move(changed);
            }
        }
    }
    Catalog result(std::move(objects));
    result.server_version = before.server_version;
    result.uncovered = before.uncovered;
    return result;
}

} // namespace schemadiff::plan
