#include <parser/grammar/expression_parser.hpp>

#include <parser/grammar/keywords.hpp>
#include <parser/grammar/names.hpp>

#include <utility>

namespace schemadiff::grammar
{

namespace
{

// A string in one spelling, whatever quotes it was written in.
std::string quoted_literal(std::string_view value)
{
    std::string text = "'";
    for (char const c : value) {
        text += c;
        if (c == '\'') {
            text += c;
        }
    }
    return text + "'";
}

} // namespace

// A quoted name keeps its quotes, because without them it might be read as a keyword.
std::string token_text(Cursor const &cursor, std::size_t begin_index, std::size_t end_index)
{
    std::string text;
    for (Token const &token : cursor.tokens_between(begin_index, end_index)) {
        text += text.empty() ? "" : " ";
        switch (token.kind) {
        case TokenKind::quoted_identifier:
            text += '"';
            text += token.value;
            text += '"';
            break;
        case TokenKind::string:
            text += quoted_literal(token.value);
            break;
        case TokenKind::national_string:
            text += 'n';
            text += quoted_literal(token.value);
            break;
        case TokenKind::bit_string:
            text +=
                token.value.substr(0, 1) + quoted_literal(std::string_view{token.value}.substr(1));
            break;
        default:
            text += token.value;
        }
    }
    return text;
}

Expr ExpressionParser::primary()
{
    Depth const depth{*this};
    std::size_t const begin = cursor_.offset();
    bool const is_in_parentheses = cursor_.at_symbol("(");
    Expr result = primary_without_offsets();
    if (!is_in_parentheses || result.kind == ExprKind::row || result.kind == ExprKind::query) {
        result.begin = begin;
        result.end = cursor_.last_end();
    }
    return result;
}

Expr ExpressionParser::primary_without_offsets()
{
    switch (cursor_.peek().kind) {
    case TokenKind::string:
        return literal(ExprKind::string);
    case TokenKind::national_string: {
        TypeName type;
        type.name = "bpchar";
        type.is_builtin = true;
        return typed_literal(std::move(type));
    }
    case TokenKind::bit_string:
        return literal(ExprKind::bit_string);
    case TokenKind::integer:
        return literal(ExprKind::integer);
    case TokenKind::decimal:
        return literal(ExprKind::decimal);
    case TokenKind::parameter:
        return with_indirection(literal(ExprKind::parameter));
    case TokenKind::symbol:
        if (cursor_.at_symbol("(")) {
            return parenthesised();
        }
        break;
    case TokenKind::identifier:
        return word();
    case TokenKind::quoted_identifier:
        return name_or_call();
    case TokenKind::operator_name:
    case TokenKind::end:
        break;
    }
    cursor_.fail(cursor_.at_end()
                     ? "the expression is incomplete"
                     : "expected an expression, not '" + std::string{cursor_.peek().text} + "'");
    return node(ExprKind::missing);
}

Expr ExpressionParser::literal(ExprKind kind)
{
    Expr result = node(kind, cursor_.peek().value);
    result.end = cursor_.take().end_offset();
    return result;
}

Expr ExpressionParser::typed_literal(TypeName type)
{
    Expr result = node(ExprKind::cast);
    result.children.push_back(literal(ExprKind::string));
    if (type.name == "interval" && type.is_builtin && type.modifiers.empty() &&
        type.interval_fields.empty()) {
        take_interval_fields(cursor_, type);
    }
    result.type = std::move(type);
    return result;
}

Expr ExpressionParser::word()
{
    if (cursor_.at_any_word({"true", "false"})) {
        return literal(ExprKind::boolean);
    }
    if (cursor_.accept_word("null")) {
        return node(ExprKind::null);
    }
    if (cursor_.at_word("case")) {
        return case_expression();
    }
    if (cursor_.at_word("cast") && cursor_.at_symbol("(", 1)) {
        return cast();
    }
    if (cursor_.at_word("array")) {
        return array();
    }
    if (cursor_.at_word("row") && cursor_.at_symbol("(", 1)) {
        return row();
    }
    if (cursor_.at_word("exists") && cursor_.at_symbol("(", 1)) {
        Expr result = node(ExprKind::exists);
        cursor_.take();
        cursor_.take();
        if (!at_query() && !cursor_.at_symbol("(")) {
            cursor_.fail("expected SELECT after EXISTS");
        }
        result.children.push_back(query());
        cursor_.expect_symbol(")", "after the query");
        return result;
    }
    if (at_special_call()) {
        return special_call();
    }
    return keyword_value();
}

Expr ExpressionParser::keyword_value()
{
    if (cursor_.at_any_word({"current_time", "current_timestamp", "localtime", "localtimestamp"})) {
        Expr result = literal(ExprKind::keyword_value);
        if (cursor_.accept_symbol("(")) {
            if (!cursor_.at_kind(TokenKind::integer)) {
                cursor_.fail("expected a precision");
            }
            result.children.push_back(literal(ExprKind::integer));
            cursor_.expect_symbol(")", "after the precision");
        }
        return result;
    }
    bool const is_value =
        cursor_.at_any_word({"current_date", "current_role", "current_user", "session_user",
                             "system_user", "user", "current_catalog"}) ||
        (cursor_.at_word("current_schema") && !cursor_.at_symbol("(", 1));
    return is_value ? literal(ExprKind::keyword_value) : name_or_call();
}

// numeric(3,1) '1.5' and the like, for types whose names are keywords.
std::optional<Expr> ExpressionParser::keyword_typed_literal()
{
    Cursor trial = cursor_;
    TypeName type = take_type(trial);
    if (trial.failed() || !trial.at_kind(TokenKind::string) || type.array_dimensions > 0) {
        return std::nullopt;
    }
    // The length 1 that CHAR and BIT have in a column they do not have here.
    bool const has_length = trial.text_since(cursor_.index()).back() == ')';
    if ((type.name == "bpchar" || type.name == "bit") && !has_length) {
        type.modifiers.clear();
    }
    cursor_ = trial;
    return typed_literal(std::move(type));
}

// app.money '1.5' and citext 'a', where the type began at that token.
std::optional<Expr> ExpressionParser::named_typed_literal(std::size_t first_index)
{
    Result<TypeName> type = parse_type(cursor_.text_since(first_index));
    return type ? std::optional{typed_literal(std::move(*type))} : std::nullopt;
}

Expr ExpressionParser::reserved_word()
{
    cursor_.fail("expected an expression, not '" + std::string{cursor_.peek().text} + "'");
    return node(ExprKind::missing);
}

// What begins with a name may be a column, a call, or a type in front of a literal. Calls
// nest deeply, so what else needs room on the stack is in functions of its own.
Expr ExpressionParser::name_or_call()
{
    KeywordCategory const category = cursor_.at_kind(TokenKind::identifier)
                                         ? keyword_category(cursor_.peek().value)
                                         : KeywordCategory::none;
    if (category == KeywordCategory::column_name || cursor_.at_words({"double", "precision"})) {
        if (std::optional<Expr> literal = keyword_typed_literal()) {
            return std::move(*literal);
        }
    }
    if (category == KeywordCategory::reserved) {
        return reserved_word();
    }
    std::size_t const first = cursor_.index();
    Expr result = node(ExprKind::column);
    result.name.push_back(cursor_.take().value);
    while (cursor_.at_symbol(".") && (cursor_.at_label(1) || cursor_.at_symbol("*", 1))) {
        cursor_.take();
        result.name.push_back(cursor_.take().value);
    }
    bool const is_function = result.name.size() > 1 || category != KeywordCategory::column_name;
    if (is_function && cursor_.at_symbol("(")) {
        result = call(std::move(result.name));
    }
    if (is_function && cursor_.at_kind(TokenKind::string)) {
        if (std::optional<Expr> literal = named_typed_literal(first)) {
            return std::move(*literal);
        }
    }
    if (result.kind == ExprKind::function) {
        return result;
    }
    if (category == KeywordCategory::type_or_function_name) {
        cursor_.fail("expected '(' after '" + result.name.front() + "'");
    }
    return with_indirection(std::move(result));
}

Expr ExpressionParser::parenthesised()
{
    Cursor const before = cursor_;
    cursor_.take();
    if (at_query()) {
        Expr result = query();
        cursor_.expect_symbol(")", "after the query");
        return with_indirection(std::move(result));
    }
    Expr first = full();
    // ((SELECT 1) UNION SELECT 2): only behind the inner query one sees that it was part of
    // another.
    if (first.kind == ExprKind::query &&
        cursor_.at_any_word(
            {"union", "intersect", "except", "order", "limit", "offset", "fetch", "for"})) {
        cursor_ = before;
        cursor_.take();
        Expr result = query();
        cursor_.expect_symbol(")", "after the query");
        return with_indirection(std::move(result));
    }
    if (cursor_.at_symbol(",")) {
        std::vector<Expr> items;
        items.push_back(std::move(first));
        while (cursor_.accept_symbol(",")) {
            items.push_back(full());
        }
        cursor_.expect_symbol(")", "after the row");
        return parent(ExprKind::row, {}, std::move(items));
    }
    cursor_.expect_symbol(")", "after the expression");
    return with_indirection(std::move(first));
}

Expr ExpressionParser::with_indirection(Expr value)
{
    while (!cursor_.failed()) {
        if (cursor_.at_symbol(".") && (cursor_.at_label(1) || cursor_.at_symbol("*", 1))) {
            cursor_.take();
            value = parent(ExprKind::field, {}, std::move(value));
            value.name.push_back(cursor_.take().value);
        } else if (cursor_.at_symbol("[")) {
            value = subscript(std::move(value));
        } else {
            break;
        }
        enter();
        value.end = cursor_.last_end();
    }
    return value;
}

Expr ExpressionParser::subscript(Expr value)
{
    cursor_.take();
    std::vector<Expr> children;
    children.push_back(std::move(value));
    children.push_back(cursor_.at_symbol(":") ? node(ExprKind::missing) : full());
    ExprKind kind = ExprKind::subscript;
    if (cursor_.accept_symbol(":")) {
        kind = ExprKind::slice;
        children.push_back(cursor_.at_symbol("]") ? node(ExprKind::missing) : full());
    }
    cursor_.expect_symbol("]", "after the subscript");
    return parent(kind, {}, std::move(children));
}

bool ExpressionParser::at_query() const
{
    return cursor_.at_any_word({"select", "with", "table"}) ||
           (cursor_.at_word("values") && cursor_.at_symbol("(", 1));
}

Expr ExpressionParser::query()
{
    Expr result = node(ExprKind::query);
    std::size_t const first = cursor_.index();
    cursor_.take_balanced(false);
    result.text = token_text(cursor_, first, cursor_.index());
    result.end = cursor_.last_end();
    return result;
}

} // namespace schemadiff::grammar
