#include <engine/diff/diff.hpp>

#include <engine/diff/as_made.hpp>
#include <schemadiff/model/kind_facts.hpp>
#include <schemadiff/model/satellite.hpp>
#include <schemadiff/model/side_by_side.hpp>

#include <algorithm>

namespace schemadiff::diff
{

namespace
{

Change altered(ObjectPtr const &before, ObjectPtr const &after)
{
    Change change{before, after, {}, false};
    visit(
        [&]<class T>(T const &old_body) {
            T const &new_body = after->as<T>();
            std::apply(
                [&](auto const &...field) {
                    [[maybe_unused]] auto const compare = [&](auto const &one) {
                        if (old_body.*one.member != new_body.*one.member) {
                            change.fields.push_back(one.name);
                            change.must_replace |= one.on_change == OnChange::replace;
                        }
                    };
                    (compare(field), ...);
                },
                T::fields);
        },
        before->body);
    if (before->owner != after->owner) {
        change.fields.push_back("owner");
    }
    return change;
}

// The parts of `whole` whose order counts, in that order.
std::vector<ObjectPtr> ordered_parts(Kind kind, ObjectId const &whole, Catalog const &catalog)
{
    auto const below = catalog.below(kind, whole);
    std::vector<ObjectPtr> parts(below.begin(), below.end());
    std::stable_sort(parts.begin(), parts.end(),
                     [](auto const &a, auto const &b) { return a->position < b->position; });
    return parts;
}

bool same_parts(std::vector<ObjectPtr> const &before, std::vector<ObjectPtr> const &after)
{
    return std::equal(
        before.begin(), before.end(), after.begin(), after.end(),
        [](auto const &a, auto const &b) { return a->id == b->id && same_content(*a, *b); });
}

// Parts whose order counts are changed by what they are parts of, as if they were a field of it.
template <class Part>
void give_to_whole(std::vector<Change> &all, Catalog const &before, Catalog const &after)
{
    Kind const kind = kind_of<Part>;
    Kind const whole = *Part::facts.parent;
    std::erase_if(all, [&](Change const &change) {
        auto const id = change.id().up(whole);
        return change.id().kind() == kind && before.contains(id) && after.contains(id);
    });
    for (auto const &old_one : before.of_kind(whole)) {
        auto const new_one = after.shared(old_one->id);
        if (!new_one || same_parts(ordered_parts(kind, old_one->id, before),
                                   ordered_parts(kind, old_one->id, after))) {
            continue;
        }
        auto const at = std::lower_bound(
            all.begin(), all.end(), old_one->id,
            [](Change const &change, ObjectId const &id) { return change.id() < id; });
        bool const is_there = at != all.end() && at->id() == old_one->id;
        auto const change = is_there ? at : all.insert(at, Change{old_one, new_one, {}, false});
        change->fields.push_back(Part::section);
    }
}

// It goes with its extension, and comes with it again on the way back.
bool goes_as_it_came(ObjectId const &id, Catalog const &before, Catalog const &after)
{
    return is_part_of_what_is_as_made(id, before) && !after.contains(whole_of(subject_of(id)));
}

} // namespace

std::vector<Change> changes(Catalog const &before, Catalog const &after)
{
    std::vector<Change> all;
    side_by_side(before, after, [&](ObjectPtr const &old_one, ObjectPtr const &new_one) {
        if (!new_one && goes_as_it_came(old_one->id, before, after)) {
            return;
        }
        if (!old_one || !new_one) {
            all.push_back({old_one, new_one, {}, false});
        } else if (old_one != new_one && !same_content(*old_one, *new_one)) {
            all.push_back(altered(old_one, new_one));
        }
    });
    Kinds::for_each([&]<class T>(T *) {
        if constexpr (T::facts.is_ordered) {
            give_to_whole<T>(all, before, after);
        }
    });
    return all;
}

} // namespace schemadiff::diff
