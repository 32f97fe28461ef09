// CREATE TYPE ... AS ENUM. Path {schema, name}.
#pragma once
#include <schemadiff/model/field.hpp>
#include <schemadiff/model/kind_facts.hpp>

#include <tuple>

namespace schemadiff
{

struct Enum {
    std::vector<std::string> labels; // in their sort order
    // New label -> the label it was; declared by `renamed_from`, never compared.
    std::map<std::string, std::string> renamed_labels;

    static constexpr std::string_view word = "enum";
    static constexpr std::string_view section = "enums";
    static constexpr KindFacts facts{.has_owner = true,
                                     .privileges = privilege_words::usage,
                                     .public_privileges = privilege_words::usage,
                                     .is_type = true,
                                     .has_labels = true};
    static constexpr auto fields = std::tuple{
        Field<Enum, std::vector<std::string>>{"labels", &Enum::labels, OnChange::alter,
                                              "labels in their sort order"},
    };
};

} // namespace schemadiff
