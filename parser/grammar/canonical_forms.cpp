#include <parser/grammar/canonical_expression.hpp>

#include <parser/grammar/known_functions.hpp>

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

} // namespace

TypedExpr Canonicaliser::cast(Expr const &expression) const
{
    Expr const &child = expression.children.front();
    std::string const type = schemadiff::grammar::canonical(*expression.type);
    if (child.kind == ExprKind::array && !child.children.empty() &&
        expression.type->array_dimensions > 0) {
        return cast_items(child, *expression.type);
    }
    TypedExpr value = canonical(child);
    // A cast of a cast of an array, as in (ARRAY['a'::varchar])::varchar[]::text[].
    if (value.tree.kind == ExprKind::array && !value.tree.children.empty() && type == "text[]" &&
        value.type == "character varying[]") {
        std::vector<TypedExpr> items;
        for (Expr &item : value.tree.children) {
            items.push_back({std::move(item), "character varying"});
        }
        return array_of(std::move(items), "text");
    }
    // 'a'::domain is a constant of the type under the domain, cast to it.
    auto const domain = types_.domains.find(type);
    if (value.tree.kind == ExprKind::string && domain != types_.domains.end()) {
        value = as_type(std::move(value), base_type(domain->second));
    }
    return as_type(std::move(value), type);
}

// PostgreSQL casts the items of ARRAY[...] rather than the array.
TypedExpr Canonicaliser::cast_items(Expr const &array, TypeName const &type) const
{
    TypeName item_type = type;
    item_type.array_dimensions = 0;
    TypedExpr result{parent(ExprKind::array, {}, {}), schemadiff::grammar::canonical(type)};
    for (Expr const &item : array.children) {
        Expr cast_of_item = parent(ExprKind::cast, {}, {});
        cast_of_item.type = item.kind == ExprKind::array ? type : item_type;
        cast_of_item.children.push_back(item);
        result.tree.children.push_back(cast(cast_of_item).tree);
    }
    return result;
}

TypedExpr Canonicaliser::array(Expr const &expression) const
{
    std::vector<TypedExpr> items = canonical_children(expression);
    std::optional<std::string> const type = items.empty() ? std::nullopt : common_type(items);
    return type ? array_of(std::move(items), *type)
                : rebuilt(expression, std::nullopt, std::move(items));
}

TypedExpr Canonicaliser::array_of(std::vector<TypedExpr> items, std::string const &type) const
{
    TypedExpr result{parent(ExprKind::array, {}, {}), item_type(type) ? type : type + "[]"};
    for (TypedExpr &item : items) {
        bool const has_type = item.type && base_type(*item.type) == type;
        result.tree.children.push_back(has_type ? std::move(item.tree)
                                                : as_type(std::move(item), type).tree);
    }
    return result;
}

TypedExpr Canonicaliser::function(Expr const &expression) const
{
    TypedExpr result{parent(ExprKind::function, expression.text, {}), std::nullopt};
    result.tree.name = expression.name;
    if (result.tree.name.size() == 2 && result.tree.name.front() == "pg_catalog") {
        result.tree.name.erase(result.tree.name.begin());
    }
    std::vector<TypedExpr> arguments = canonical_children(expression);
    auto const is_special = [](TypedExpr const &argument) {
        ExprKind const kind = argument.tree.kind;
        return kind == ExprKind::star || kind == ExprKind::named_argument ||
               kind == ExprKind::variadic || kind == ExprKind::clause;
    };
    bool const is_simple =
        result.tree.name.size() == 1 && std::ranges::none_of(arguments, is_special);
    KnownFunction const *const known =
        is_simple ? known_function(result.tree.name.front(), arguments.size()) : nullptr;
    if (known != nullptr && known->is_overloaded) {
        arguments.front() = without_domain(std::move(arguments.front()));
    }
    bool const is_certain =
        known != nullptr &&
        (!known->is_overloaded ||
         (arguments.front().type && is_text_like(base_type(*arguments.front().type))));
    for (std::size_t index = 0; index < arguments.size(); ++index) {
        TypedExpr &argument = arguments[index];
        if (is_certain && known->arguments[index] == "text") {
            argument = without_domain(std::move(argument));
        }
        std::string const wanted{is_certain ? known->arguments[index] : ""};
        bool const is_varchar = argument.type && base_type(*argument.type) == "character varying";
        bool const takes_text =
            wanted == "text" || (is_certain && known->name == "to_tsvector" && index == 1);
        if (!wanted.empty() && argument.is_bare_literal()) {
            argument = as_type(std::move(argument), wanted);
        } else if (takes_text && is_varchar) {
            argument = as_type(std::move(argument), "text");
        }
        result.tree.children.push_back(std::move(argument.tree));
    }
    if (is_certain && !known->result.empty()) {
        result.type = std::string{known->result};
    }
    return result;
}

