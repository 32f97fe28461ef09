#include <parser/grammar/token_values.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace schemadiff::grammar
{

namespace
{

constexpr std::size_t longest_name = 63;

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

int digit_value(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    char const small = lower(c);
    return small >= 'a' && small <= 'f' ? small - 'a' + 10 : 99;
}

// Up to `most` digits of the base; how many there were is in `count`.
struct Digits {
    std::uint32_t number = 0;
    std::size_t count = 0;
};

Digits digits(std::string_view text, std::size_t most, int base)
{
    Digits result;
    while (result.count < most && result.count < text.size() &&
           digit_value(text[result.count]) < base) {
        result.number = result.number * static_cast<std::uint32_t>(base) +
                        static_cast<std::uint32_t>(digit_value(text[result.count]));
        ++result.count;
    }
    return result;
}

bool append_utf8(std::string &text, std::uint32_t code)
{
    if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) {
        return false;
    }
    auto const byte = [&](std::uint32_t value) {
        text += static_cast<char>(value);
    };
    if (code < 0x80) {
        byte(code);
    } else if (code < 0x800) {
        byte(0xC0 | (code >> 6));
        byte(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        byte(0xE0 | (code >> 12));
        byte(0x80 | ((code >> 6) & 0x3F));
        byte(0x80 | (code & 0x3F));
    } else {
        byte(0xF0 | (code >> 18));
        byte(0x80 | ((code >> 12) & 0x3F));
        byte(0x80 | ((code >> 6) & 0x3F));
        byte(0x80 | (code & 0x3F));
    }
    return true;
}

// Joins UTF-16 surrogate pairs, which both escape syntaxes allow, on the way to UTF-8.
class CodePoints
{
public:
    explicit CodePoints(std::string &text) : text_{text} {}

    bool append(std::uint32_t code)
    {
        if (high_ != 0) {
            bool const is_low = code >= 0xDC00 && code <= 0xDFFF;
            std::uint32_t const joined = 0x10000 + ((high_ - 0xD800) << 10) + (code - 0xDC00);
            high_ = 0;
            return is_low && append_utf8(text_, joined);
        }
        if (code >= 0xD800 && code <= 0xDBFF) {
            high_ = code;
            return true;
        }
        return append_utf8(text_, code);
    }
    [[nodiscard]] bool is_complete() const { return high_ == 0; }

private:
    std::string &text_;
    std::uint32_t high_ = 0;
};

char control_character(char letter)
{
    switch (letter) {
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return letter;
    }
}

} // namespace

std::string folded(std::string_view identifier)
{
    std::string result{identifier};
    for (char &c : result) {
        c = lower(c);
    }
    return result;
}

std::string cut_to_name_length(std::string name)
{
    if (name.size() > longest_name) {
        std::size_t end = longest_name;
        while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U) {
            --end;
        }
        name.resize(end);
    }
    return name;
}

std::string without_doubled(std::string_view content, char quote)
{
    std::string result;
    result.reserve(content.size());
    for (std::size_t at = 0; at < content.size(); ++at) {
        result += content[at];
        if (content[at] == quote) {
            ++at;
        }
    }
    return result;
}

std::optional<std::string> unescaped(std::string_view content)
{
    std::string result;
    CodePoints code_points{result};
    std::size_t at = 0;
    while (at < content.size()) {
        char const c = content[at++];
        bool const is_unicode =
            c == '\\' && at < content.size() && (content[at] == 'u' || content[at] == 'U');
        if (!is_unicode && !code_points.is_complete()) {
            return std::nullopt;
        }
        if (c == '\'') {
            result += c;
            ++at; // the second of a doubled quote
        } else if (c != '\\' || at == content.size()) {
            result += c;
        } else if (is_unicode) {
            std::size_t const length = content[at] == 'u' ? 4 : 8;
            Digits const code = digits(content.substr(at + 1), length, 16);
            if (code.count != length || !code_points.append(code.number)) {
                return std::nullopt;
            }
            at += 1 + length;
        } else if (Digits const hex =
                       content[at] == 'x' ? digits(content.substr(at + 1), 2, 16) : Digits{};
                   hex.count > 0) {
            result += static_cast<char>(hex.number);
            at += 1 + hex.count;
        } else if (Digits const octal = digits(content.substr(at), 3, 8); octal.count > 0) {
            result += static_cast<char>(octal.number & 0xFFU);
            at += octal.count;
        } else {
            result += control_character(content[at++]);
        }
    }
    return code_points.is_complete() ? std::optional{result} : std::nullopt;
}

std::optional<std::string> unicode_unescaped(std::string_view content, char quote, char escape)
{
    std::string result;
    CodePoints code_points{result};
    std::size_t at = 0;
    while (at < content.size()) {
        char const c = content[at++];
        bool const is_doubled_escape =
            c == escape && content.substr(at, 1) == content.substr(at - 1, 1);
        if (c == escape && !is_doubled_escape) {
            bool const is_long = content.substr(at, 1) == "+";
            std::size_t const length = is_long ? 6 : 4;
            at += is_long ? 1 : 0;
            Digits const code = digits(content.substr(std::min(at, content.size())), length, 16);
            if (code.count != length || !code_points.append(code.number)) {
                return std::nullopt;
            }
            at += length;
            continue;
        }
        if (!code_points.is_complete()) {
            return std::nullopt;
        }
        result += c;
        at += c == quote || is_doubled_escape ? 1 : 0;
    }
    return code_points.is_complete() ? std::optional{result} : std::nullopt;
}

std::string plain_integer(std::string_view text)
{
    std::string result;
    for (char const c : text) {
        if (c != '_') {
            result += lower(c);
        }
    }
    if (result.size() > 1 && (result[1] < '0' || result[1] > '9')) {
        return result; // 0x, 0o, 0b
    }
    std::size_t const first = result.find_first_not_of('0');
    return first == std::string::npos ? "0" : result.substr(first);
}

} // namespace schemadiff::grammar
