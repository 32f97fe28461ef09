#include <schemadiff/model/catalog.hpp>

#include <algorithm>
#include <stdexcept>

namespace schemadiff
{

bool is_as_made(Object const &object)
{
    return visit(
        []<class T>(T const &body) {
            if constexpr (requires { body.is_as_made; }) {
                return body.is_as_made;
            } else {
                return false;
            }
        },
        object.body);
}

bool same_content(Object const &before, Object const &after)
{
    if (before.owner != after.owner) {
        return false;
    }
    return visit(
        [&]<class T>(T const &body) {
            auto const *other = after.body.get_if<T>();
            return other != nullptr &&
                   std::apply(
                       [&](auto const &...field) {
                           return ((body.*field.member == other->*field.member) && ...);
                       },
                       T::fields);
        },
        before.body);
}

Catalog::Catalog(std::vector<ObjectPtr> objects) : objects_{std::move(objects)}
{
    auto const by_id = [](auto const &a, auto const &b) {
        return a->id < b->id;
    };
    // Most are made from another catalog and sorted already, which takes one look to see.
    if (!std::is_sorted(objects_.begin(), objects_.end(), by_id)) {
        std::sort(objects_.begin(), objects_.end(), by_id);
    }
    auto const twice =
        std::adjacent_find(objects_.begin(), objects_.end(),
                           [](auto const &a, auto const &b) { return a->id == b->id; });
    if (twice != objects_.end()) {
        throw std::logic_error("one catalog, one id twice: " + described((*twice)->id));
    }
}

ObjectPtr Catalog::shared(ObjectId const &id) const
{
    auto const at =
        std::lower_bound(objects_.begin(), objects_.end(), id,
                         [](auto const &one, auto const &key) { return one->id < key; });
    return at != objects_.end() && (*at)->id == id ? *at : nullptr;
}

Object const *Catalog::find(ObjectId const &id) const
{
    auto const at =
        std::lower_bound(objects_.begin(), objects_.end(), id,
                         [](auto const &one, auto const &key) { return one->id < key; });
    return at != objects_.end() && (*at)->id == id ? at->get() : nullptr;
}

std::span<ObjectPtr const> Catalog::of_kind(Kind kind) const
{
    auto const first = std::partition_point(objects_.begin(), objects_.end(),
                                            [&](auto const &one) { return one->id.kind() < kind; });
    auto const last = std::partition_point(first, objects_.end(),
                                           [&](auto const &one) { return one->id.kind() == kind; });
    return {first, last};
}

std::span<ObjectPtr const> Catalog::below(Kind kind, ObjectId const &parent) const
{
    auto const all = of_kind(kind);
    auto const first = std::partition_point(
        all.begin(), all.end(), [&](auto const &one) { return one->id.path() <= parent.path(); });
    auto const last = std::partition_point(
        first, all.end(), [&](auto const &one) { return one->id.is_below(parent); });
    return {first, last};
}

} // namespace schemadiff
