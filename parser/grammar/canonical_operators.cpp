#include <parser/grammar/canonical_expression.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace schemadiff::grammar
{

namespace
{

constexpr std::string_view boolean = "boolean";

// The types for which a bare literal in a comparison becomes a constant of the same type.
constexpr auto literal_types = std::to_array<std::string_view>({
    "\"bit\"",
    "\"char\"",
    "bigint",
    "bit varying",
    "boolean",
    "bpchar",
    "bytea",
    "date",
    "double precision",
    "inet",
    "integer",
    "interval",
    "jsonb",
    "money",
    "name",
    "numeric",
    "oid",
    "real",
    "smallint",
    "text",
    "time with time zone",
    "time without time zone",
    "timestamp with time zone",
    "timestamp without time zone",
    "uuid",
});
static_assert(std::ranges::is_sorted(literal_types));

bool is_comparison(std::string_view text)
{
    return text == "=" || text == "<>" || text == "<" || text == ">" || text == "<=" ||
           text == ">=";
}

bool is_match(std::string_view text)
{
    return text == "~~" || text == "!~~" || text == "~~*" || text == "!~~*" || text == "~" ||
           text == "!~" || text == "~*" || text == "!~*";
}

bool is_arithmetic(std::string_view text)
{
    return text == "+" || text == "-" || text == "*" || text == "/" || text == "%";
}

Expr plain(ExprKind kind, std::string text)
{
    Expr result;
    result.kind = kind;
    result.text = std::move(text);
    return result;
}

TypedExpr with_minus(TypedExpr value)
{
    bool const is_negative = value.tree.text.starts_with('-');
    value.tree.text = is_negative ? value.tree.text.substr(1) : "-" + value.tree.text;
    return value;
}

} // namespace

bool Canonicaliser::takes_literals(std::string const &base_type) const
{
    std::string const single = item_type(base_type).value_or(base_type);
    bool const is_varchar_array = base_type == "character varying[]";
    return is_varchar_array || std::ranges::binary_search(literal_types, single) ||
           types_.enums.contains(single);
}

TypedExpr Canonicaliser::without_domain(TypedExpr value) const
{
    auto const found = value.type ? types_.domains.find(*value.type) : types_.domains.end();
    if (found == types_.domains.end()) {
        return value;
    }
    std::string const base = base_type(found->second);
    return as_type(std::move(value), base == "character varying" ? "text" : base);
}

void Canonicaliser::unify(TypedExpr &left, TypedExpr &right) const
{
    if (left.is_bare_literal() && right.is_bare_literal()) {
        left = as_type(std::move(left), "text");
        right = as_type(std::move(right), "text");
        return;
    }
    if (left.is_bare_literal() || right.is_bare_literal()) {
        TypedExpr &literal = left.is_bare_literal() ? left : right;
        TypedExpr &other = left.is_bare_literal() ? right : left;
        if (!other.type) {
            return;
        }
        std::string const base = base_type(*other.type);
        if (base == "character varying") {
            other = as_type(std::move(other), "text");
            literal = as_type(std::move(literal), "text");
        } else if (takes_literals(base)) {
            literal = as_type(std::move(literal), base);
        }
        return;
    }
    if (!left.type || !right.type) {
        return;
    }
    std::string const left_base = base_type(*left.type);
    std::string const right_base = base_type(*right.type);
    if (is_text_like(left_base) && is_text_like(right_base)) {
        left = as_type(std::move(left), left_base == "text" ? *left.type : "text");
        right = as_type(std::move(right), right_base == "text" ? *right.type : "text");
        return;
    }
    int const left_rank = number_rank(left_base);
    int const right_rank = number_rank(right_base);
    int const numeric = number_rank("numeric");
    int const highest = std::max(left_rank, right_rank);
    // The integers have operators for each pair, and so have real and double precision.
    if (left_rank == 0 || right_rank == 0 || left_rank == right_rank || highest < numeric ||
        std::min(left_rank, right_rank) > numeric) {
        return;
    }
    TypedExpr &lower = left_rank < right_rank ? left : right;
    lower = as_type(std::move(lower), highest == numeric ? "numeric" : "double precision");
}

TypedExpr Canonicaliser::unary(Expr const &expression) const
{
    bool const is_own =
        expression.name.empty() || expression.name == std::vector<std::string>{"pg_catalog"};
    bool const is_sign = is_own && (expression.text == "-" || expression.text == "+");
    std::vector<TypedExpr> children = canonical_children(expression);
    TypedExpr &value = children.front();
    bool const is_number =
        value.tree.kind == ExprKind::integer || value.tree.kind == ExprKind::decimal;
    if (is_sign && expression.text == "-" && is_number && value.tree.text != "0") {
        // -2147483648 is an integer although 2147483648 is none.
        bool const is_least_integer = value.tree.text == "2147483648";
        value.type = is_least_integer ? "integer" : value.type;
        return with_minus(std::move(value));
    }
    std::optional<std::string> type;
    if (is_sign) {
        value = without_domain(std::move(value));
        type = value.type && number_rank(base_type(*value.type)) > 0
                   ? std::optional{base_type(*value.type)}
                   : std::nullopt;
    }
    TypedExpr result = rebuilt(expression, std::move(type), std::move(children));
    if (is_own) {
        result.tree.name.clear();
    }
    return result;
}

TypedExpr Canonicaliser::binary(Expr const &expression) const
{
    TypedExpr left = canonical(expression.children[0]);
    TypedExpr right = canonical(expression.children[1]);
    if (expression.kind == ExprKind::distinct_from) {
        left = without_domain(std::move(left));
        right = without_domain(std::move(right));
        unify(left, right);
        Expr distinct = plain(ExprKind::distinct_from, {});
        distinct.children.push_back(std::move(left.tree));
        distinct.children.push_back(std::move(right.tree));
        if (expression.text == "distinct") {
            return {std::move(distinct), std::string{boolean}};
        }
        Expr negation = plain(ExprKind::negation, {});
        negation.children.push_back(std::move(distinct));
        return {std::move(negation), std::string{boolean}};
    }
    if (expression.name.empty() || expression.name == std::vector<std::string>{"pg_catalog"}) {
        return operation(expression.text, std::move(left), std::move(right));
    }
    std::vector<TypedExpr> sides;
    sides.push_back(std::move(left));
    sides.push_back(std::move(right));
    return rebuilt(expression, std::nullopt, std::move(sides));
}

TypedExpr Canonicaliser::operation(std::string text, TypedExpr left, TypedExpr right) const
{
    auto const base = [](TypedExpr const &value) {
        return value.type ? base_type(*value.type) : std::string{};
    };
    auto const is_text = [&](TypedExpr const &value) {
        return is_text_like(base(value));
    };
    TypedExpr result{plain(ExprKind::binary, text), std::nullopt};
    if (is_comparison(text) || is_match(text) || is_arithmetic(text) || text == "||") {
        left = without_domain(std::move(left));
        right = without_domain(std::move(right));
    }
    if (is_comparison(text)) {
        unify(left, right);
        result.type = boolean;
    } else if (is_match(text)) {
        if (base(left) == "bpchar" && right.is_bare_literal()) {
            right = as_type(std::move(right), "text");
        } else if (is_text(left) && (is_text(right) || right.is_bare_literal())) {
            unify(left, right);
        }
        result.type = boolean;
    } else if (text == "||") {
        bool const is_concatenation = (is_text(left) || left.is_bare_literal()) &&
                                      (is_text(right) || right.is_bare_literal());
        if (is_concatenation && (is_text(left) || is_text(right))) {
            unify(left, right);
            result.type = "text";
        } else if (base(left) == "jsonb" && right.is_bare_literal()) {
            right = as_type(std::move(right), "jsonb");
            result.type = "jsonb";
        }
    } else if (is_arithmetic(text) && number_rank(base(left)) > 0 && number_rank(base(right)) > 0) {
        unify(left, right);
        int const left_rank = number_rank(base(left));
        int const right_rank = number_rank(base(right));
        // Mixed with anything but itself, real gives double precision.
        bool const is_mixed_real =
            left_rank != right_rank && (base(left) == "real" || base(right) == "real");
        result.type = is_mixed_real            ? "double precision"
                      : left_rank < right_rank ? base(right)
                                               : base(left);
    } else if (base(left) == "jsonb" || base(left) == "json") {
        bool const is_path = text == "#>" || text == "#>>";
        bool const is_key = text == "->" || text == "->>" || (text == "?" && base(left) == "jsonb");
        bool const is_containment = (text == "@>" || text == "<@") && base(left) == "jsonb";
        if (right.is_bare_literal() && (is_path || is_key || is_containment)) {
            right = as_type(std::move(right), is_path ? "text[]" : is_key ? "text" : "jsonb");
        }
        bool const gives_json = text == "->" || text == "#>";
        result.type = text == "->>" || text == "#>>" ? std::optional<std::string>{"text"}
                      : gives_json                   ? std::optional{base(left)}
                      : is_containment || is_key     ? std::optional<std::string>{boolean}
                                                     : std::nullopt;
    } else if ((text == "@>" || text == "<@" || text == "&&") && item_type(base(left)) &&
               right.is_bare_literal() && takes_literals(base(left))) {
        right = as_type(std::move(right), base(left));
        result.type = boolean;
    }
    result.tree.children.push_back(std::move(left.tree));
    result.tree.children.push_back(std::move(right.tree));
    return result;
}

} // namespace schemadiff::grammar
