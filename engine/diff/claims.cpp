#include <engine/diff/claims.hpp>

#include <engine/diff/as_made.hpp>
#include <schemadiff/base/secrets.hpp>
#include <schemadiff/model/kind_facts.hpp>
#include <schemadiff/model/satellite.hpp>
#include <schemadiff/model/shared.hpp>
#include <schemadiff/model/side_by_side.hpp>

#include <algorithm>
#include <unordered_set>

namespace schemadiff::diff
{

namespace
{

// * and ?, over bytes.
bool matches(std::string_view text, std::string_view pattern)
{
    if (pattern.empty()) {
        return text.empty();
    }
    if (pattern.front() == '*') {
        return matches(text, pattern.substr(1)) ||
               (!text.empty() && matches(text.substr(1), pattern));
    }
    return !text.empty() && (pattern.front() == '?' || pattern.front() == text.front()) &&
           matches(text.substr(1), pattern.substr(1));
}

class Completion
{
public:
    Completion(Catalog const &desired, Claims const &claims, Catalog const &current)
        : desired_{desired}, claims_{claims}, current_{current}
    {
    }

    Completed run()
    {
        objects_.reserve(desired_.size());
        std::vector<ObjectPtr> unclaimed;
        side_by_side(current_, desired_, [&](ObjectPtr const &live, ObjectPtr const &object) {
            if (object && !live && comes_as_it_is(object->id)) {
                return;
            }
            if (object && is_managed(object->id)) {
                objects_.push_back(filled_up(object, live.get()));
            } else if (object && live) {
                objects_.push_back(live);
            } else if (live && !is_extra(*live)) {
                unclaimed.push_back(live);
            }
        });
        // Parents come before what belongs to them: whatever is unclaimed but belongs to
        // something that goes, goes with it.
        for (ObjectPtr const &object : unclaimed) {
            if (has_home(*object)) {
                objects_.push_back(object);
                if (!is_part_of_what_is_as_made(object->id, current_)) {
                    ++left_alone_[std::string(word(object->id.kind()))];
                }
            }
        }
        Completed result{Catalog(std::move(objects_)), std::move(left_alone_)};
        result.catalog.take_server_of(current_);
        return result;
    }

private:
    // The object that something belongs to: its first two names where that stands in a schema.
    static std::string home(ObjectId const &id)
    {
        auto const subject = subject_of(id);
        std::string path{subject.part(0)};
        if (has_schema(subject) && !subject.part(1).empty()) {
            path.append(1, '\0').append(subject.part(1));
        }
        return path;
    }

    bool has_home(Object const &object)
    {
        if (!is_satellite(object.id) && !is_part(object.id.kind())) {
            return true;
        }
        for (; with_home_ < objects_.size(); ++with_home_) {
            homes_.insert(home(objects_[with_home_]->id));
        }
        return homes_.contains(home(object.id)) && !is_tied_to_what_goes(object.id);
    }

    // A membership ends with either of its roles.
    bool is_tied_to_what_goes(ObjectId const &id) const
    {
        auto const &own = facts(id.kind());
        if (!own.is_shared || !own.parent) {
            return false;
        }
        ObjectId const other{*own.parent, {id.name()}};
        auto const *live = current_.find(other);
        return live != nullptr && !desired_.contains(other) && is_extra(*live);
    }

    bool is_excluded(ObjectId const &id) const
    {
        if (claims_.unmanaged_kinds.contains(std::string(word(id.kind())))) {
            return true;
        }
        if (claims_.unmanaged_objects.empty()) {
            return false;
        }
        auto const subject = subject_of(id);
        std::string const first{subject.part(0)};
        auto const name = first + '.' + std::string(subject.part(1));
        // Without a point it is a schema with all that is in it, or what is in no schema.
        return std::any_of(claims_.unmanaged_objects.begin(), claims_.unmanaged_objects.end(),
                           [&](std::string const &pattern) {
                               bool const is_first = pattern.find('.') == std::string::npos;
                               return matches(is_first ? first : name, pattern);
                           });
    }

    // Whether what the desired state says of an object counts.
    bool is_managed(ObjectId const &id) const
    {
        auto const subject = subject_of(id);
        return !is_excluded(id) && (claims_.everything || !has_schema(subject) ||
                                    claims_.schemas.contains(std::string(subject.schema())));
    }

