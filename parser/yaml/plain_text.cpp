#include <parser/yaml/plain_text.hpp>

#include <algorithm>
#include <array>
#include <cstddef>

namespace schemadiff::yaml
{

namespace
{

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}
char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
bool is_one_of(char c, std::string_view set)
{
    return set.find(c) != std::string_view::npos;
}

// "10" and "-1", but neither "017", which is octal to some, nor "+1", "1_000" or "-0".
bool is_integer(std::string_view text)
{
    auto const digits = text.starts_with('-') ? text.substr(1) : text;
    return !digits.empty() && std::all_of(digits.begin(), digits.end(), is_digit) &&
           (digits.front() != '0' || text == "0");
}

// The words that YAML 1.1 takes for booleans, nulls, merges and the like, in any case.
bool is_special_word(std::string_view text)
{
    static constexpr std::array<std::string_view, 12> words = {
        "y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", "<<", "="};
    return text.size() <= 5 && std::any_of(words.begin(), words.end(), [&](std::string_view word) {
               return std::equal(word.begin(), word.end(), text.begin(), text.end(),
                                 [](char a, char b) { return a == lower(b); });
           });
}

// Begins like a number, a date or a time of day and has no character that none of them has. That
// is more than any parser takes for one.
bool resembles_number(std::string_view text)
{
    auto const body = is_one_of(text.front(), "+-.") ? text.substr(1) : text;
    if (body.empty()) {
        return false;
    }
    bool const begins = is_digit(body.front()) || body.front() == '.' ||
                        (body.size() != text.size() && is_one_of(lower(body.front()), "in"));
    return begins && body.find_first_not_of("0123456789abcdefABCDEFxXoO_.:+-tTzZ iInN") ==
                         std::string_view::npos;
}

bool is_guessed_at(std::string_view text)
{
    if (text == "true" || text == "false" || is_integer(text)) {
        return false;
    }
    return is_special_word(text) || resembles_number(text);
}

bool can_begin_plain(std::string_view text)
{
    return !is_one_of(text.front(), " -?:,[]{}#&*!|>'\"%@`") || is_integer(text);
}

} // namespace

Escapable escapable(std::string_view text)
{
    auto const byte = [&](std::size_t index) {
        return index < text.size() ? static_cast<unsigned char>(text[index]) : 0U;
    };
    auto const first = byte(0);
    if (first < 0x80) {
        bool const printable = (first >= 0x20 && first != 0x7F) || first == '\n' || first == '\t';
        return {!printable, 1, first};
    }
    if (first < 0xE0) {
        auto const code_point = (first & 0x1FU) << 6U | (byte(1) & 0x3FU);
        return {code_point < 0xA0, 2, code_point};
    }
    if (first < 0xF0) {
        auto const code_point =
            (first & 0x0FU) << 12U | (byte(1) & 0x3FU) << 6U | (byte(2) & 0x3FU);
        bool const must = code_point == 0x2028 || code_point == 0x2029 || code_point == 0xFEFF ||
                          code_point == 0xFFFE || code_point == 0xFFFF;
        return {must, 3, code_point};
    }
    return {false, 4, 0};
}

Spelling plainest_spelling(std::string_view text)
{
    if (text.empty()) {
        return Spelling::single_quoted;
    }
    bool lines = false;
    bool tabs = false;
    bool quotes = false;
    bool brackets = false;
    for (std::size_t index = 0; index < text.size(); ++index) {
        char const c = text[index];
        char const next = index + 1 < text.size() ? text[index + 1] : ' ';
        if (c == '\n') {
            lines = true;
        } else if (c == '\t') {
            tabs = true;
        } else if (c == ':') {
            quotes = quotes || next == ' ' || next == '\n' || next == '\t';
            brackets = brackets || is_one_of(next, ",[]{}");
        } else if (c == '#') {
            quotes = quotes || (index > 0 && is_one_of(text[index - 1], " \t"));
        } else if (is_one_of(c, ",[]{}?")) {
            // Within brackets, yaml-cpp ends a text at every '?'.
            brackets = true;
        } else if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7F) {
            auto const character = escapable(text.substr(index));
            if (character.must_escape) {
                return Spelling::escaped;
            }
            index += character.length - 1U;
        }
    }
    if (lines) {
        return Spelling::literal;
    }
    if (tabs) {
        return Spelling::escaped;
    }
    if (quotes || text.back() == ' ' || !can_begin_plain(text) || is_guessed_at(text) ||
        text.starts_with("...")) {
        return Spelling::single_quoted;
    }
    return brackets ? Spelling::plain_block : Spelling::plain;
}

} // namespace schemadiff::yaml
