#include <parser/grammar/canonical_expression.hpp>

#include <algorithm>
#include <utility>

namespace schemadiff::grammar
{

namespace
{

Expr parent(ExprKind kind, std::string text, std::vector<Expr> children)
{
    Expr result;
    result.kind = kind;
    result.text = std::move(text);
    result.children = std::move(children);
    return result;
}

// What is kept as tokens may hold columns of this row or of others.
bool is_opaque(Expr const &expression)
{
    return expression.kind == ExprKind::query || expression.kind == ExprKind::opaque ||
           std::ranges::any_of(expression.children, is_opaque);
}

bool mentions_column(Expr const &expression)
{
    return expression.kind == ExprKind::column ||
           std::ranges::any_of(expression.children, mentions_column);
}

std::string_view match_operator(std::string_view words)
{
    if (words == "like") {
        return "~~";
    }
    if (words == "not like") {
        return "!~~";
    }
    if (words == "ilike") {
        return "~~*";
    }
    if (words == "not ilike") {
        return "!~~*";
    }
    return words == "similar to" ? "~" : "!~";
}

} // namespace

// LIKE is the operator ~~; an escape and SIMILAR TO are functions around the pattern.
TypedExpr Canonicaliser::like(Expr const &expression) const
{
    std::vector<TypedExpr> parts = canonical_children(expression);
    bool const is_similar = expression.text.ends_with("to");
    TypedExpr pattern = std::move(parts[1]);
    if (is_similar || parts.size() > 2) {
        Expr call = parent(ExprKind::function, {}, {});
        call.name = {is_similar ? "similar_to_escape" : "like_escape"};
        bool const is_text =
            std::ranges::all_of(parts.begin() + 1, parts.end(), [&](TypedExpr const &part) {
                return &part == &parts[1] ? pattern.is_bare_literal() || pattern.type == "text"
                                          : part.is_bare_literal() || part.type == "text";
            });
        // Both functions also exist for bytea and the like, so the type must be sure.
        call.children.push_back(is_text ? as_type(std::move(pattern), "text").tree
                                        : std::move(pattern.tree));
        if (parts.size() > 2) {
            call.children.push_back(is_text ? as_type(std::move(parts[2]), "text").tree
                                            : std::move(parts[2].tree));
        }
        pattern = {std::move(call), is_text ? std::optional<std::string>{"text"} : std::nullopt};
    }
    return operation(std::string{match_operator(expression.text)}, std::move(parts[0]),
                     std::move(pattern));
}

TypedExpr Canonicaliser::between(Expr const &expression) const
{
    std::vector<TypedExpr> parts = canonical_children(expression);
    if (expression.text.ends_with("symmetric") || !may_be_repeated(parts[0].tree)) {
        return rebuilt(expression, "boolean", std::move(parts));
    }
    bool const is_negated = expression.text.starts_with("not");
    TypedExpr low = operation(is_negated ? "<" : ">=", parts[0], std::move(parts[1]));
    TypedExpr high = operation(is_negated ? ">" : "<=", std::move(parts[0]), std::move(parts[2]));
    std::vector<Expr> sides;
    sides.push_back(std::move(low.tree));
    sides.push_back(std::move(high.tree));
    ExprKind const kind = is_negated ? ExprKind::disjunction : ExprKind::conjunction;
    return {parent(kind, {}, std::move(sides)), "boolean"};
}

// PostgreSQL makes one array of the items without columns if there is more than one, with
// one type for all; what is left becomes plain comparisons.
TypedExpr Canonicaliser::in_list(Expr const &expression) const
{
    bool const is_negated = expression.text.starts_with("not");
    std::string const text = is_negated ? "<>" : "=";
    std::vector<TypedExpr> items = canonical_children(expression);
    bool const is_looked_into =
        may_be_repeated(items.front().tree) &&
        std::none_of(expression.children.begin() + 1, expression.children.end(), is_opaque) &&
        items.front().tree.kind != ExprKind::row;
    if (!is_looked_into) {
        return rebuilt(expression, "boolean", std::move(items));
    }
    TypedExpr value = without_domain(items.front());
    std::vector<TypedExpr> constants;
    std::vector<TypedExpr> columns;
    for (std::size_t index = 1; index < items.size(); ++index) {
        (mentions_column(expression.children[index]) ? columns : constants).push_back(items[index]);
    }
    if (constants.size() < 2) {
        items.erase(items.begin());
        return one_by_one(text, std::move(value), std::move(items), std::nullopt);
    }
    constants.push_back(value);
    std::optional<std::string> const type = common_type(constants);
    constants.pop_back();
    if (!type) {
        return rebuilt(expression, "boolean", std::move(items));
    }
    TypedExpr left = value.is_bare_literal() ? as_type(value, *type) : value;
    TypedExpr first =
        quantified(text, is_negated, std::move(left), array_of(std::move(constants), *type));
    return one_by_one(text, std::move(value), std::move(columns), std::move(first.tree));
}

// `first` OR value = item OR ..., with AND for <>.
TypedExpr Canonicaliser::one_by_one(std::string const &text, TypedExpr value,
                                    std::vector<TypedExpr> items, std::optional<Expr> first) const
{
    std::vector<Expr> comparisons;
    if (first) {
        comparisons.push_back(std::move(*first));
    }
    for (TypedExpr &item : items) {
        comparisons.push_back(operation(text, value, std::move(item)).tree);
    }
    if (comparisons.size() == 1) {
        return {std::move(comparisons.front()), "boolean"};
    }
    ExprKind const kind = text == "=" ? ExprKind::disjunction : ExprKind::conjunction;
    return {parent(kind, {}, std::move(comparisons)), "boolean"};
}

TypedExpr Canonicaliser::quantified(Expr const &expression) const
{
    std::vector<TypedExpr> sides = canonical_children(expression);
    bool const is_own =
        expression.name.empty() || expression.name == std::vector<std::string>{"pg_catalog"};
    if (!is_own || sides[1].tree.kind == ExprKind::query) {
        return rebuilt(expression, "boolean", std::move(sides));
    }
    bool const is_words = expression.text.ends_with("like");
    std::string text = is_words ? std::string{match_operator(expression.text)} : expression.text;
    return quantified(std::move(text), expression.is_all, std::move(sides[0]), std::move(sides[1]));
}

TypedExpr Canonicaliser::quantified(std::string text, bool is_all, TypedExpr left,
                                    TypedExpr array) const
{
    left = without_domain(std::move(left));
    std::string const left_base = left.type ? base_type(*left.type) : "";
    std::string const array_base = array.type ? base_type(*array.type) : "";
    bool const is_text_array = array_base == "text[]" || array_base == "character varying[]";
    if (array.is_bare_literal() && takes_literals(left_base)) {
        array = as_type(std::move(array), left_base + "[]");
    } else if (is_text_like(left_base) && (is_text_array || array.is_bare_literal())) {
        left = as_type(std::move(left), "text");
        if (array.tree.kind == ExprKind::array) {
            for (Expr &item : array.tree.children) {
                item = as_type({std::move(item), item_type(array_base)}, "text").tree;
            }
        } else {
            array = as_type(std::move(array), "text[]");
        }
    } else if (!left_base.empty() && item_type(array_base)) {
        TypedExpr item{Expr{}, item_type(array_base)};
        unify(left, item);
        if (item.type != item_type(array_base) && array.tree.kind == ExprKind::array) {
            for (Expr &value : array.tree.children) {
                value = as_type({std::move(value), item_type(array_base)}, *item.type).tree;
            }
        } else if (item.type != item_type(array_base)) {
            array = as_type(std::move(array), *item.type + "[]");
        }
    }
    Expr result = parent(ExprKind::quantified, std::move(text), {});
    result.is_all = is_all;
    result.children.push_back(std::move(left.tree));
    result.children.push_back(std::move(array.tree));
    return {std::move(result), "boolean"};
}

} // namespace schemadiff::grammar
