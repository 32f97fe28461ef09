// Which changes PostgreSQL has no ALTER for.
#pragma once

#include <schemadiff/model/field.hpp>

#include <tuple>

namespace schemadiff
{

// Whether two bodies of a kind differ in a field that says OnChange::replace.
template <class T>
bool must_replace(T const &before, T const &after)
{
    return std::apply(
        [&](auto const &...field) {
            [[maybe_unused]] auto const differs = [&](auto const &one) {
                return one.on_change == OnChange::replace &&
                       before.*one.member != after.*one.member;
            };
            return (differs(field) || ...);
        },
        T::fields);
}

} // namespace schemadiff