TypedExpr Canonicaliser::syntax_call(Expr const &expression) const
{
    if (expression.text == "substring" || expression.text == "substring from" ||
        expression.text == "substring from for") {
        Expr call = expression;
        call.kind = ExprKind::function;
        call.text.clear();
        call.name = {"substring"};
        return function(call);
    }
    TypedExpr result{parent(ExprKind::syntax_call, expression.text, {}), std::nullopt};
    std::vector<TypedExpr> arguments = canonical_children(expression);
    std::string const &text = expression.text;
    auto const is_text = [](TypedExpr const &value) {
        return value.type && is_text_like(base_type(*value.type));
    };
    if (text == "coalesce" || text == "greatest" || text == "least") {
        if (std::optional<std::string> const type = common_type(arguments)) {
            TypedExpr array = array_of(std::move(arguments), *type);
            result.tree.children = std::move(array.tree.children);
            result.type = *type;
            return result;
        }
    } else if (text == "nullif") {
        unify(arguments[0], arguments[1]);
    } else if (text.starts_with("trim") || text == "position") {
        // TRIM(BOTH 'x' FROM a) is TRIM(BOTH FROM a, 'x').
        if (text.ends_with(" from")) {
            std::rotate(arguments.begin(), arguments.begin() + 1, arguments.end());
            result.tree.text = text.substr(0, text.size() - std::string_view{" from"}.size());
        }
        // Print keeps a varchar bare here, but names the type of a literal.
        if (std::ranges::any_of(arguments, is_text)) {
            for (TypedExpr &argument : arguments) {
                if (argument.is_bare_literal()) {
                    argument = as_type(std::move(argument), "text");
                }
            }
            result.type = text == "position" ? "integer" : "text";
        }
    }
    for (TypedExpr &argument : arguments) {
        result.tree.children.push_back(std::move(argument.tree));
    }
    return result;
}

TypedExpr Canonicaliser::case_expression(Expr const &expression) const
{
    bool const has_operand = expression.text == "operand";
    std::vector<TypedExpr> results;
    for (std::size_t index = has_operand ? 1 : 0; index < expression.children.size(); ++index) {
        results.push_back(canonical(expression.children[index].children.back()));
    }
    std::optional<std::string> const type = common_type(results);
    TypedExpr result{parent(ExprKind::case_, expression.text, {}), type};
    std::optional<TypedExpr> operand;
    if (has_operand) {
        operand = canonical(expression.children.front());
        result.tree.children.push_back(operand->tree);
    }
    bool const has_plain_operand =
        operand && operand->type && base_type(*operand->type) != "character varying";
    for (std::size_t index = 0; index < results.size(); ++index) {
        Expr const &source = expression.children[index + (has_operand ? 1 : 0)];
        Expr clause = parent(ExprKind::clause, source.text, {});
        if (source.text == "when") {
            TypedExpr condition = canonical(source.children.front());
            if (has_plain_operand && condition.is_bare_literal()) {
                TypedExpr compared = *operand;
                unify(compared, condition);
            }
            clause.children.push_back(std::move(condition.tree));
        }
        TypedExpr &value = results[index];
        bool const has_type = !type || (value.type && base_type(*value.type) == *type);
        clause.children.push_back(has_type ? std::move(value.tree)
                                           : as_type(std::move(value), *type).tree);
        result.tree.children.push_back(std::move(clause));
    }
    return result;
}

TypedExpr Canonicaliser::at_time_zone(Expr const &expression) const
{
    std::vector<TypedExpr> sides = canonical_children(expression);
    if (sides.size() == 2 && sides[1].is_bare_literal()) {
        sides[1] = as_type(std::move(sides[1]), "text");
    }
    TypedExpr result{parent(ExprKind::at_time_zone, {}, {}), std::nullopt};
    std::string const base = sides[0].type ? base_type(*sides[0].type) : "";
    if (base == "timestamp with time zone") {
        result.type = "timestamp without time zone";
    } else if (base == "timestamp without time zone") {
        result.type = "timestamp with time zone";
    }
    for (TypedExpr &side : sides) {
        result.tree.children.push_back(std::move(side.tree));
    }
    return result;
}

TypedExpr Canonicaliser::assigned(Expr const &expression, std::string_view column_type) const
{
    TypedExpr value = canonical(expression);
    std::string const base = base_type(std::string{column_type});
    auto const domain = types_.domains.find(base);
    std::string const stored = domain == types_.domains.end() ? base : base_type(domain->second);
    return value.is_bare_literal() && is_no_domain(stored) ? as_type(std::move(value), stored)
                                                           : value;
}

} // namespace schemadiff::grammar
