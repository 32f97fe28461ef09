#include "text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace schemadiff::render
{

namespace
{

bool ends_with_any(std::string_view text, std::initializer_list<std::string_view> endings)
{
    return std::any_of(endings.begin(), endings.end(),
                       [&](std::string_view const ending) { return text.ends_with(ending); });
}

// U+202A to U+202E and U+2066 to U+2069, the bidirectional overrides and isolates; U+0080 to
// U+009F, the second set of control characters. Zero for anything else.
unsigned hidden_code_point(std::string_view text)
{
    auto const byte = [&](std::size_t index) {
        return index < text.size() ? static_cast<unsigned char>(text[index]) : 0U;
    };
    if (byte(0) == 0xC2U && byte(1) >= 0x80U && byte(1) <= 0x9FU) {
        return byte(1);
    }
    if (byte(0) != 0xE2U || (byte(1) != 0x80U && byte(1) != 0x81U)) {
        return 0;
    }
    unsigned const code_point = 0x2000U + ((byte(1) & 0x3FU) << 6U) + (byte(2) & 0x3FU);
    bool const overrides = code_point >= 0x202AU && code_point <= 0x202EU;
    bool const isolates = code_point >= 0x2066U && code_point <= 0x2069U;
    return overrides || isolates ? code_point : 0;
}

std::string shown(std::string_view text, bool keep_lines)
{
    std::string result;
    for (std::size_t at = 0; at < text.size(); ++at) {
        auto const byte = static_cast<unsigned char>(text[at]);
        if (unsigned const hidden = hidden_code_point(text.substr(at)); hidden != 0) {
            result += fmt::format("\\u{{{:x}}}", hidden);
            at += hidden < 0x100U ? 1 : 2;
        } else if (byte == '\n' && !keep_lines) {
            result += "\\n";
        } else if ((byte < 0x20U && byte != '\n' && byte != '\t') || byte == 0x7FU) {
            result += fmt::format("\\x{:02x}", byte);
        } else {
            result += text[at];
        }
    }
    return result;
}

} // namespace

std::string plural(std::string_view noun)
{
    if (noun.ends_with('y') && !ends_with_any(noun, {"ay", "ey", "oy", "uy"})) {
        return fmt::format("{}ies", noun.substr(0, noun.size() - 1));
    }
    return fmt::format("{}{}", noun, ends_with_any(noun, {"s", "x", "ch", "sh"}) ? "es" : "s");
}

std::string counted(std::size_t count, std::string_view noun)
{
    return fmt::format("{} {}", count, count == 1 ? std::string(noun) : plural(noun));
}

std::string listed(std::vector<std::string> const &items)
{
    return fmt::format("{}", fmt::join(items, ", "));
}

std::string printable(std::string_view text)
{
    return shown(text, true);
}

std::string one_line(std::string_view text)
{
    return shown(text, false);
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width)
{
    std::vector<std::string> result{""};
    std::size_t used = 0;
    for (std::size_t at = 0; at < text.size();) {
        auto const end = std::min(text.find(' ', at), text.size());
        auto const piece = text.substr(at, end - at);
        auto const size = characters(piece);
        if (used > 0 && width > 0 && used + 1 + size > width) {
            result.emplace_back();
            used = 0;
        }
        if (used > 0) {
            result.back() += ' ';
            ++used;
        }
        result.back() += piece;
        used += size;
        at = end + 1;
    }
    return result;
}

std::vector<std::string_view> lines_of(std::string_view text)
{
    std::vector<std::string_view> lines;
    for (;;) {
        auto const end = text.find('\n');
        lines.push_back(text.substr(0, end));
        if (end == std::string_view::npos) {
            return lines;
        }
        text.remove_prefix(end + 1);
    }
}

std::size_t characters(std::string_view text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

std::string terminated(std::string_view statement)
{
    auto const last_line = lines_of(statement).back();
    bool const may_end_in_comment = last_line.find("--") != std::string_view::npos;
    return fmt::format("{}{};", statement, may_end_in_comment ? "\n" : "");
}

std::string version_text(int server_version)
{
    return fmt::format("{}.{}", server_version / 10000, server_version % 10000);
}

} // namespace schemadiff::render
