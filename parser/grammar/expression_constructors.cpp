#include <parser/grammar/expression_parser.hpp>

#include <utility>

// What a keyword begins and that holds expressions: arrays, rows, CASE, CAST.
namespace schemadiff::grammar
{

Expr ExpressionParser::array()
{
    Expr result = node(ExprKind::array_query);
    cursor_.take();
    if (cursor_.at_symbol("[")) {
        return array_items();
    }
    cursor_.expect_symbol("(", "or '[' after ARRAY");
    if (!at_query() && !cursor_.at_symbol("(")) {
        cursor_.fail("expected SELECT after ARRAY(");
    }
    result.children.push_back(query());
    cursor_.expect_symbol(")", "after the query");
    return result;
}

Expr ExpressionParser::array_items()
{
    Depth const depth{*this};
    Expr result = node(ExprKind::array);
    cursor_.take();
    while (!cursor_.at_symbol("]") && !cursor_.failed()) {
        result.children.push_back(cursor_.at_symbol("[") ? array_items() : full());
        if (!cursor_.accept_symbol(",")) {
            break;
        }
    }
    cursor_.expect_symbol("]", "after the items of the array");
    result.end = cursor_.last_end();
    return result;
}

Expr ExpressionParser::row()
{
    Expr result = node(ExprKind::row);
    cursor_.take();
    cursor_.take();
    if (!cursor_.at_symbol(")")) {
        do {
            result.children.push_back(full());
        } while (cursor_.accept_symbol(","));
    }
    cursor_.expect_symbol(")", "after the row");
    return result;
}

Expr ExpressionParser::case_expression()
{
    Expr result = node(ExprKind::case_);
    cursor_.take();
    if (!cursor_.at_word("when")) {
        result.text = "operand";
        result.children.push_back(full());
    }
    if (!cursor_.at_word("when")) {
        cursor_.fail("expected WHEN after CASE");
    }
    while (cursor_.accept_word("when")) {
        Expr condition = full();
        cursor_.expect_word("then", "after the condition of WHEN");
        result.children.push_back(parent(ExprKind::clause, "when", std::move(condition), full()));
    }
    if (cursor_.accept_word("else")) {
        result.children.push_back(parent(ExprKind::clause, "else", full()));
    }
    cursor_.expect_word("end", "after CASE");
    return result;
}

Expr ExpressionParser::cast()
{
    Expr result = node(ExprKind::cast);
    cursor_.take();
    cursor_.take();
    result.children.push_back(full());
    cursor_.expect_word("as", "in CAST");
    result.type = take_type(cursor_);
    cursor_.expect_symbol(")", "after the type of CAST");
    return result;
}

} // namespace schemadiff::grammar
