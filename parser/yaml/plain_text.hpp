// Which texts can stand in YAML without quotes and mean the same text to everybody: to us, and to
// parsers of YAML 1.1 and 1.2, which guess at numbers, dates and words like `no`. For emitter.cpp.
#pragma once

#include <cstdint>
#include <string_view>

namespace schemadiff::yaml
{

// What a text allows, from the most to the least readable way to write it.
enum class Spelling : std::uint8_t {
    plain,         // anywhere
    plain_block,   // without quotes, but not within brackets
    single_quoted, // one line of printable characters
    literal,       // several lines of printable characters, tabs among them
    escaped,       // only in double quotes, with escapes
};

// `true`, `false` and decimal integers count as plain: everybody reads them alike.
Spelling plainest_spelling(std::string_view text);

// True for characters that some parser takes for a line break, refuses, or does not show; `length`
// is that of the character in bytes.
struct Escapable {
    bool must_escape;
    std::uint8_t length;
    std::uint32_t code_point;
};
Escapable escapable(std::string_view text);

} // namespace schemadiff::yaml
