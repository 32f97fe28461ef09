#include <parser/grammar/canonical_expression.hpp>

#include <algorithm>
#include <limits>
#include <utility>

namespace schemadiff::grammar
{

namespace
{

constexpr std::string_view boolean = "boolean";

Expr plain(ExprKind kind, std::string text)
{
    Expr result;
    result.kind = kind;
    result.text = std::move(text);
    return result;
}

// The type that PostgreSQL gives a bare integer: the smallest that holds it.
std::string integer_type(std::string const &digits)
{
    bool const is_based = digits.size() > 1 && (digits[1] < '0' || digits[1] > '9');
    auto const is_within = [&](long long most) {
        std::string const limit = std::to_string(most);
        return digits.size() < limit.size() || (digits.size() == limit.size() && digits <= limit);
    };
    if (is_based) {
        return "";
    }
    return is_within(std::numeric_limits<std::int32_t>::max())   ? "integer"
           : is_within(std::numeric_limits<std::int64_t>::max()) ? "bigint"
                                                                 : "numeric";
}

// .5 and 1. as PostgreSQL prints them.
std::string plain_decimal(std::string text)
{
    if (text.find_first_of("eE_") != std::string::npos) {
        return text;
    }
    text = text.starts_with('.') ? "0" + text : text;
    text = text.ends_with('.') ? text.substr(0, text.size() - 1) : text;
    std::size_t const first = std::min(text.find_first_not_of('0'), text.size());
    text.erase(0, first);
    return text.empty() || text[0] == '.' ? "0" + text : text;
}

std::optional<std::string> keyword_type(std::string_view word)
{
    if (word == "current_date") {
        return "date";
    }
    if (word == "current_timestamp") {
        return "timestamp with time zone";
    }
    if (word == "localtimestamp") {
        return "timestamp without time zone";
    }
    bool const is_name =
        word.ends_with("user") || word == "current_role" || word == "current_catalog";
    return is_name ? std::optional<std::string>{"name"} : std::nullopt;
}

} // namespace

std::vector<TypedExpr> Canonicaliser::canonical_children(Expr const &expression) const
{
    std::vector<TypedExpr> children;
    children.reserve(expression.children.size());
    for (Expr const &child : expression.children) {
        children.push_back(canonical(child));
    }
    return children;
}

TypedExpr Canonicaliser::rebuilt(Expr const &expression, std::optional<std::string> type,
                                 std::vector<TypedExpr> children)
{
    TypedExpr result{plain(expression.kind, expression.text), std::move(type)};
    result.tree.name = expression.name;
    result.tree.is_all = expression.is_all;
    for (TypedExpr &child : children) {
        result.tree.children.push_back(std::move(child.tree));
    }
    return result;
}

TypedExpr Canonicaliser::with_children(Expr const &expression,
                                       std::optional<std::string> type) const
{
    return rebuilt(expression, std::move(type), canonical_children(expression));
}

TypedExpr Canonicaliser::canonical(Expr const &expression) const
{
    switch (expression.kind) {
    case ExprKind::column:
        return column(expression);
    case ExprKind::integer: {
        std::string const type = integer_type(expression.text);
        return {plain(ExprKind::integer, expression.text),
                type.empty() ? std::nullopt : std::optional{type}};
    }
    case ExprKind::decimal:
        return {plain(ExprKind::decimal, plain_decimal(expression.text)), "numeric"};
    case ExprKind::boolean:
        return {plain(ExprKind::boolean, expression.text), std::string{boolean}};
    case ExprKind::keyword_value:
        return with_children(expression, expression.children.empty() ? keyword_type(expression.text)
                                                                     : std::nullopt);
    case ExprKind::conjunction:
    case ExprKind::disjunction:
        return junction(expression);
    case ExprKind::negation:
    case ExprKind::is_test:
    case ExprKind::exists:
        return with_children(expression, std::string{boolean});
    case ExprKind::unary:
        return unary(expression);
    case ExprKind::binary:
    case ExprKind::distinct_from:
        return binary(expression);
    case ExprKind::quantified:
        return quantified(expression);
    case ExprKind::like:
        return like(expression);
    case ExprKind::between:
        return between(expression);
    case ExprKind::in_list:
        return in_list(expression);
    case ExprKind::at_time_zone:
        return at_time_zone(expression);
    case ExprKind::cast:
        return cast(expression);
    case ExprKind::array:
        return array(expression);
    case ExprKind::case_:
        return case_expression(expression);
    case ExprKind::function:
        return function(expression);
    case ExprKind::syntax_call:
        return syntax_call(expression);
    case ExprKind::bit_string:
        return constant_bits(expression);
    case ExprKind::collate:
        return collate(expression);
    case ExprKind::subscript:
    case ExprKind::slice:
        return element(expression);
    case ExprKind::field:
    case ExprKind::row:
    case ExprKind::named_argument:
    case ExprKind::variadic:
    case ExprKind::sort:
    case ExprKind::clause:
    case ExprKind::array_query:
    case ExprKind::string:
    case ExprKind::null:
    case ExprKind::parameter:
    case ExprKind::star:
    case ExprKind::query:
    case ExprKind::opaque:
    case ExprKind::missing:
        break;
    }
    return with_children(expression, std::nullopt);
}

// PostgreSQL has one constant for bits and prints B'101' as '101'::"bit".
TypedExpr Canonicaliser::constant_bits(Expr const &expression) const
{
    std::string bits = expression.text.substr(1);
    if (expression.text.starts_with('x')) {
        std::string const digits = std::exchange(bits, {});
        for (char const digit : digits) {
            unsigned const value =
                static_cast<unsigned>(digit >= 'a' ? digit - 'a' + 10 : digit - '0');
            for (unsigned mask = 8; mask > 0; mask >>= 1U) {
                bits += (value & mask) != 0 ? '1' : '0';
            }
        }
    }
    return as_type({plain(ExprKind::string, bits), std::nullopt}, "\"bit\"");
}

TypedExpr Canonicaliser::collate(Expr const &expression) const
{
    std::vector<TypedExpr> children = canonical_children(expression);
    std::optional<std::string> type = children.front().type;
    TypedExpr result = rebuilt(expression, std::move(type), std::move(children));
    std::vector<std::string> &name = result.tree.name;
    if (name.size() == 2 && name[0] == "pg_catalog") {
        name.erase(name.begin());
    }
    return result;
}

TypedExpr Canonicaliser::element(Expr const &expression) const
{
    std::vector<TypedExpr> children = canonical_children(expression);
    std::optional<std::string> type = children.front().type;
    std::optional<std::string> const item = type ? item_type(*type) : std::nullopt;
    // One slice among several subscripts makes all of them slices.
    bool const is_mixed = expression.children.front().kind == ExprKind::slice;
    if (!item || (is_mixed && expression.kind == ExprKind::subscript)) {
        type.reset();
    } else if (expression.kind == ExprKind::subscript) {
        type = item;
    }
    return rebuilt(expression, std::move(type), std::move(children));
}

TypedExpr Canonicaliser::column(Expr const &expression) const
{
    TypedExpr result{plain(ExprKind::column, {}), std::nullopt};
    result.tree.name = expression.name;
    std::vector<std::string> &name = result.tree.name;
    if (name.size() == 2 && !types_.table.empty() && name[0] == types_.table && name[1] != "*") {
        name.erase(name.begin());
    }
    // Conditions of triggers speak of the same columns as old.a and new.a.
    bool const is_column =
        name.size() == 1 || (name.size() == 2 && (name[0] == "old" || name[0] == "new"));
    auto const found = is_column ? types_.types.find(name.back()) : types_.types.end();
    if (found != types_.types.end()) {
        result.type = found->second;
    }
    return result;
}

// The order is kept, because AND and OR are evaluated in it as a rule.
TypedExpr Canonicaliser::junction(Expr const &expression) const
{
    TypedExpr result{plain(expression.kind, {}), std::string{boolean}};
    for (TypedExpr &child : canonical_children(expression)) {
        if (child.tree.kind == expression.kind) {
            std::ranges::move(child.tree.children, std::back_inserter(result.tree.children));
        } else {
            result.tree.children.push_back(std::move(child.tree));
        }
    }
    return result;
}

} // namespace schemadiff::grammar
