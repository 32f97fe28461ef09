// The canonical form that same_expression.hpp compares: the tree with the casts that
// PostgreSQL adds where they are certain, and without spellings that mean the same.
#pragma once

#include <parser/grammar/expression.hpp>
#include <parser/grammar/same_expression.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::grammar
{

// A tree in canonical form and its type as of canonical(), if that is certain.
struct TypedExpr {
    Expr tree;
    std::optional<std::string> type;

    // A string or NULL without a type: it takes the type of what it meets.
    [[nodiscard]] bool is_bare_literal() const
    {
        return tree.kind == ExprKind::string || tree.kind == ExprKind::null;
    }
};

class Canonicaliser
{
public:
    explicit Canonicaliser(ColumnTypes const &types) : types_{types} {}

    TypedExpr canonical(Expr const &expression) const;
    // The value of a column with that type, as DEFAULT has it.
    TypedExpr assigned(Expr const &expression, std::string_view column_type) const;

private:
    TypedExpr column(Expr const &expression) const;
    TypedExpr constant_bits(Expr const &expression) const;
    TypedExpr collate(Expr const &expression) const;
    TypedExpr element(Expr const &expression) const;
    TypedExpr junction(Expr const &expression) const;
    TypedExpr unary(Expr const &expression) const;
    TypedExpr binary(Expr const &expression) const;
    TypedExpr operation(std::string text, TypedExpr left, TypedExpr right) const;
    TypedExpr like(Expr const &expression) const;
    TypedExpr between(Expr const &expression) const;
    TypedExpr in_list(Expr const &expression) const;
    TypedExpr one_by_one(std::string const &text, TypedExpr value, std::vector<TypedExpr> items,
                         std::optional<Expr> first) const;
    TypedExpr quantified(Expr const &expression) const;
    TypedExpr quantified(std::string text, bool is_all, TypedExpr left, TypedExpr array) const;
    TypedExpr cast(Expr const &expression) const;
    TypedExpr cast_items(Expr const &array, TypeName const &type) const;
    TypedExpr array(Expr const &expression) const;
    TypedExpr array_of(std::vector<TypedExpr> items, std::string const &item_type) const;
    TypedExpr function(Expr const &expression) const;
    TypedExpr syntax_call(Expr const &expression) const;
    TypedExpr case_expression(Expr const &expression) const;
    TypedExpr at_time_zone(Expr const &expression) const;
    TypedExpr with_children(Expr const &expression, std::optional<std::string> type) const;
    // The same node around children that are canonical already. To make a child canonical
    // twice would cost exponential time in nested expressions.
    static TypedExpr rebuilt(Expr const &expression, std::optional<std::string> type,
                             std::vector<TypedExpr> children);
    std::vector<TypedExpr> canonical_children(Expr const &expression) const;

    // Turns both sides into what PostgreSQL compares them as, where that is certain.
    void unify(TypedExpr &left, TypedExpr &right) const;
    // Operators work on the type under a domain, and PostgreSQL prints that as a cast.
    [[nodiscard]] TypedExpr without_domain(TypedExpr value) const;
    [[nodiscard]] bool takes_literals(std::string const &base_type) const;
    // Whether a literal that becomes this type is a constant of it. One of a domain is a
    // constant of the domain's base type, which is not known here.
    [[nodiscard]] bool is_no_domain(std::string const &base_type) const;
    // The one type that CASE, ARRAY, COALESCE and IN give values of these types.
    [[nodiscard]] std::optional<std::string>
    common_type(std::vector<TypedExpr> const &values) const;

    ColumnTypes const &types_;
};

// Without modifiers: character varying of character varying(32), bpchar of character(3).
std::string base_type(std::string const &type);
// integer of integer[]; nothing if it is no array.
std::optional<std::string> item_type(std::string const &type);
bool is_text_like(std::string const &base_type); // text and varchar
// smallint, integer, bigint, numeric, real, double precision in this order; 0: none of them.
int number_rank(std::string const &base_type);

// Whether a value may stand in several places, as BETWEEN and IN need it: copies of copies
// grow exponentially, too.
bool may_be_repeated(Expr const &tree);

// A literal as a constant of the type, otherwise a cast unless it has the type already.
TypedExpr as_type(TypedExpr value, std::string const &type);

} // namespace schemadiff::grammar
