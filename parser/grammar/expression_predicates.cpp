#include <parser/grammar/expression_parser.hpp>
#include <parser/grammar/expression_precedence.hpp>

#include <utility>

namespace schemadiff::grammar
{

Expr ExpressionParser::is_test(Expr left, Grammar grammar)
{
    cursor_.take();
    std::string const negation = cursor_.accept_word("not") ? "not " : "";
    if (cursor_.accept_words({"distinct", "from"})) {
        Expr right = operand(is_level + 1, grammar);
        if (infix(grammar).level == is_level) {
            cursor_.fail("IS cannot be chained without parentheses");
        }
        return parent(ExprKind::distinct_from, negation + "distinct", std::move(left),
                      std::move(right));
    }
    std::string test;
    if (cursor_.at_any_word({"null", "true", "false", "unknown", "document", "normalized"})) {
        test = cursor_.take().value;
    } else if (cursor_.at_any_word({"nfc", "nfd", "nfkc", "nfkd"}) &&
               cursor_.at_word("normalized", 1)) {
        test = cursor_.take().value;
        test += " " + cursor_.take().value;
    } else if (cursor_.accept_word("json")) {
        test = "json";
        if (cursor_.at_any_word({"value", "array", "object", "scalar"})) {
            test += " " + cursor_.take().value;
        }
        if (cursor_.at_words({"with", "unique"}) || cursor_.at_words({"without", "unique"})) {
            test += " " + cursor_.take().value;
            test += " " + cursor_.take().value;
            cursor_.accept_word("keys");
        }
    } else {
        cursor_.fail("expected NULL, TRUE, FALSE, UNKNOWN or DISTINCT FROM after IS");
    }
    return parent(ExprKind::is_test, negation + test, std::move(left));
}

Expr ExpressionParser::membership(Expr left)
{
    std::string const negation = cursor_.accept_word("not") ? "not " : "";
    std::string const word = cursor_.take().value;
    Expr result;
    if (word == "in") {
        // `a IN (1) IN (true)` is allowed, because no operand stands on the right.
        return in(std::move(left), negation + word);
    }
    if (word == "between") {
        result = between(std::move(left), negation + word);
    } else if (word == "similar") {
        cursor_.expect_word("to", "after SIMILAR");
        result = like(std::move(left), negation + "similar to");
    } else if (cursor_.at_any_word({"any", "some", "all"}) && cursor_.at_symbol("(", 1)) {
        return quantified(std::move(left), negation + word, {});
    } else {
        result = like(std::move(left), negation + word);
    }
    if (infix(Grammar::full).level == membership_level) {
        cursor_.fail("BETWEEN, IN, LIKE and SIMILAR TO cannot be chained without parentheses");
    }
    return result;
}

Expr ExpressionParser::like(Expr left, std::string text)
{
    std::vector<Expr> children;
    children.push_back(std::move(left));
    children.push_back(operand(membership_level + 1, Grammar::full));
    if (cursor_.accept_word("escape")) {
        children.push_back(operand(membership_level + 1, Grammar::full));
    }
    return parent(ExprKind::like, std::move(text), std::move(children));
}

Expr ExpressionParser::between(Expr left, std::string text)
{
    text += cursor_.accept_word("symmetric") ? " symmetric" : "";
    cursor_.accept_word("asymmetric");
    std::vector<Expr> children;
    children.push_back(std::move(left));
    children.push_back(restricted());
    cursor_.expect_word("and", "between the bounds of BETWEEN");
    children.push_back(operand(membership_level + 1, Grammar::full));
    return parent(ExprKind::between, std::move(text), std::move(children));
}

Expr ExpressionParser::in(Expr left, std::string text)
{
    std::vector<Expr> children;
    children.push_back(std::move(left));
    cursor_.expect_symbol("(", "after IN");
    if (at_query()) {
        children.push_back(query());
    } else {
        do {
            children.push_back(full());
        } while (cursor_.accept_symbol(","));
    }
    cursor_.expect_symbol(")", "after the list of IN");
    return parent(ExprKind::in_list, std::move(text), std::move(children));
}

} // namespace schemadiff::grammar
