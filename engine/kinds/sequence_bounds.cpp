#include <engine/kinds/sequence_bounds.hpp>

#include <fmt/format.h>

#include <cstdint>
#include <limits>

namespace schemadiff::kinds
{

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

Sql within_bounds(Qualified const &sequence, long long start, SequenceBounds const &after,
                  Sql const &altered)
{
    if (start >= after.min && start <= after.max) {
        return altered;
    }
    auto const body = sql("BEGIN IF (SELECT NOT is_called AND last_value = {} FROM {}) THEN {} "
                          "RESTART; ELSE {}; END IF; END",
                          Number{start}, sequence, altered, altered);
    return sql("DO {}", DollarQuoted{body.text()});
}

} // namespace schemadiff::kinds