    // Whether an object that the desired state does not have is to be removed.
    bool is_extra(Object const &object) const
    {
        if (is_excluded(object.id)) {
            return false;
        }
        auto const subject = subject_of(object.id);
        if (is_shared(object.id)) {
            return is_shared_extra(subject);
        }
        if (facts(subject.kind()).comes_with_parent && !desired_.contains(subject)) {
            return claims_.everything && !is_part_of_what_is_as_made(object.id, current_);
        }
        if (claims_.everything) {
            return true;
        }
        if (is_optional_satellite(object.id) && desired_.contains(subject)) {
            return claims_.grants_of.contains(subject);
        }
        if (subject.parts().size() == 1) {
            return is_satellite(object.id) && desired_.contains(subject);
        }
        if (!has_schema(subject)) {
            return is_below_declared(subject);
        }
        return claims_.schemas.contains(std::string(subject.schema()));
    }

    // A new extension brings it along.
    bool comes_as_it_is(ObjectId const &id) const
    {
        return is_part_of_what_is_as_made(id, desired_) && !current_.contains(subject_of(id));
    }

    // What others share is removed only where it is declared, or claimed by name, or where it
    // belongs to such.
    bool is_shared_extra(ObjectId const &id) const
    {
        auto const &parent = facts(id.kind()).parent;
        auto const root = parent ? whole_of(id) : id;
        auto const &patterns = claims_.shared_objects;
        return desired_.contains(root) ||
               std::any_of(patterns.begin(), patterns.end(), [&](std::string const &pattern) {
                   return matches(root.name(), pattern);
               });
    }

    // A table of a publication that is declared, a user mapping of such a server.
    bool is_below_declared(ObjectId const &id) const
    {
        auto const &parent = facts(id.kind()).parent;
        return parent && desired_.contains(whole_of(id));
    }

    // Owner and optional attributes that are not claimed are taken from the live object.
    static ObjectPtr filled_up(ObjectPtr const &object, Object const *live)
    {
        if (live == nullptr || live->body.kind() != object->body.kind()) {
            return object;
        }
        std::shared_ptr<Object> copy;
        auto const own = [&]() -> Object & {
            if (!copy) {
                copy = std::make_shared<Object>(*object);
            }
            return *copy;
        };
        if (!object->owner && live->owner) {
            own().owner = live->owner;
        }
        visit(
            [&]<class T>(T const &body) {
                auto const &live_body = live->as<T>();
                std::apply(
                    [&](auto const &...field) {
                        ((field.absent == Absent::unclaimed &&
                                  is_filled(body.*field.member, live_body.*field.member,
                                            field.name == T::facts.secret_field)
                              ? void(own().template as<T>().*field.member = live_body.*field.member)
                              : void()),
                         ...);
                    },
                    T::fields);
            },
            object->body);
        return copy ? ObjectPtr(std::move(copy)) : object;
    }

    template <class M>
    static bool is_filled(M const &, M const &, bool)
    {
        return false;
    }
    template <class M>
    static bool is_filled(std::optional<M> const &member, std::optional<M> const &live,
                          bool is_secret)
    {
        // What was not read may be what is wanted.
        bool const is_unknown = is_secret && !live;
        return (!member || is_unknown || is_met(*member, live)) && member != live;
    }
    template <class M>
    static bool is_met(M const &, std::optional<M> const &)
    {
        return false;
    }
    // Of options each value by itself.
    static bool is_met(Options const &wanted, std::optional<Options> const &live)
    {
        return live && (wanted.size() == live->size() &&
                        std::all_of(wanted.begin(), wanted.end(), [&](auto const &entry) {
                            auto const found = live->find(entry.first);
                            return found != live->end() &&
                                   (found->second == entry.second || found->second == hidden_value);
                        }));
    }
    static bool is_met(Version const &wanted, std::optional<Version> const &live)
    {
        return live && wanted.is_requirement() && wanted.is_met_by(*live);
    }

    Catalog const &desired_;
    Claims const &claims_;
    Catalog const &current_;
    std::vector<ObjectPtr> objects_;
    std::unordered_set<std::string> homes_; // of the first `with_home_` objects
    std::size_t with_home_ = 0;
    std::map<std::string, int> left_alone_;
};

} // namespace

Completed completed(Catalog const &desired, Claims const &claims, Catalog const &current)
{
    return Completion(desired, claims, current).run();
}

} // namespace schemadiff::diff
