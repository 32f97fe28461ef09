// The parser behind expression.hpp, which its sources share: a loop over operators by
// precedence (expression.cpp), what stands between operators (expression_primary.cpp), and
// calls (expression_call.cpp).
#pragma once

#include <parser/grammar/cursor.hpp>
#include <parser/grammar/expression.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace schemadiff::grammar
{

class ExpressionParser
{
public:
    explicit ExpressionParser(Cursor &cursor) : cursor_{cursor} {}

    // a_expr, b_expr and c_expr of PostgreSQL's grammar.
    Expr full();
    Expr restricted();
    Expr primary();

private:
    enum class Grammar : std::uint8_t { full, restricted };

    // Where an operator stands in the order of precedence, and how many words it has.
    struct Infix;

    // One level deeper for as long as it lives.
    class Depth
    {
    public:
        explicit Depth(ExpressionParser &parser) : parser_{parser} { parser.enter(); }
        ~Depth() { --parser_.depth_; }
        Depth(Depth const &) = delete;
        Depth &operator=(Depth const &) = delete;

    private:
        ExpressionParser &parser_;
    };
    void enter();

    Expr operand(int least, Grammar grammar);
    Expr prefixed(Grammar grammar);
    [[nodiscard]] Infix infix(Grammar grammar) const;
    [[nodiscard]] Infix word_infix(Grammar grammar) const;
    Expr with_infix(Expr left, Infix const &found, Grammar grammar);
    Expr operation(Expr left, Infix const &found, Grammar grammar);
    Expr quantified(Expr left, std::string text, std::vector<std::string> schema);
    Expr is_test(Expr left, Grammar grammar);
    Expr membership(Expr left);
    Expr like(Expr left, std::string text);
    Expr between(Expr left, std::string text);
    Expr in(Expr left, std::string text);
    Expr at_time_zone(Expr left);
    std::string operator_in_parentheses(std::vector<std::string> &schema);

    Expr primary_without_offsets();
    Expr word();
    Expr parenthesised();
    Expr with_indirection(Expr value);
    Expr subscript(Expr value);
    Expr literal(ExprKind kind);
    Expr typed_literal(TypeName type);
    bool at_query() const;
    Expr query();
    Expr array();
    Expr array_items();
    Expr row();
    Expr case_expression();
    Expr cast();
    Expr keyword_value();
    std::optional<Expr> keyword_typed_literal();
    std::optional<Expr> named_typed_literal(std::size_t first_index);
    Expr reserved_word();
    Expr name_or_call();

    bool at_special_call() const;
    Expr special_call();
    Expr syntax_call(std::string text, std::vector<Expr> children);
    Expr extract();
    Expr overlay();
    Expr position();
    Expr substring();
    Expr trim();
    Expr opaque_call();
    Expr call(std::vector<std::string> name);
    Expr argument();
    std::vector<Expr> arguments(std::string_view closing);
    Expr sort_list(std::string text);
    void call_clauses(Expr &function);

    Expr node(ExprKind kind, std::string text = {}) const;
    static Expr parent(ExprKind kind, std::string text, std::vector<Expr> children);
    static Expr parent(ExprKind kind, std::string text, Expr child);
    static Expr parent(ExprKind kind, std::string text, Expr left, Expr right);

    Cursor &cursor_;
    std::size_t depth_ = 0;
};

// The tokens from one index to before another, in one spelling: folded, single spaces.
std::string token_text(Cursor const &cursor, std::size_t begin_index, std::size_t end_index);

} // namespace schemadiff::grammar
