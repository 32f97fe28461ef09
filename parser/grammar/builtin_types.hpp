// The types of pg_catalog by their names in pg_type, and how they are printed. For
// type_name.cpp; the list is that of PostgreSQL 18, which only grew since 13.
#pragma once

#include <cstdint>
#include <string_view>

namespace schemadiff::grammar
{

bool is_builtin_type(std::string_view type_name);

// What may stand in parentheses behind a built-in type.
enum class ModifierKind : std::uint8_t { none, length, precision_and_scale, time_precision };

ModifierKind modifier_kind(std::string_view type_name);

// integer for int4; the name itself where PostgreSQL has no other word for the type.
std::string_view printed_builtin_name(std::string_view type_name);

} // namespace schemadiff::grammar
