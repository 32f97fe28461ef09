#include <engine/diff/diff.hpp>

namespace schemadiff::diff
{

namespace
{

Change altered(ObjectPtr const &before, ObjectPtr const &after)
{
    Change change{before, after, {}, false};
    std::visit(
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

} // namespace

std::vector<Change> changes(Catalog const &before, Catalog const &after)
{
    std::vector<Change> all;
    auto old_one = before.objects().begin();
    auto new_one = after.objects().begin();
    auto const old_end = before.objects().end();
    auto const new_end = after.objects().end();
    while (old_one != old_end || new_one != new_end) {
        if (new_one == new_end || (old_one != old_end && (*old_one)->id < (*new_one)->id)) {
            all.push_back({*old_one++, nullptr, {}, false});
        } else if (old_one == old_end || (*new_one)->id < (*old_one)->id) {
            all.push_back({nullptr, *new_one++, {}, false});
        } else {
            if (*old_one != *new_one && !same_content(**old_one, **new_one)) {
                all.push_back(altered(*old_one, *new_one));
            }
            ++old_one;
            ++new_one;
        }
    }
    return all;
}

} // namespace schemadiff::diff
