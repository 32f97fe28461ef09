// The name of a type of PostgreSQL, taken apart, and which types are cast into one another.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::kinds
{

// timestamp(3) without time zone[] -> "timestamp without time zone", {3}, an array.
struct TypeParts {
    std::string base;
    std::vector<int> modifiers;
    bool is_array = false;
};

TypeParts parts(std::string_view type);

// Types that are all cast into one another: "number", "text". Empty: nothing is known of the type.
std::string_view family(std::string_view base);

} // namespace schemadiff::kinds
