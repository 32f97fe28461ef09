#include <schemadiff/model/operator_member.hpp>

#include <schemadiff/base/identifier.hpp>

#include <charconv>
#include <vector>

namespace schemadiff
{

namespace
{

constexpr std::string_view order_words = " for order by ";

std::string_view trimmed(std::string_view text)
{
    auto const first = text.find_first_not_of(' ');
    return first == std::string_view::npos
               ? std::string_view{}
               : text.substr(first, text.find_last_not_of(' ') + 1 - first);
}

// Behind the parenthesis that the first character opens; npos: it is never closed.
std::size_t closing(std::string_view text)
{
    int depth = 0;
    bool quoted = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        quoted = text[at] == '"' ? !quoted : quoted;
        depth += quoted ? 0 : text[at] == '(' ? 1 : text[at] == ')' ? -1 : 0;
        if (depth == 0) {
            return at + 1;
        }
    }
    return std::string_view::npos;
}

// The first of these characters outside of quotes.
std::size_t found(std::string_view text, std::string_view wanted)
{
    bool quoted = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        quoted = text[at] == '"' ? !quoted : quoted;
        if (!quoted && wanted.find(text[at]) != std::string_view::npos) {
            return at;
        }
    }
    return std::string_view::npos;
}

std::string without_quotes(std::string_view name)
{
    std::string bare;
    for (std::size_t at = 0; at < name.size(); ++at) {
        if (name[at] != '"') {
            bare += name[at];
        } else if (at > 0 && at + 1 < name.size() && name[at + 1] == '"') {
            bare += name[at++];
        }
    }
    return bare;
}

// The two pieces of `integer, bigint`.
bool split_types(std::string_view types, std::string &left, std::string &right)
{
    int depth = 0;
    bool quoted = false;
    for (std::size_t at = 0; at < types.size(); ++at) {
        quoted = types[at] == '"' ? !quoted : quoted;
        depth += quoted ? 0 : types[at] == '(' ? 1 : types[at] == ')' ? -1 : 0;
        if (types[at] == ',' && !quoted && depth == 0) {
            left = trimmed(types.substr(0, at));
            right = trimmed(types.substr(at + 1));
            return !left.empty() && !right.empty();
        }
    }
    left = right = trimmed(types);
    return !left.empty();
}

void split_name(std::string_view text, OperatorMember &member)
{
    auto const point = found(text, ".");
    bool const has_schema = point != std::string_view::npos;
    member.schema = has_schema ? without_quotes(text.substr(0, point)) : "";
    member.name = without_quotes(has_schema ? text.substr(point + 1) : text);
    if (member.schema == "pg_catalog") {
        member.schema.clear();
    }
}

bool read_operator(std::string_view rest, OperatorMember &member)
{
    if (auto const order = rest.find(order_words); order != std::string_view::npos) {
        member.order_by = trimmed(rest.substr(order + order_words.size()));
        rest = trimmed(rest.substr(0, order));
    }
    auto const open = found(rest, "(");
    split_name(trimmed(rest.substr(0, open)), member);
    if (open != std::string_view::npos) {
        return rest.ends_with(')') && split_types(rest.substr(open + 1, rest.size() - open - 2),
                                                  member.left, member.right);
    }
    return !member.name.empty();
}

bool read_function(std::string_view rest, OperatorMember &member)
{
    if (rest.starts_with('(')) {
        auto const end = closing(rest);
        if (end == std::string_view::npos ||
            !split_types(rest.substr(1, end - 2), member.left, member.right)) {
            return false;
        }
        rest = trimmed(rest.substr(end));
    }
    auto const open = found(rest, "(");
    if (open == std::string_view::npos || !rest.ends_with(')')) {
        return false;
    }
    split_name(trimmed(rest.substr(0, open)), member);
    member.arguments = trimmed(rest.substr(open + 1, rest.size() - open - 2));
    return !member.name.empty();
}

} // namespace

std::optional<OperatorMember> operator_member(std::string_view text, std::string_view type)
{
    OperatorMember member;
    text = trimmed(text);
    auto const blank = text.find(' ');
    auto const word = text.substr(0, blank);
    if (blank == std::string_view::npos || (word != "operator" && word != "function")) {
        return std::nullopt;
    }
    member.is_function = word == "function";
    member.left = member.right = type;
    auto const rest = trimmed(text.substr(blank));
    auto const [end, error] =
        std::from_chars(rest.data(), rest.data() + rest.size(), member.number);
    auto const after = trimmed(rest.substr(static_cast<std::size_t>(end - rest.data())));
    bool const is_read =
        error == std::errc{} &&
        (member.is_function ? read_function(after, member) : read_operator(after, member));
    return is_read ? std::optional{std::move(member)} : std::nullopt;
}

std::string text_of(OperatorMember const &member, std::string_view type)
{
    std::string text = member.is_function ? "function " : "operator ";
    text += std::to_string(member.number) + ' ';
    auto const types = '(' + member.left + ", " + member.right + ')';
    if (member.is_function) {
        bool const is_usual = member.left == type && member.right == type;
        return text + (is_usual ? "" : types + ' ') + quoted_name(member.schema, member.name) +
               '(' + member.arguments + ')';
    }
    if (!member.schema.empty()) {
        text += quoted_identifier(member.schema) + '.';
    }
    text += member.name + types;
    return member.order_by.empty() ? text : text.append(order_words).append(member.order_by);
}

} // namespace schemadiff
