// Two catalogs as one sequence of pairs. Both are sorted, so one walk through them finds all that
// a search for each object would.
#pragma once

#include <schemadiff/model/catalog.hpp>

namespace schemadiff
{

// Calls f(object of `before`, object of `after`) for each id that there is, in order; null where a
// side does not have it.
template <class F>
void side_by_side(Catalog const &before, Catalog const &after, F const &f)
{
    ObjectPtr const none;
    auto old_one = before.objects().begin();
    auto new_one = after.objects().begin();
    auto const old_end = before.objects().end();
    auto const new_end = after.objects().end();
    while (old_one != old_end || new_one != new_end) {
        if (new_one == new_end || (old_one != old_end && (*old_one)->id < (*new_one)->id)) {
            f(*old_one++, none);
        } else if (old_one == old_end || (*new_one)->id < (*old_one)->id) {
            f(none, *new_one++);
        } else {
            f(*old_one++, *new_one++);
        }
    }
}

} // namespace schemadiff
