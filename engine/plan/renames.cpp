#include <engine/plan/renames.hpp>

#include <engine/kinds/registry.hpp>
#include <engine/plan/known_objects.hpp>
#include <schemadiff/model/satellite.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
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

} // namespace

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
    if (auto in_schema = with_schema_renamed(id, rename.before, rename.after)) {
        return *std::move(in_schema);
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

namespace
{

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

// What PostgreSQL renames in the same way with it.
std::vector<ObjectId> renamed_along(ObjectId const &id, Catalog const &catalog)
{
    auto const rule = kinds::rules_of(id.kind()).renamed_along;
    auto ids = rule == nullptr ? std::vector<ObjectId>{} : rule(id, catalog);
    std::erase_if(ids, [&](ObjectId const &one) { return !catalog.contains(one); });
    return ids;
}

// What PostgreSQL renames with another one stands behind it, whether that was found too or not.
std::vector<Rename> with_those_along(std::vector<Rename> const &renames, Catalog const &before)
{
    std::vector<Rename> all;
    std::set<ObjectId> along;
    for (Rename const &rename : renames) {
        auto const ids = renamed_along(rename.before, before);
        along.insert(ids.begin(), ids.end());
    }
    for (Rename const &rename : renames) {
        auto const only_with_another =
            kinds::rules_of(rename.before.kind()).is_renamed_with_another;
        if (along.contains(rename.before) ||
            (only_with_another != nullptr && only_with_another(rename.before, before))) {
            continue;
        }
        all.push_back(rename);
        for (ObjectId const &id : renamed_along(rename.before, before)) {
            all.push_back({id, id.renamed(rename.after.name()), rename.at, true});
        }
    }
    return all;
}

// The renames of a desired state one after the other, each looked for in what the ones before it
// have left.
class Declared
{
public:
    Declared(Catalog const &before, Catalog const &after)
        : before_{before}, after_{after}, current_{before}
    {
    }

    // Kinds stand in creation order, so a schema is renamed before its tables, these before their
    // columns. Only what another object takes along waits for that.
    std::vector<Rename> run()
    {
        auto const taken_along = all_taken_along();
        std::vector<Object const *> waiting;
        for (kinds::Rules const *rules : kinds::all_rules()) {
            auto const of_others = all_renamed_along(rules->kind);
            std::vector<Object const *> parts;
            for (auto const &object : after_.of_kind(rules->kind)) {
                if (object->renamed_from.empty() || before_.contains(object->id)) {
                    continue;
                }
                if (taken_along.contains(former_id(*object))) {
                    waiting.push_back(object.get());
                } else if (of_others.contains(former_id(*object))) {
                    parts.push_back(object.get());
                } else {
                    rename(*object);
                }
            }
            for (Object const *object : parts) {
                rename(*object);
            }
        }
        for (Object const *object : waiting) {
            rename(*object);
        }
        for (auto const &object : after_.objects()) {
            auto const former = kinds::rules_of(object->id.kind()).former;
            if (former == nullptr || current_.contains(object->id)) {
                continue;
            }
            if (auto const id = former(*object, current_, after_);
                id && !is_taken(*object, names_in(current_))) {
                add({*id, object->id, object->at});
            }
        }
        return std::move(renames_);
    }

private:
    static bool moves(ObjectId const &before, ObjectId const &after)
    {
        return before.schema() != after.schema();
    }

    static std::vector<ObjectId> taken_along(ObjectId const &id, Catalog const &catalog)
    {
        auto const rule = kinds::rules_of(id.kind()).takes_along;
        return rule == nullptr ? std::vector<ObjectId>{} : rule(id, catalog);
    }

    std::set<ObjectId> all_taken_along() const
    {
        std::set<ObjectId> all;
        for (auto const &object : after_.objects()) {
            if (!object->renamed_from.empty() && moves(former_id(*object), object->id)) {
                auto const ids = taken_along(former_id(*object), before_);
                all.insert(ids.begin(), ids.end());
            }
        }
        return all;
    }

    // Of the kind's objects those that are renamed with others: the columns of partitions.
    std::set<ObjectId> all_renamed_along(Kind kind) const
    {
        std::set<ObjectId> all;
        for (auto const &object : after_.of_kind(kind)) {
            if (!object->renamed_from.empty()) {
                auto const ids = renamed_along(former_id(*object), current_);
                all.insert(ids.begin(), ids.end());
            }
        }
        return all;
    }

    void rename(Object const &object)
    {
        auto former = former_id(object);
        for (Rename const &done : renames_) {
            former = moved(former, done);
        }
        if (former == object.id || !current_.contains(former) || after_.contains(former)) {
            return;
        }
        auto const along =
            moves(former, object.id) ? taken_along(former, current_) : std::vector<ObjectId>{};
        auto const with_it = renamed_along(former, current_);
        add({former, object.id, object.at});
        for (ObjectId const &id : with_it) {
            add({id, id.renamed(object.id.name()), object.at, true});
        }
        for (ObjectId const &id : along) {
            auto parts = id.parts();
            std::vector<std::string> path(parts.begin(), parts.end());
            path.front() = object.id.schema();
            add({id, {id.kind(), path}, object.at, true});
        }
    }

    void add(Rename rename)
    {
        current_ = renamed(current_, {rename}, {});
        renames_.push_back(std::move(rename));
    }

    Catalog const &before_;
    Catalog const &after_;
    Catalog current_;
    std::vector<Rename> renames_;
};

} // namespace

std::vector<Rename> declared_renames(Catalog const &before, Catalog const &after)
{
    return Declared(before, after).run();
}

std::vector<Rename> renames_by_content(Catalog const &before, Catalog const &after)
{
    auto renames = renames_of_known(before, after);
    auto const current = renamed(before, renames, {});
    auto const more = with_those_along(free_renames(current, after), current);
    renames.insert(renames.end(), more.begin(), more.end());
    return renames;
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
    result.take_server_of(before);
    result.uncovered = before.uncovered;
    return result;
}

} // namespace schemadiff::plan
