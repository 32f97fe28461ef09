#include <parser/yaml/scalar_source.hpp>

#include <algorithm>
#include <optional>

namespace schemadiff::yaml
{

namespace
{

bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}
bool is_space(char c)
{
    return is_blank(c) || c == '\n';
}

void step(std::string_view bytes, Place &place)
{
    if (bytes[place.offset] == '\n') {
        ++place.line;
        place.column = 1;
    } else {
        ++place.column;
    }
    ++place.offset;
}

bool at_end(std::string_view bytes, Place const &place)
{
    return place.offset >= bytes.size();
}

// Skips white space and gives the number of line breaks in it.
std::size_t skip_space(std::string_view bytes, Place &place)
{
    std::size_t breaks = 0;
    while (!at_end(bytes, place) && is_space(bytes[place.offset])) {
        breaks += bytes[place.offset] == '\n' ? 1 : 0;
        step(bytes, place);
    }
    return breaks;
}

void skip_line(std::string_view bytes, Place &place)
{
    while (!at_end(bytes, place) && bytes[place.offset] != '\n') {
        step(bytes, place);
    }
}

Node::Jump jump_to(std::size_t text_offset, Place const &place)
{
    return {static_cast<std::uint32_t>(text_offset), static_cast<std::uint32_t>(place.line),
            static_cast<std::uint32_t>(place.column)};
}

// A line break within a plain or quoted scalar becomes a space, n of them n - 1 line breaks.
std::size_t folded_length(std::size_t breaks)
{
    return breaks == 1 ? 1 : breaks - 1;
}

// The part of a line break's run of white space that stays white space in the text.
bool breaks_line(std::string_view bytes, Place place)
{
    return skip_space(bytes, place) > 0;
}

std::vector<Node::Jump> plain_jumps(std::string_view bytes, Place place, std::size_t text_size)
{
    std::vector<Node::Jump> jumps;
    for (std::size_t offset = 0; offset < text_size && !at_end(bytes, place);) {
        if (is_space(bytes[place.offset]) && breaks_line(bytes, place)) {
            offset += folded_length(skip_space(bytes, place));
            jumps.push_back(jump_to(offset, place));
        } else {
            step(bytes, place);
            ++offset;
        }
    }
    return jumps;
}

// What an escape takes in the file and what it gives in the text, both in bytes.
struct Escape {
    std::size_t written;
    std::size_t read;
};

std::size_t utf8_size(unsigned long character)
{
    if (character < 0x80) {
        return 1;
    }
    if (character < 0x800) {
        return 2;
    }
    return character < 0x10000 ? 3 : 4;
}

Escape escape_at(std::string_view bytes, std::size_t offset)
{
    auto const hex = [&](std::size_t digits) {
        unsigned long character = 0;
        for (char const c : bytes.substr(std::min(offset + 2, bytes.size()), digits)) {
            unsigned long const digit = c <= '9'
                                            ? static_cast<unsigned long>(c - '0')
                                            : static_cast<unsigned long>((c | 0x20) - 'a') + 10;
            character = character * 16 + (digit & 0xFU);
        }
        return Escape{2 + digits, utf8_size(character)};
    };
    switch (offset + 1 < bytes.size() ? bytes[offset + 1] : '\0') {
    case 'x':
        return hex(2);
    case 'u':
        return hex(4);
    case 'U':
        return hex(8);
    case 'N':
    case '_':
        return {2, 2};
    case 'L':
    case 'P':
        return {2, 3};
    default:
        return {2, 1};
    }
}

// `place` is behind the opening quote.
ScalarSource quoted_source(std::string_view bytes, Place place, Node::Style style)
{
    ScalarSource source{.style = style, .indentation = 0, .jumps = {}, .is_closed = false};
    char const quote = style == Node::Style::single_quoted ? '\'' : '"';
    std::size_t offset = 0;
    auto const skip = [&](std::size_t written) {
        for (; written > 0 && !at_end(bytes, place); --written) {
            step(bytes, place);
        }
        source.jumps.push_back(jump_to(offset, place));
    };
    while (!at_end(bytes, place)) {
        char const c = bytes[place.offset];
        bool const doubled = bytes.substr(place.offset, 2) == "''";
        if (c == quote && (quote == '"' || !doubled)) {
            source.is_closed = true;
            return source;
        }
        if (c == quote) {
            ++offset;
            skip(2);
        } else if (c == '\\' && quote == '"') {
            auto const next = bytes.substr(std::min(place.offset + 1, bytes.size()));
            if (next.starts_with('\n') || next.starts_with("\r\n")) {
                // An escaped line break joins the lines without a space between them.
                step(bytes, place);
                auto const breaks = skip_space(bytes, place);
                offset += breaks - 1;
                skip(0);
            } else {
                auto const escape = escape_at(bytes, place.offset);
                offset += escape.read;
                skip(escape.written);
            }
        } else if (is_space(c) && breaks_line(bytes, place)) {
            offset += folded_length(skip_space(bytes, place));
            skip(0);
        } else {
            step(bytes, place);
            ++offset;
        }
    }
    return source;
}

std::vector<Node::Jump> folded_jumps(std::string_view bytes, Place place, std::string_view text)
{
    std::vector<Node::Jump> jumps;
    std::size_t offset = 0;
    skip_line(bytes, place);
    while (!at_end(bytes, place)) {
        if (is_space(bytes[place.offset]) && breaks_line(bytes, place)) {
            skip_space(bytes, place);
            while (offset < text.size() && is_space(text[offset])) {
                ++offset;
            }
            if (offset >= text.size()) {
                return jumps;
            }
            jumps.push_back(jump_to(offset, place));
        } else {
            step(bytes, place);
            ++offset;
        }
    }
    return jumps;
}

// The lines of a literal block end like the lines of its text, so the first one that is not empty
// tells by how much all of them are indented.
std::uint16_t literal_indentation(std::string_view bytes, Place place, std::string_view text)
{
    auto const first_text = text.find_first_not_of('\n');
    if (first_text == std::string_view::npos) {
        return 0;
    }
    skip_line(bytes, place);
    for (std::size_t skipped = 0; skipped < first_text && !at_end(bytes, place); ++skipped) {
        step(bytes, place);
        skip_line(bytes, place);
    }
    auto const begin = std::min(place.offset + 1, bytes.size());
    auto line = bytes.substr(begin, bytes.substr(begin).find('\n'));
    if (line.ends_with('\r')) {
        line.remove_suffix(1);
    }
    auto const length = std::min(text.find('\n', first_text), text.size()) - first_text;
    return static_cast<std::uint16_t>(line.size() > length ? line.size() - length : 0);
}

bool runs_in_step(std::string_view bytes, std::size_t offset, std::string_view text)
{
    return bytes.substr(offset, text.size()) == text;
}

ScalarSource quoted(std::string_view bytes, Place place, std::string_view text, char quote)
{
    auto const style = quote == '\'' ? Node::Style::single_quoted : Node::Style::double_quoted;
    step(bytes, place);
    auto const closing = bytes.substr(std::min(place.offset + text.size(), bytes.size()), 2);
    bool const is_simple = runs_in_step(bytes, place.offset, text) && closing.starts_with(quote) &&
                           closing != "''" &&
                           text.find_first_of("'\"\\\n") == std::string_view::npos;
    return is_simple ? ScalarSource{.style = style, .indentation = 0, .jumps = {}}
                     : quoted_source(bytes, place, style);
}

} // namespace

