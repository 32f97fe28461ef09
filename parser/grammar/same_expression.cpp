#include <parser/grammar/same_expression.hpp>

#include <parser/grammar/canonical_expression.hpp>
#include <parser/grammar/expression.hpp>

namespace schemadiff::grammar
{

namespace
{

template <class Canonical>
Sameness same(std::string_view a, std::string_view b, Canonical canonical)
{
    if (a == b) {
        return Sameness::equal;
    }
    Result<Expr> const first = parse_expression(a);
    Result<Expr> const second = parse_expression(b);
    bool const is_equal =
        first && second && tree_text(canonical(*first).tree) == tree_text(canonical(*second).tree);
    return is_equal ? Sameness::equal : Sameness::undecided;
}

} // namespace

Sameness same_expression(std::string_view a, std::string_view b, ColumnTypes const &types)
{
    Canonicaliser const canonicaliser{types};
    return same(a, b, [&](Expr const &expression) { return canonicaliser.canonical(expression); });
}

Sameness same_default(std::string_view a, std::string_view b, std::string_view column_type,
                      ColumnTypes const &types)
{
    Canonicaliser const canonicaliser{types};
    return same(a, b, [&](Expr const &expression) {
        return canonicaliser.assigned(expression, column_type);
    });
}

} // namespace schemadiff::grammar
