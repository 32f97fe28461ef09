// CREATE SCHEMA. Path {name}.
#pragma once
#include <schemadiff/model/field.hpp>

#include <tuple>

namespace schemadiff
{

struct Schema {
    static constexpr std::string_view word = "schema";
    static constexpr std::string_view section = "schemas";
    static constexpr std::tuple<> fields{};
};

} // namespace schemadiff
