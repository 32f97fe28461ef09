// CREATE SCHEMA. Path {name}.
#pragma once
#include <schemadiff/model/field.hpp>
#include <schemadiff/model/kind_facts.hpp>

#include <tuple>

namespace schemadiff
{

struct Schema {
    static constexpr std::string_view word = "schema";
    static constexpr std::string_view section = "schemas";
    static constexpr KindFacts facts{.home = Home::database,
                                     .has_owner = true,
                                     .privileges = privilege_words::schema,
                                     .has_labels = true};
    static constexpr std::tuple<> fields{};
};

} // namespace schemadiff
