// What well-known extensions bring: types and operator classes, so that they are found in the
// schema that `extensions` says, and functions, so that what calls them comes later. Whoever uses
// another extension writes the schema himself.
#pragma once

#include <span>
#include <string_view>

namespace schemadiff::resolve
{

std::span<std::string_view const> types_of_extension(std::string_view extension);

// The extension that has the operator class; empty for one that none of them has.
std::string_view extension_of_operator_class(std::string_view operator_class);

// The extension that has a type, or a function; likewise empty.
std::string_view extension_of_type(std::string_view type);
std::string_view extension_of_function(std::string_view function);

} // namespace schemadiff::resolve
