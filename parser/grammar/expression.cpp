#include <parser/grammar/expression.hpp>

#include <parser/grammar/expression_parser.hpp>
#include <parser/grammar/expression_precedence.hpp>

#include <utility>

namespace schemadiff::grammar
{

namespace
{

Level operator_precedence(std::string_view text)
{
    if (text == "=>") {
        return no_level; // only between the name and the value of an argument
    }
    if (text == "<" || text == ">" || text == "=" || text == "<=" || text == ">=" || text == "<>") {
        return comparison_level;
    }
    if (text == "+" || text == "-") {
        return additive_level;
    }
    if (text == "*" || text == "/" || text == "%") {
        return multiplicative_level;
    }
    return text == "^" ? power_level : operator_level;
}

} // namespace

void ExpressionParser::enter()
{
    if (++depth_ > deepest_expression) {
        cursor_.fail("the expression is nested more than " + std::to_string(deepest_expression) +
                     " levels deep");
    }
}

Expr ExpressionParser::node(ExprKind kind, std::string text) const
{
    Expr result;
    result.kind = kind;
    result.text = std::move(text);
    result.begin = cursor_.offset();
    result.end = cursor_.offset();
    return result;
}

Expr ExpressionParser::parent(ExprKind kind, std::string text, std::vector<Expr> children)
{
    Expr result;
    result.kind = kind;
    result.text = std::move(text);
    result.begin = children.front().begin;
    result.end = children.back().end;
    result.children = std::move(children);
    return result;
}

Expr ExpressionParser::parent(ExprKind kind, std::string text, Expr child)
{
    std::vector<Expr> children;
    children.push_back(std::move(child));
    return parent(kind, std::move(text), std::move(children));
}

Expr ExpressionParser::parent(ExprKind kind, std::string text, Expr left, Expr right)
{
    std::vector<Expr> children;
    children.push_back(std::move(left));
    children.push_back(std::move(right));
    return parent(kind, std::move(text), std::move(children));
}

Expr ExpressionParser::full()
{
    return operand(or_level, Grammar::full);
}

Expr ExpressionParser::restricted()
{
    return operand(or_level, Grammar::restricted);
}

// Left-associative operators make trees as high as they are long, so each turn of the
// loop counts as a level, too.
Expr ExpressionParser::operand(int least, Grammar grammar)
{
    Depth const depth{*this};
    std::size_t const depth_before = depth_;
    std::size_t const begin = cursor_.offset();
    Expr left = prefixed(grammar);
    Infix found = infix(grammar);
    while (found.level >= least && found.level != no_level && !cursor_.failed()) {
        bool const is_flat =
            left.kind == ExprKind::conjunction || left.kind == ExprKind::disjunction;
        if (!is_flat) {
            enter();
        }
        left = with_infix(std::move(left), found, grammar);
        left.begin = begin;
        left.end = cursor_.last_end();
        found = infix(grammar);
    }
    depth_ = depth_before;
    return left;
}

Expr ExpressionParser::prefixed(Grammar grammar)
{
    Expr result = node(ExprKind::unary);
    int least = sign_level;
    if (grammar == Grammar::full && cursor_.accept_word("not")) {
        result.kind = ExprKind::negation;
        least = not_level;
    } else if (cursor_.at_symbol("+") || cursor_.at_symbol("-")) {
        result.text = cursor_.take().value;
    } else if (cursor_.at_kind(TokenKind::operator_name) &&
               operator_precedence(cursor_.peek().value) == operator_level) {
        result.text = cursor_.take().value;
        least = operator_level + 1;
    } else if (cursor_.at_word("operator") && cursor_.at_symbol("(", 1)) {
        result.text = operator_in_parentheses(result.name);
        least = operator_level + 1;
    } else {
        return primary();
    }
    result.children.push_back(operand(least, grammar));
    result.end = result.children.back().end;
    return result;
}

ExpressionParser::Infix ExpressionParser::infix(Grammar grammar) const
{
    switch (cursor_.peek().kind) {
    case TokenKind::operator_name:
        return {Infix::Form::operation, operator_precedence(cursor_.peek().value)};
    case TokenKind::symbol:
        return cursor_.at_symbol("::") ? Infix{Infix::Form::cast, cast_level} : Infix{};
    case TokenKind::identifier:
        return word_infix(grammar);
    default:
        return {};
    }
}

ExpressionParser::Infix ExpressionParser::word_infix(Grammar grammar) const
{
    using Form = Infix::Form;
    if (cursor_.at_word("operator") && cursor_.at_symbol("(", 1)) {
        return {Form::operation, operator_level};
    }
    if (cursor_.at_word("is")) {
        std::size_t const ahead = cursor_.at_word("not", 1) ? 2 : 1;
        bool const is_allowed =
            grammar == Grammar::full || cursor_.at_any_word({"distinct", "document"}, ahead);
        return is_allowed ? Infix{Form::is, is_level} : Infix{};
    }
    if (grammar == Grammar::restricted) {
        return {};
    }
    if (cursor_.at_word("or")) {
        return {Form::boolean, or_level};
    }
    if (cursor_.at_word("and")) {
        return {Form::boolean, and_level};
    }
    if (cursor_.at_any_word({"isnull", "notnull"})) {
        return {Form::is_null, is_level};
    }
    std::size_t const ahead = cursor_.at_word("not") ? 1 : 0;
    // SIMILAR alone separates the arguments of SUBSTRING.
    if (cursor_.at_any_word({"between", "in", "like", "ilike"}, ahead) ||
        (cursor_.at_word("similar", ahead) && cursor_.at_word("to", ahead + 1))) {
        return {Form::membership, membership_level};
    }
    if (cursor_.at_words({"at", "time", "zone"}) || cursor_.at_words({"at", "local"})) {
        return {Form::at_time_zone, at_level};
    }
    if (cursor_.at_word("collate")) {
        return {Form::collate, collate_level};
    }
    // (a, b) OVERLAPS (c, d) stands between two rows only, so its level does not matter.
    return cursor_.at_word("overlaps") ? Infix{Form::operation, cast_level} : Infix{};
}

Expr ExpressionParser::with_infix(Expr left, Infix const &found, Grammar grammar)
{
    using Form = Infix::Form;
    switch (found.form) {
    case Form::nothing:
        return left;
    case Form::boolean: {
        cursor_.take();
        ExprKind const kind =
            found.level == or_level ? ExprKind::disjunction : ExprKind::conjunction;
        Expr right = operand(found.level + 1, grammar);
        // (a AND b) AND c is flat as well: PostgreSQL flattens it, too.
        if (left.kind == kind) {
            left.children.push_back(std::move(right));
            return left;
        }
        return parent(kind, {}, std::move(left), std::move(right));
    }
    case Form::is:
        return is_test(std::move(left), grammar);
    case Form::is_null: {
        std::string text = cursor_.take().value == "isnull" ? "null" : "not null";
        return parent(ExprKind::is_test, std::move(text), std::move(left));
    }
    case Form::membership:
        return membership(std::move(left));
    case Form::operation:
        return operation(std::move(left), found, grammar);
    case Form::at_time_zone:
        return at_time_zone(std::move(left));
    case Form::collate: {
        cursor_.take();
        Expr result = parent(ExprKind::collate, {}, std::move(left));
        result.name = cursor_.expect_qualified_name("a collation");
        return result;
    }
    case Form::cast: {
        cursor_.take();
        Expr result = parent(ExprKind::cast, {}, std::move(left));
        result.type = take_type(cursor_);
        return result;
    }
    }
    return left;
}

Expr ExpressionParser::operation(Expr left, Infix const &found, Grammar grammar)
{
    std::vector<std::string> schema;
    bool const is_word = cursor_.at_word("operator");
    std::string text = is_word ? operator_in_parentheses(schema) : cursor_.take().value;
    if (grammar == Grammar::full && cursor_.at_any_word({"any", "some", "all"}) &&
        cursor_.at_symbol("(", 1)) {
        return quantified(std::move(left), std::move(text), std::move(schema));
    }
    if (text == "overlaps" &&
        (left.kind != ExprKind::row || !(cursor_.at_symbol("(") || cursor_.at_word("row")))) {
        cursor_.fail("OVERLAPS stands between two pairs in parentheses");
    }
    Expr right = operand(found.level + 1, grammar);
    if (found.level == comparison_level && infix(grammar).level == comparison_level) {
        cursor_.fail("comparisons cannot be chained without parentheses");
    }
    Expr result = parent(ExprKind::binary, std::move(text), std::move(left), std::move(right));
    result.name = std::move(schema);
    return result;
}

Expr ExpressionParser::quantified(Expr left, std::string text, std::vector<std::string> schema)
{
    bool const is_all = cursor_.take().value == "all";
    cursor_.expect_symbol("(", "after ANY or ALL");
    Expr right = at_query() ? query() : full();
    cursor_.expect_symbol(")", "after ANY or ALL");
    Expr result = parent(ExprKind::quantified, std::move(text), std::move(left), std::move(right));
    result.name = std::move(schema);
    result.is_all = is_all;
    return result;
}

std::string ExpressionParser::operator_in_parentheses(std::vector<std::string> &schema)
{
    cursor_.take();
    cursor_.expect_symbol("(", "after OPERATOR");
    while (cursor_.at_column_name()) {
        schema.push_back(cursor_.take().value);
        cursor_.expect_symbol(".", "after the schema of the operator");
    }
    if (!cursor_.at_kind(TokenKind::operator_name)) {
        cursor_.fail("expected an operator");
    }
    std::string text = cursor_.take().value;
    cursor_.expect_symbol(")", "after the operator");
    return text;
}

Expr ExpressionParser::at_time_zone(Expr left)
{
    cursor_.take();
    std::vector<Expr> children;
    children.push_back(std::move(left));
    if (!cursor_.accept_word("local")) {
        cursor_.accept_words({"time", "zone"});
        children.push_back(operand(at_level + 1, Grammar::full));
    }
    return parent(ExprKind::at_time_zone, {}, std::move(children));
}

Expr take_expression(Cursor &cursor)
{
    return ExpressionParser{cursor}.full();
}

Expr take_restricted_expression(Cursor &cursor)
{
    return ExpressionParser{cursor}.restricted();
}

Expr take_simple_expression(Cursor &cursor)
{
    return ExpressionParser{cursor}.primary();
}

Result<Expr> parse_expression(std::string_view text)
{
    return parsed_whole(text, "the expression", take_expression);
}

} // namespace schemadiff::grammar
