// What is certain about calls of PostgreSQL's own functions: which arguments a bare literal
// or a varchar is turned into text for, and the type of the result. For the comparison of
// expressions; a function that is missing is only compared as written.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace schemadiff::grammar
{

struct KnownFunction {
    std::string_view name;
    std::size_t least_arguments = 0;
    // A type, or empty where the function takes several.
    std::vector<std::string_view> arguments;
    // Empty: depends on the arguments.
    std::string_view result;
    // There are functions of that name for other types, so nothing is certain unless the
    // first argument is text or varchar.
    bool is_overloaded = false;
};

// `name` is unqualified.
KnownFunction const *known_function(std::string_view name, std::size_t argument_count);

} // namespace schemadiff::grammar
