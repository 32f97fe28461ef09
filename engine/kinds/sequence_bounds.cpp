#include <engine/kinds/sequence_bounds.hpp>

#include <fmt/format.h>

#include <cstdint>
#include <limits>

namespace schemadiff::kinds
{

namespace
{

bool holds_start(SequenceBounds const &bounds, SequenceBounds const &of)
{
    return of.start >= bounds.min && of.start <= bounds.max;
}

} // namespace

long long largest_number(std::string_view type)
{
    return type == "smallint"  ? std::numeric_limits<std::int16_t>::max()
           : type == "integer" ? std::numeric_limits<std::int32_t>::max()
                               : std::numeric_limits<std::int64_t>::max();
}

bool are_narrower(SequenceBounds const &before, SequenceBounds const &after)
{
    return after.min > before.min || after.max < before.max;
}

Hazard last_value_outside(ObjectId const &id)
{
    return {HazardClass::build_fails_on_data,
            fmt::format("a last value of {} outside of its new bounds stops the change",
                        described(id))};
}

Sql within_bounds(Qualified const &sequence, SequenceBounds const &before,
                  SequenceBounds const &after, Sql const &altered)
{
    if (holds_start(after, before) && holds_start(before, after)) {
        return altered;
    }
    auto const body = sql("BEGIN IF (SELECT NOT is_called AND last_value = {} FROM {}) THEN "
                          "{} RESTART; ELSE {}; END IF; END",
                          Number{before.start}, sequence, altered, altered);
    return sql("DO {}", DollarQuoted{body.text()});
}

} // namespace schemadiff::kinds
