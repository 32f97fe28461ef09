// How PostgreSQL makes a name of other names, and cuts it where it is too long.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace schemadiff
{

inline constexpr std::size_t longest_name = 63; // NAMEDATALEN - 1

// At most `most` bytes, without splitting a character.
std::string cut_at_character(std::string_view name, std::size_t most);

// makeObjectName(): the longer of both names is cut until all fits. `second` may be empty.
std::string object_name(std::string_view first, std::string_view second, std::string_view label);

} // namespace schemadiff
