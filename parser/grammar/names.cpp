#include <parser/grammar/names.hpp>

#include <parser/grammar/cursor.hpp>
#include <parser/grammar/keywords.hpp>

#include <algorithm>
#include <utility>

namespace schemadiff::grammar
{

namespace
{

bool is_plain_part(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

bool is_plain(std::string_view name)
{
    return !name.empty() && (name[0] < '0' || name[0] > '9') &&
           std::ranges::all_of(name, is_plain_part) &&
           keyword_category(name) == KeywordCategory::none;
}

std::optional<ArgumentMode> take_mode(Cursor &cursor)
{
    // `out` and `inout` are no names of arguments, while `in` and `variadic` are reserved.
    if (cursor.accept_words({"in", "out"}) || cursor.accept_word("inout")) {
        return ArgumentMode::inout;
    }
    if (cursor.accept_word("in")) {
        return ArgumentMode::in;
    }
    if (cursor.accept_word("out")) {
        return ArgumentMode::out;
    }
    return cursor.accept_word("variadic") ? std::optional{ArgumentMode::variadic} : std::nullopt;
}

// `a integer` has a name, `integer` and `double precision` have none: a name is there if a
// type can be read behind it.
bool at_argument_name(Cursor const &cursor)
{
    // A keyword since PostgreSQL 17 only, and before that a popular name for an argument.
    bool const is_json = cursor.at_word("json");
    if ((!cursor.at_function_name() && !is_json) || cursor.at_words({"double", "precision"})) {
        return false;
    }
    Token const &next = cursor.peek(1);
    return next.kind == TokenKind::identifier || next.kind == TokenKind::quoted_identifier
               ? !cursor.at_any_word(
                     {"default", "array", "order", "in", "out", "inout", "variadic"}, 1)
               : false;
}

FunctionArgument take_argument(Cursor &cursor)
{
    FunctionArgument argument;
    argument.offset = cursor.offset();
    std::optional<ArgumentMode> mode = take_mode(cursor);
    // PostgreSQL also allows the mode behind the name.
    if (at_argument_name(cursor) || (!mode && cursor.at_function_name() &&
                                     cursor.at_any_word({"in", "out", "inout", "variadic"}, 1))) {
        argument.name = cursor.take().value;
        if (!mode) {
            mode = take_mode(cursor);
        }
    }
    argument.mode = mode.value_or(ArgumentMode::in);
    argument.type = take_type(cursor);
    if (cursor.accept_word("default") || cursor.accept_symbol("=") || cursor.accept_symbol(":=")) {
        std::string_view const text = cursor.take_balanced(true);
        if (text.empty()) {
            cursor.fail("expected the default value of the argument");
        }
        argument.default_text = std::string{text};
    }
    return argument;
}

std::vector<FunctionArgument> take_arguments(Cursor &cursor)
{
    std::vector<FunctionArgument> arguments;
    if (cursor.at_end() || cursor.at_symbol(")") || cursor.at_word("order")) {
        return arguments;
    }
    do {
        arguments.push_back(take_argument(cursor));
    } while (cursor.accept_symbol(","));
    return arguments;
}

FunctionSignature take_signature(Cursor &cursor)
{
    FunctionSignature signature;
    // A function may be called like a type keyword, but then PostgreSQL wants it qualified or
    // quoted.
    if (!cursor.at_column_name() && !cursor.at_function_name()) {
        cursor.fail("expected a function name");
        return signature;
    }
    signature.name.push_back(cursor.take().value);
    while (cursor.accept_symbol(".")) {
        signature.name.push_back(cursor.expect_label("a name after '.'"));
    }
    if (!cursor.accept_symbol("(")) {
        return signature;
    }
    if (cursor.accept_symbol("*")) {
        signature.is_any = true;
    } else {
        signature.arguments = take_arguments(cursor);
        if (cursor.accept_words({"order", "by"})) {
            std::vector<FunctionArgument> ordered = take_arguments(cursor);
            signature.ordered_arguments = ordered.size();
            std::ranges::move(ordered, std::back_inserter(signature.arguments));
        }
    }
    cursor.expect_symbol(")", "after the arguments");
    return signature;
}

} // namespace

std::string quoted_identifier(std::string_view name)
{
    if (is_plain(name)) {
        return std::string{name};
    }
    std::string quoted = "\"";
    for (char const c : name) {
        quoted += c;
        if (c == '"') {
            quoted += c;
        }
    }
    return quoted + '"';
}

std::string quoted_qualified_name(std::vector<std::string> const &parts)
{
    std::string text;
    for (std::string const &part : parts) {
        text += text.empty() ? "" : ".";
        text += quoted_identifier(part);
    }
    return text;
}

Result<std::vector<std::string>> parse_qualified_name(std::string_view text)
{
    return parsed_whole(text, "the name",
                        [](Cursor &cursor) { return cursor.expect_qualified_name("a name"); });
}

Result<FunctionSignature> parse_function_signature(std::string_view text)
{
    return parsed_whole(text, "the signature", take_signature);
}

Result<std::vector<FunctionArgument>> parse_function_arguments(std::string_view text)
{
    return parsed_whole(text, "the arguments", take_arguments);
}

std::string identity_arguments(std::vector<FunctionArgument> const &arguments)
{
    std::string text;
    for (FunctionArgument const &argument : arguments) {
        if (argument.is_input()) {
            text += text.empty() ? "" : ", ";
            text += canonical(argument.type);
        }
    }
    return text;
}

} // namespace schemadiff::grammar
