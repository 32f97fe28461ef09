// What the writer, the reader and the JSON Schema of snapshots agree on.
#pragma once

#include <schemadiff/model/body.hpp>

#include <string_view>
#include <tuple>

namespace schemadiff::render
{

inline constexpr std::string_view snapshot_format_name = "schemadiff-snapshot";
inline constexpr int snapshot_version = 1;

// Calls f(member) for each field of a kind, and for what it knows beside its fields.
template <class T, class F>
void for_each_member(F const &f)
{
    std::apply([&](auto const &...field) { (f(field), ...); }, T::fields);
    if constexpr (requires { T::uncompared; }) {
        std::apply([&](auto const &...one) { (f(one), ...); }, T::uncompared);
    }
}

} // namespace schemadiff::render
