#include <parser/yaml/byte_check.hpp>

#include <parser/yaml/message_text.hpp>
#include <schemadiff/base/codes.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace schemadiff::yaml
{

namespace
{

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// What is wrong at one place, and how many bytes it takes.
struct BadBytes {
    std::string message;
    std::vector<std::string> hints;
    std::size_t length = 1;
};

std::uint8_t byte_at(std::string_view bytes, std::size_t offset)
{
    return offset < bytes.size() ? static_cast<std::uint8_t>(bytes[offset]) : std::uint8_t{0};
}

// The length of the UTF-8 character at `offset`; 0 if there is none. By the table of the Unicode
// standard (3-7): overlong forms, surrogates and what is above U+10FFFF are no characters.
std::size_t utf8_length(std::string_view bytes, std::size_t offset)
{
    auto const continues = [&](std::size_t at, int low = 0x80, int high = 0xBF) {
        auto const byte = byte_at(bytes, at);
        return byte >= low && byte <= high;
    };
    auto const first = byte_at(bytes, offset);
    if (first < 0x80) {
        return 1;
    }
    if (first >= 0xC2 && first <= 0xDF) {
        return continues(offset + 1) ? 2 : 0;
    }
    if (first >= 0xE0 && first <= 0xEF) {
        int const low = first == 0xE0 ? 0xA0 : 0x80;
        int const high = first == 0xED ? 0x9F : 0xBF;
        return continues(offset + 1, low, high) && continues(offset + 2) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        int const low = first == 0xF0 ? 0x90 : 0x80;
        int const high = first == 0xF4 ? 0x8F : 0xBF;
        return continues(offset + 1, low, high) && continues(offset + 2) && continues(offset + 3)
                   ? 4
                   : 0;
    }
    return 0;
}

// Nothing if a good character of `length` bytes stands at `offset`.
std::optional<BadBytes> bad_bytes_at(std::string_view bytes, std::size_t offset)
{
    auto const byte = byte_at(bytes, offset);
    if (byte == 0) {
        return BadBytes{"a NUL byte is not text",
                        {"If the file is UTF-16 or binary, save it as UTF-8."}};
    }
    if (byte == '\r') {
        if (byte_at(bytes, offset + 1) == '\n') {
            return std::nullopt;
        }
        return BadBytes{
            "a carriage return without a line feed",
            {"End lines with a line feed; in a value, write \"\\r\" in double quotes."}};
    }
    if ((byte < 0x20 && byte != '\t' && byte != '\n') || byte == 0x7F) {
        return BadBytes{
            together("the control character U+", hexadecimal(byte, 4), " is not allowed"),
            {together("In a value, write \"\\x", hexadecimal(byte, 2), "\" in double quotes.")}};
    }
    auto const length = utf8_length(bytes, offset);
    if (length == 0) {
        return BadBytes{together("the byte 0x", hexadecimal(byte, 2), " is not UTF-8"),
                        {"Save the file as UTF-8."}};
    }
    if (byte == 0xC2 && byte_at(bytes, offset + 1) < 0xA0 && byte_at(bytes, offset + 1) != 0x85) {
        auto const character = byte_at(bytes, offset + 1);
        return BadBytes{
            together("the control character U+", hexadecimal(character, 4), " is not allowed"),
            {together("In a value, write \"\\x", hexadecimal(character, 2),
                      "\" in double quotes.")},
            length};
    }
    if (bytes.substr(offset, 3) == byte_order_mark) {
        return BadBytes{"a byte order mark in the middle of the text",
                        {"Remove this invisible character."},
                        length};
    }
    return std::nullopt;
}

bool is_ordinary(char c)
{
    auto const byte = static_cast<std::uint8_t>(c);
    return (byte >= 0x20 && byte < 0x7F) || byte == '\n' || byte == '\t';
}

} // namespace

std::string_view without_byte_order_mark(std::string_view bytes)
{
    return bytes.starts_with(byte_order_mark) ? bytes.substr(byte_order_mark.size()) : bytes;
}

std::optional<std::string> cleaned(std::string_view bytes, std::string const &file,
                                   Diagnostics &diagnostics)
{
    std::optional<std::string> copy;
    int line = 1;
    int reported_line = 0;
    std::size_t line_begin = 0;
    for (std::size_t offset = 0; offset < bytes.size();) {
        if (is_ordinary(bytes[offset])) {
            if (bytes[offset] == '\n') {
                ++line;
                line_begin = offset + 1;
            }
            ++offset;
            continue;
        }
        auto const bad = bad_bytes_at(bytes, offset);
        if (!bad) {
            offset += utf8_length(bytes, offset);
            continue;
        }
        if (!copy) {
            copy = std::string{bytes};
        }
        copy->replace(offset, bad->length, bad->length, '_');
        // One message a line: text in another encoding is wrong at every second byte.
        if (reported_line != line) {
            auto const column = static_cast<int>(offset - line_begin) + 1;
            diagnostics.error(codes::bad_bytes, {file, line, column}, bad->message, bad->hints);
            reported_line = line;
        }
        offset += bad->length;
    }
    return copy;
}

} // namespace schemadiff::yaml
