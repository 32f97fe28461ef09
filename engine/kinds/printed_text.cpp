#include <engine/kinds/printed_text.hpp>

#include <algorithm>
#include <optional>
#include <string_view>

namespace schemadiff::kinds
{

namespace
{

constexpr std::string_view opening = "(ARRAY[";
constexpr std::string_view closing = "])::";

bool is_of_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// Where what is quoted there ends, behind the last quote. PostgreSQL prints E'' with backslashes.
std::size_t behind_quoted(std::string_view text, std::size_t at)
{
    char const quote = text[at];
    bool const escapes =
        quote == '\'' && at > 0 && text[at - 1] == 'E' && (at == 1 || !is_of_word(text[at - 2]));
    for (++at; at < text.size(); ++at) {
        if (escapes && text[at] == '\\') {
            ++at;
        } else if (text[at] == quote) {
            if (at + 1 == text.size() || text[at + 1] != quote) {
                return at + 1;
            }
            ++at;
        }
    }
    return text.size();
}

// The type of a constant that begins there: character varying of 'a'::character varying. It ends
// with the item.
std::optional<std::string_view> type_of_constant(std::string_view text, std::size_t at)
{
    std::size_t const quote = at < text.size() && text[at] == 'E' ? at + 1 : at;
    if (quote >= text.size() || text[quote] != '\'') {
        return std::nullopt;
    }
    auto const rest = text.substr(behind_quoted(text, quote));
    if (!rest.starts_with("::")) {
        return std::nullopt;
    }
    auto const type = rest.substr(2, rest.find_first_of(",]") - 2);
    bool const is_plain = std::all_of(type.begin(), type.end(),
                                      [](char c) { return is_of_word(c) || c == ' ' || c == '.'; });
    return is_plain && !type.empty() ? std::optional{type} : std::nullopt;
}

bool is_cast_to_array(std::string_view type)
{
    auto const end = type.find("[]");
    return end != std::string_view::npos &&
           std::all_of(type.begin(), type.begin() + static_cast<std::ptrdiff_t>(end),
                       [](char c) { return is_of_word(c) || c == ' ' || c == '.' || c == '"'; });
}

struct List {
    std::string_view item_type;
    std::size_t end = 0; // behind the bracket
};

// An array of constants of one type that begins behind `at`, and is cast as a whole.
std::optional<List> list_of_constants(std::string_view text, std::size_t at)
{
    std::optional<std::string_view> type;
    for (;;) {
        auto const one = type_of_constant(text, at);
        if (!one || (type && *type != *one)) {
            return std::nullopt;
        }
        type = one;
        at = static_cast<std::size_t>(one->data() - text.data()) + one->size();
        if (!text.substr(at).starts_with(", ")) {
            break;
        }
        at += 2;
    }
    auto const rest = text.substr(at);
    return rest.starts_with(closing) && is_cast_to_array(rest.substr(closing.size()))
               ? std::optional{List{*type, at + 1}}
               : std::nullopt;
}

} // namespace

Expression read_as_printed(Expression const &expression)
{
    std::string_view const text = expression.text;
    Expression result;
    std::size_t done = 0;
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] == '\'' || text[at] == '"') {
            at = behind_quoted(text, at);
            continue;
        }
        auto const list = text.substr(at).starts_with(opening)
                              ? list_of_constants(text, at + opening.size())
                              : std::nullopt;
        if (!list) {
            ++at;
            continue;
        }
        result.text += text.substr(done, list->end - done);
        result.text.append("::").append(list->item_type).append("[]");
        done = at = list->end;
    }
    result.text += text.substr(done);
    return result;
}

} // namespace schemadiff::kinds
