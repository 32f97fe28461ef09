#include <parser/yaml/syntax_message.hpp>

#include <parser/yaml/message_text.hpp>
#include <schemadiff/base/codes.hpp>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace schemadiff::yaml
{

namespace
{

struct Words {
    std::string_view theirs; // what yaml-cpp's message begins with
    std::string_view ours;
    std::string_view hint;
};

constexpr std::string_view check_indentation =
    "Check the indentation of this line and the quotes and brackets before it.";

constexpr Words dictionary[] = {
    {"illegal map value", "a ':' that belongs to no key",
     "Put text that contains ': ' in quotes, or check the indentation of this line."},
    {"illegal map key", "a key is not expected here", check_indentation},
    {"illegal block entry", "a list item is not expected here", check_indentation},
    {"end of map not found", "this does not fit into the mapping before it", check_indentation},
    {"end of sequence not found", "this does not fit into the list before it", check_indentation},
    {"unexpected character in block scalar", "text behind the sign of a block",
     "The text of a block begins on the line below '|' or '>'."},
    {"cannot set zero indentation", "a block cannot be indented by 0", ""},
    {"illegal document indicator", "'---' or '...' within a quoted text",
     "Close the quote, or indent the line."},
    {"unknown escape character", "an unknown escape in double quotes",
     "Write '\\\\' for a backslash, or use single quotes, which know no escapes."},
    {"bad character found while scanning hex",
     "an escape with a character that is no hexadecimal digit",
     "Write '\\\\' for a backslash, or use single quotes, which know no escapes."},
    {"invalid unicode", "an escape for a character that does not exist", ""},
    {"alias not found after *", "text cannot begin with '*'", "Put the text in quotes."},
    {"illegal character found while scanning alias", "a character that no alias can have",
     "Put the text in quotes if it is meant as it stands."},
    {"anchor not found after &", "text cannot begin with '&'", "Put the text in quotes."},
    {"illegal character found while scanning anchor", "a character that no anchor can have",
     "Put the text in quotes if it is meant as it stands."},
    {"cannot assign multiple tags", "more than one tag for one value", ""},
    {"cannot assign multiple anchors", "more than one anchor for one value", ""},
    {"cannot assign multiple aliases", "more than one alias for one value", ""},
    {"aliases can't have any content", "an alias cannot have a tag, an anchor or contents", ""},
    {"illegal character found while scanning tag", "text cannot begin with '!'",
     "Put the text in quotes."},
    {"tag handle with no suffix", "text cannot begin with '!'", "Put the text in quotes."},
    {"end of verbatim tag not found", "a tag that is not closed with '>'", ""},
};

std::string_view line_around(std::string_view bytes, std::size_t offset)
{
    auto const before = bytes.substr(0, std::min(offset, bytes.size()));
    auto const last_break = before.rfind('\n');
    auto const begin = last_break == std::string_view::npos ? 0 : last_break + 1;
    auto const rest = bytes.substr(begin);
    return rest.substr(0, rest.find('\n'));
}

// Where the first tab stands in front of what the error is about, counted from the line's begin.
std::optional<std::size_t> tab_before(std::string_view line, std::size_t column)
{
    auto const before = line.substr(0, column);
    auto const text = before.find_first_not_of(" \t-?:");
    auto const tab = before.find('\t');
    return tab < std::min(text, before.size()) ? std::optional{tab} : std::nullopt;
}

// A value that begins with a quote and does not end with it on the same line. Looked for only once
// the text is known to be wrong, so a guess is good enough.
std::optional<std::size_t> open_quote(std::string_view line)
{
    auto const trimmed = line.substr(0, line.find_last_not_of(" \r") + 1);
    for (std::size_t index = 0; index < trimmed.size(); ++index) {
        char const quote = trimmed[index];
        bool const begins = index == 0 || std::string_view{" [{,"}.find(trimmed[index - 1]) !=
                                              std::string_view::npos;
        if ((quote != '"' && quote != '\'') || !begins) {
            continue;
        }
        auto closing = trimmed.find(quote, index + 1);
        while (closing != std::string_view::npos && quote == '"' && trimmed[closing - 1] == '\\') {
            closing = trimmed.find(quote, closing + 1);
        }
        if (closing == std::string_view::npos) {
            return index;
        }
        index = closing;
    }
    return std::nullopt;
}

// The first quote between the last thing understood and the error that its line does not close.
std::optional<Place> open_quote_between(std::string_view bytes, Place const &from, Place const &to)
{
    auto const in_line = std::min(from.offset, static_cast<std::size_t>(from.column - 1));
    auto begin = from.offset - in_line;
    for (int line = from.line; line <= to.line && begin < bytes.size(); ++line) {
        auto const text = line_around(bytes, begin);
        if (auto const quote = open_quote(text)) {
            return Place{begin + *quote, line, static_cast<int>(*quote) + 1};
        }
        begin += text.size() + 1;
    }
    return std::nullopt;
}

// The last character in front of the error on its line, blanks left out; a space if there is none.
char character_before(std::string_view bytes, std::size_t offset)
{
    auto const line = line_around(bytes, offset);
    auto const in_line = offset - static_cast<std::size_t>(line.data() - bytes.data());
    auto const before = line.substr(0, in_line);
    auto const last = before.find_last_not_of(' ');
    return last == std::string_view::npos ? ' ' : before[last];
}

// Where `key:value` stands at the beginning of a text that should have been a key and its value.
std::optional<std::size_t> colon_without_space(std::string_view text)
{
    auto const colon =
        text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
    bool const is_colon = colon != std::string_view::npos && colon > 0 && text[colon] == ':' &&
                          colon + 1 < text.size() && text[colon + 1] != ':' &&
                          text[colon + 1] != '/' && text[colon + 1] != '\n';
    return is_colon ? std::optional{colon} : std::nullopt;
}

std::string shown(std::string_view bytes, std::size_t offset)
{
    std::size_t length = 1;
    while (offset + length < bytes.size() &&
           (static_cast<unsigned char>(bytes[offset + length]) & 0xC0U) == 0x80U) {
        ++length;
    }
    return std::string{bytes.substr(offset, length)};
}

// A ':' in what was so far read as the second line of a text.
template <class MakeDiagnostic>
Diagnostic about_unexpected_key(SyntaxError const &error, std::string_view bytes,
                                MakeDiagnostic const &diagnostic)
{
    Place place = error.at;
    auto const line = line_around(bytes, place.offset);
    place.column = static_cast<int>(line.find_first_not_of(' ')) + 1;
    auto const begin = static_cast<std::size_t>(line.data() - bytes.data());
    if (begin > 0) {
        auto const above = line_around(bytes, begin - 1);
        auto const indent = std::min(above.find_first_not_of(" -"), above.size());
        if (auto const colon = colon_without_space(above.substr(indent))) {
            place.line -= 1;
            place.column = static_cast<int>(indent + *colon) + 1;
            return diagnostic(place, "a space is missing behind this ':'", {});
        }
    }
    return diagnostic(place, "by its indentation, this line belongs to the text above it",
                      {"Indent it like the key above, or put text that contains ': ' in quotes."});
}

} // namespace

Diagnostic explained(SyntaxError const &error, std::string_view bytes, std::string const &file)
{
    auto const at = [&](Place const &place) {
        return SourcePos{file, place.line, place.column};
    };
    auto const says = [&](std::string_view words) {
        return error.message.starts_with(words);
    };
    auto const diagnostic = [&](Place const &place, std::string message,
                                std::vector<std::string> hints = {}) {
        return Diagnostic{.severity = Severity::error,
                          .code = codes::yaml_syntax,
                          .at = at(place),
                          .message = std::move(message),
                          .hints = std::move(hints)};
    };

    Place place = error.at;
    auto const line = line_around(bytes, place.offset);
    if (auto const tab = tab_before(line, static_cast<std::size_t>(error.at.column))) {
        place.column = static_cast<int>(*tab) + 1;
        return diagnostic(place, "a tab cannot indent YAML", {"Indent with spaces."});
    }
    if (auto const quote = open_quote_between(bytes, error.last_read, error.at)) {
        bool const at_end = says("illegal EOF");
        return diagnostic(
            *quote, at_end ? "this quote is never closed" : "this quote is not closed on its line",
            {"Close it, or double a single quote that belongs to the text."});
    }
    if (error.has_open_bracket && (says("end of map flow") || says("end of sequence flow"))) {
        bool const brace = says("end of map flow");
        return diagnostic(
            error.open_bracket, together("'", brace ? '{' : '[', "' is not closed"),
            {together("A '", brace ? '}' : ']', "' is needed before ", at(place), ".")});
    }
    if (says("illegal flow end") && place.offset < bytes.size()) {
        auto const &open = error.open_bracket;
        auto const what = together("'", bytes[place.offset], "' does not close anything");
        return error.has_open_bracket
                   ? diagnostic(place, what,
                                {together("Close the '", bytes[open.offset], "' at ", at(open),
                                          " first.")})
                   : diagnostic(place, what, {"Put text that contains brackets in quotes."});
    }
    char const before = character_before(bytes, place.offset);
    if ((says("end of map") || says("end of seq")) && (before == '"' || before == '\'')) {
        return diagnostic(place, "text behind a closing quote",
                          {"Put the whole value in quotes, and double the quotes inside of it."});
    }
    if ((says("end of map") || says("end of seq")) && (before == ']' || before == '}')) {
        return diagnostic(place, "text behind a closing bracket",
                          {"Put the whole value in quotes if the brackets belong to it."});
    }
    if (says("illegal map value") && error.last_read.line < place.line) {
        return about_unexpected_key(error, bytes, diagnostic);
    }
    if (says("unknown token") && error.at.offset < bytes.size()) {
        return diagnostic(place,
                          together("text cannot begin with '", shown(bytes, error.at.offset), "'"),
                          {"Put the text in quotes."});
    }
    if (says("alias not found") || says("anchor not found")) {
        place.column -= 1;
    } else if (says("unknown escape") || says("bad character") || says("invalid unicode")) {
        auto const backslash = line.rfind('\\', static_cast<std::size_t>(place.column - 2));
        place.column = static_cast<int>(std::min(backslash, line.size())) + 1;
    }
    for (Words const &words : dictionary) {
        if (says(words.theirs)) {
            std::vector<std::string> hints;
            if (!words.hint.empty()) {
                hints.emplace_back(words.hint);
            }
            return diagnostic(place, std::string{words.ours}, std::move(hints));
        }
    }
    return diagnostic(error.at, std::string{error.message});
}

} // namespace schemadiff::yaml
