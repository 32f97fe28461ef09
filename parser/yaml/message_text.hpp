// Puts the parts of a message together. This layer has no formatting library, so that yaml-cpp
// stays the only foreign code in it.
#pragma once

#include <schemadiff/base/source_pos.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace schemadiff::yaml
{

inline void append_part(std::string &text, std::string_view part)
{
    text += part;
}
inline void append_part(std::string &text, std::same_as<char> auto part)
{
    text += part;
}
inline void append_part(std::string &text, std::size_t part)
{
    text += std::to_string(part);
}
// As "shop.yaml:3:5".
inline void append_part(std::string &text, SourcePos const &part)
{
    text += part.file + ':' + std::to_string(part.line) + ':' + std::to_string(part.column);
}

template <class... Parts>
std::string together(Parts const &...parts)
{
    std::string text;
    (append_part(text, parts), ...);
    return text;
}

// Upper case, with leading zeros.
inline std::string hexadecimal(std::uint32_t number, unsigned digits)
{
    std::string text(digits, '0');
    for (auto digit = text.rbegin(); digit != text.rend(); ++digit) {
        *digit = "0123456789ABCDEF"[number & 0xFU];
        number >>= 4U;
    }
    return text;
}

} // namespace schemadiff::yaml