Place behind_properties(std::string_view bytes, Place place)
{
    while (!at_end(bytes, place) && (bytes[place.offset] == '&' || bytes[place.offset] == '!')) {
        while (!at_end(bytes, place) && !is_space(bytes[place.offset])) {
            step(bytes, place);
        }
        Place behind = place;
        skip_space(bytes, behind);
        while (!at_end(bytes, behind) && bytes[behind.offset] == '#') {
            skip_line(bytes, behind);
            skip_space(bytes, behind);
        }
        place = behind;
    }
    return place;
}

ScalarSource scalar_source(std::string_view bytes, Place place, std::string_view text)
{
    if (at_end(bytes, place)) {
        return {};
    }
    switch (char const first = bytes[place.offset]) {
    case '\'':
    case '"':
        return quoted(bytes, place, text, first);
    case '|':
        return {.style = Node::Style::literal,
                .indentation = literal_indentation(bytes, place, text),
                .jumps = {}};
    case '>':
        return {.style = Node::Style::folded,
                .indentation = 0,
                .jumps = folded_jumps(bytes, place, text)};
    default:
        break;
    }
    if (runs_in_step(bytes, place.offset, text)) {
        return {};
    }
    return {.style = Node::Style::plain,
            .indentation = 0,
            .jumps = plain_jumps(bytes, place, text.size())};
}

} // namespace schemadiff::yaml
