#include <engine/plan/known_objects.hpp>

#include <engine/kinds/registry.hpp>
#include <schemadiff/base/object_name.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <unordered_map>

namespace schemadiff::plan
{

namespace
{

// The whole that an object belongs to, and where.
using Place = std::pair<ObjectId, ObjectId>;

std::optional<ObjectId> whole_of(ObjectId const &id, Catalog const &catalog)
{
    auto const known_by = kinds::rules_of(id.kind()).known_by;
    return known_by == nullptr ? std::nullopt : known_by(id, catalog);
}

Place place_of(ObjectId const &id, ObjectId const &whole)
{
    return {id.renamed(""), whole};
}

class Known
{
public:
    Known(Catalog const &before, Catalog const &after) : before_{before}, after_{after}
    {
        for (kinds::Rules const *rules : kinds::all_rules()) {
            if (rules->known_by == nullptr) {
                continue;
            }
            for (auto const &object : before.of_kind(rules->kind)) {
                if (auto const whole = whole_of(object->id, before)) {
                    places_.emplace(place_of(object->id, *whole), object->id);
                }
            }
        }
    }

    // The new ids of those that have another name now.
    std::map<ObjectId, ObjectId> wanted()
    {
        std::map<ObjectId, ObjectId> all;
        for (kinds::Rules const *rules : kinds::all_rules()) {
            if (places_.empty() || rules->known_by == nullptr) {
                continue;
            }
            for (auto const &object : after_.of_kind(rules->kind)) {
                if (!whole_of(object->id, after_)) {
                    continue;
                }
                if (auto const former = former_of(object->id); former && *former != object->id) {
                    all.emplace(*former, object->id);
                }
            }
        }
        return all;
    }

private:
    // The same object in the state before. One whose whole has changed is made anew with it.
    std::optional<ObjectId> former_of(ObjectId const &id)
    {
        auto const whole = whole_of(id, after_);
        if (!whole) {
            return before_.contains(id) ? std::optional{id} : std::nullopt;
        }
        auto const old_whole = former_of(*whole);
        auto const *object = after_.find(*whole);
        if (!old_whole || object == nullptr || !same_content(*before_.find(*old_whole), *object)) {
            return std::nullopt;
        }
        auto const found = places_.find(place_of(id, *old_whole));
        return found == places_.end() ? std::nullopt : std::optional{found->second};
    }

    Catalog const &before_;
    Catalog const &after_;
    std::map<Place, ObjectId> places_;
};

std::vector<std::string> names_of(ObjectId const &id, Object const &object)
{
    auto const slots = kinds::rules_of(id.kind()).slots;
    return slots == nullptr ? std::vector<std::string>{} : slots(id, &object);
}

// Who has which name at the moment.
class Names
{
public:
    explicit Names(Catalog const &catalog) : catalog_{catalog}
    {
        for (auto const &object : catalog.objects()) {
            take(object->id, *object);
        }
    }

    // Who else has a name that `id` would have as the object `former`.
    std::optional<ObjectId> holder(ObjectId const &id, ObjectId const &former) const
    {
        for (std::string const &name : names_of(id, *catalog_.find(former))) {
            auto const found = holders_.find(name);
            if (found != holders_.end() && found->second != former) {
                return found->second;
            }
        }
        return std::nullopt;
    }

    void move(ObjectId const &origin, ObjectId const &from, ObjectId const &to)
    {
        auto const &object = *catalog_.find(origin);
        for (std::string const &name : names_of(from, object)) {
            holders_.erase(name);
        }
        for (std::string const &name : names_of(to, object)) {
            holders_.emplace(name, origin);
        }
    }

private:
    void take(ObjectId const &id, Object const &object)
    {
        for (std::string &name : names_of(id, object)) {
            holders_.emplace(std::move(name), id);
        }
    }

    Catalog const &catalog_;
    std::unordered_map<std::string, ObjectId> holders_; // by the ids that they have in the catalog
};

class Order
{
public:
    Order(Catalog const &before, std::map<ObjectId, ObjectId> wanted)
        : before_{before}, names_{before}, wanted_{std::move(wanted)}
    {
    }

    std::vector<Rename> run()
    {
        while (!wanted_.empty()) {
            if (!rename_what_is_free()) {
                make_room_for_one();
            }
        }
        return std::move(renames_);
    }

private:
    bool rename_what_is_free()
    {
        auto const count = std::erase_if(wanted_, [&](auto const &one) {
            auto const &[origin, goal] = one;
            bool const is_free = !names_.holder(goal, origin);
            if (is_free) {
                rename(origin, goal);
            }
            return is_free;
        });
        return count > 0;
    }

    void make_room_for_one()
    {
        auto const [origin, goal] = *wanted_.begin();
        auto const holder = *names_.holder(goal, origin);
        if (can_step_aside(holder)) {
            rename(holder, aside(holder));
        } else {
            wanted_.erase(origin); // what has the name says so when the plan is made
        }
    }

    bool can_step_aside(ObjectId const &holder) const
    {
        return kinds::rules_of(holder.kind()).known_by != nullptr && !moved_.contains(holder);
    }

    ObjectId aside(ObjectId const &id) const
    {
        for (int number = 0;; ++number) {
            auto const ending = "__before" + (number == 0 ? "" : std::to_string(number));
            auto other =
                id.renamed(cut_at_character(id.name(), longest_name - ending.size()) + ending);
            if (!names_.holder(other, id)) {
                return other;
            }
        }
    }

    void rename(ObjectId const &origin, ObjectId const &to)
    {
        auto const at = moved_.find(origin);
        auto const from = at == moved_.end() ? origin : at->second;
        names_.move(origin, from, to);
        moved_.insert_or_assign(origin, to);
        renames_.push_back({from, to, before_.find(origin)->at});
    }

    Catalog const &before_;
    Names names_;
    std::map<ObjectId, ObjectId> wanted_;
    std::map<ObjectId, ObjectId> moved_; // by the ids before
    std::vector<Rename> renames_;
};

} // namespace

std::vector<Rename> renames_of_known(Catalog const &before, Catalog const &after)
{
    auto wanted = Known(before, after).wanted();
    return wanted.empty() ? std::vector<Rename>{} : Order(before, std::move(wanted)).run();
}

} // namespace schemadiff::plan
