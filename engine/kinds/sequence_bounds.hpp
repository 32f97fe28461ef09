// The bounds of a sequence that changes, which may be that of an identity column.
#pragma once

#include <schemadiff/model/object_id.hpp>
#include <schemadiff/sql/step.hpp>

#include <string_view>

namespace schemadiff::kinds
{

struct SequenceBounds {
    long long min = 0;
    long long max = 0;
    long long start = 0;
};

// Of smallint, integer and bigint.
long long largest_number(std::string_view type);

// PostgreSQL refuses bounds that the last value is not in.
bool are_narrower(SequenceBounds const &before, SequenceBounds const &after);
Hazard last_value_outside(ObjectId const &id);

// `altered`, which a RESTART can follow. A sequence that has given out nothing yet stands at its
// start, and is refused as well where that is outside: it begins anew, and so it does on the way
// back. One that somebody has set to another number stands for rows, and is left to the refusal.
Sql within_bounds(Qualified const &sequence, SequenceBounds const &before,
                  SequenceBounds const &after, Sql const &altered);

} // namespace schemadiff::kinds
