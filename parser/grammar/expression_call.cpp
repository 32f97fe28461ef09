#include <parser/grammar/expression_parser.hpp>

#include <utility>

namespace schemadiff::grammar
{

// The calls that have a grammar of their own. Those of SQL/JSON and XML are kept as tokens:
// no rewrite of theirs is worth the risk.
bool ExpressionParser::at_special_call() const
{
    if (cursor_.at_words({"collation", "for"})) {
        return cursor_.at_symbol("(", 2);
    }
    return cursor_.at_symbol("(", 1) &&
           cursor_.at_any_word({"coalesce",       "greatest",       "least",         "nullif",
                                "extract",        "overlay",        "position",      "substring",
                                "trim",           "normalize",      "treat",         "grouping",
                                "xmlconcat",      "xmlelement",     "xmlexists",     "xmlforest",
                                "xmlparse",       "xmlpi",          "xmlroot",       "xmlserialize",
                                "json",           "json_array",     "json_arrayagg", "json_exists",
                                "json_object",    "json_objectagg", "json_query",    "json_scalar",
                                "json_serialize", "json_value",     "merge_action"});
}

Expr ExpressionParser::special_call()
{
    if (cursor_.at_any_word({"coalesce", "greatest", "least", "nullif", "grouping", "normalize"})) {
        std::string word = cursor_.take().value;
        cursor_.take();
        std::vector<Expr> children = arguments(word);
        if (children.empty()) {
            cursor_.fail("expected an argument");
            return node(ExprKind::missing);
        }
        return syntax_call(std::move(word), std::move(children));
    }
    if (cursor_.at_word("extract")) {
        return extract();
    }
    if (cursor_.at_word("overlay")) {
        return overlay();
    }
    if (cursor_.at_word("position")) {
        return position();
    }
    if (cursor_.at_word("substring")) {
        return substring();
    }
    if (cursor_.at_word("trim")) {
        return trim();
    }
    return opaque_call();
}

Expr ExpressionParser::syntax_call(std::string text, std::vector<Expr> children)
{
    cursor_.expect_symbol(")", "after the arguments");
    return parent(ExprKind::syntax_call, std::move(text), std::move(children));
}

Expr ExpressionParser::extract()
{
    cursor_.take();
    cursor_.take();
    if (!cursor_.at_kind(TokenKind::identifier) && !cursor_.at_kind(TokenKind::quoted_identifier) &&
        !cursor_.at_kind(TokenKind::string)) {
        cursor_.fail("expected a field such as YEAR in EXTRACT");
    }
    Expr field = literal(ExprKind::string);
    cursor_.expect_word("from", "in EXTRACT");
    std::vector<Expr> children;
    children.push_back(std::move(field));
    children.push_back(full());
    return syntax_call("extract", std::move(children));
}

Expr ExpressionParser::overlay()
{
    cursor_.take();
    cursor_.take();
    std::vector<Expr> children;
    children.push_back(argument());
    if (!cursor_.accept_word("placing")) {
        while (cursor_.accept_symbol(",")) {
            children.push_back(argument());
        }
        return syntax_call("overlay", std::move(children));
    }
    children.push_back(full());
    cursor_.expect_word("from", "in OVERLAY");
    children.push_back(full());
    if (cursor_.accept_word("for")) {
        children.push_back(full());
    }
    return syntax_call("overlay placing", std::move(children));
}

Expr ExpressionParser::position()
{
    cursor_.take();
    cursor_.take();
    std::vector<Expr> children;
    children.push_back(restricted());
    cursor_.expect_word("in", "in POSITION");
    children.push_back(restricted());
    return syntax_call("position", std::move(children));
}

Expr ExpressionParser::substring()
{
    cursor_.take();
    cursor_.take();
    std::vector<Expr> children;
    std::string text = "substring";
    children.push_back(argument());
    while (cursor_.at_any_word({"from", "for"})) {
        text += " " + cursor_.take().value;
        children.push_back(full());
    }
    if (text == "substring" && cursor_.accept_word("similar")) {
        text += " similar";
        children.push_back(full());
        cursor_.expect_word("escape", "in SUBSTRING");
        children.push_back(full());
    }
    if (text == "substring") {
        while (cursor_.accept_symbol(",")) {
            children.push_back(argument());
        }
    }
    return syntax_call(std::move(text), std::move(children));
}

Expr ExpressionParser::trim()
{
    cursor_.take();
    cursor_.take();
    std::string text = "trim";
    text +=
        cursor_.at_any_word({"both", "leading", "trailing"}) ? " " + cursor_.take().value : " both";
    std::vector<Expr> children;
    if (!cursor_.accept_word("from")) {
        children.push_back(full());
        text += cursor_.accept_word("from") ? " from" : "";
    }
    if (children.empty() || text.ends_with("from")) {
        children.push_back(full());
    }
    while (cursor_.accept_symbol(",")) {
        children.push_back(full());
    }
    return syntax_call(std::move(text), std::move(children));
}

Expr ExpressionParser::opaque_call()
{
    Expr result = node(ExprKind::opaque);
    std::size_t const first = cursor_.index();
    cursor_.take();
    cursor_.accept_word("for");
    cursor_.take();
    cursor_.take_balanced(false);
    cursor_.expect_symbol(")", "after the arguments");
    // The clauses of an aggregate.
    while (cursor_.at_words({"within", "group"}) || cursor_.at_word("filter") ||
           cursor_.at_word("over")) {
        cursor_.take();
        cursor_.accept_word("group");
        if (cursor_.accept_symbol("(")) {
            cursor_.take_balanced(false);
            cursor_.expect_symbol(")", "after the clause");
        } else {
            cursor_.expect_column_name("a window");
        }
    }
    result.text = cursor_.failed() ? "" : token_text(cursor_, first, cursor_.index());
    return result;
}

// name := value, name => value, VARIADIC value, value.
Expr ExpressionParser::argument()
{
    if (cursor_.at_function_name() && (cursor_.at_symbol(":=", 1) || cursor_.at_symbol("=>", 1))) {
        Expr result = node(ExprKind::named_argument);
        result.name.push_back(cursor_.take().value);
        cursor_.take();
        result.children.push_back(full());
        result.end = cursor_.last_end();
        return result;
    }
    if (cursor_.at_word("variadic")) {
        Expr result = node(ExprKind::variadic);
        cursor_.take();
        result.children.push_back(argument());
        result.end = cursor_.last_end();
        return result;
    }
    return full();
}

std::vector<Expr> ExpressionParser::arguments(std::string_view name)
{
    std::vector<Expr> result;
    if (cursor_.at_symbol(")") || cursor_.at_words({"order", "by"})) {
        return result;
    }
    do {
        result.push_back(argument());
    } while (cursor_.accept_symbol(","));
    if (name == "nullif" && result.size() != 2) {
        cursor_.fail("NULLIF has two arguments");
    }
    return result;
}

Expr ExpressionParser::call(std::vector<std::string> name)
{
    Expr result = node(ExprKind::function);
    cursor_.take();
    if (cursor_.at_symbol("*") && cursor_.at_symbol(")", 1)) {
        cursor_.take();
        result.children.push_back(node(ExprKind::star));
    } else {
        // Only ALL and nothing mean the same.
        if (cursor_.at_any_word({"all", "distinct"})) {
            result.text = cursor_.take().value == "distinct" ? "distinct" : "";
        }
        result.children = arguments(name.back());
        if (cursor_.at_words({"order", "by"})) {
            result.children.push_back(sort_list("order by"));
        }
    }
    cursor_.expect_symbol(")", "after the arguments");
    result.name = std::move(name);
    call_clauses(result);
    return result;
}

Expr ExpressionParser::sort_list(std::string text)
{
    Expr result = node(ExprKind::clause, std::move(text));
    cursor_.accept_words({"order", "by"});
    do {
        Expr sort = parent(ExprKind::sort, "asc", full());
        if (cursor_.accept_word("using")) {
            std::vector<std::string> schema;
            sort.text = "using " + (cursor_.at_word("operator") ? operator_in_parentheses(schema)
                                                                : cursor_.take().value);
            sort.name = std::move(schema);
        } else if (cursor_.at_any_word({"asc", "desc"})) {
            sort.text = cursor_.take().value;
        }
        // The default is said as well, so that it equals the default.
        bool const is_first = cursor_.accept_words({"nulls", "first"});
        bool const is_last = !is_first && cursor_.accept_words({"nulls", "last"});
        if (is_first || is_last || !sort.text.starts_with("using")) {
            bool const is_default_first = sort.text == "desc";
            sort.text +=
                is_first || (!is_last && is_default_first) ? " nulls first" : " nulls last";
        }
        result.children.push_back(std::move(sort));
    } while (cursor_.accept_symbol(","));
    result.end = cursor_.last_end();
    return result;
}

void ExpressionParser::call_clauses(Expr &function)
{
    if (cursor_.accept_words({"within", "group"})) {
        cursor_.expect_symbol("(", "after WITHIN GROUP");
        if (!cursor_.at_words({"order", "by"})) {
            cursor_.fail("expected ORDER BY in WITHIN GROUP");
        }
        function.children.push_back(sort_list("within group"));
        cursor_.expect_symbol(")", "after WITHIN GROUP");
    }
    if (cursor_.at_word("filter") && cursor_.at_symbol("(", 1)) {
        cursor_.take();
        cursor_.take();
        cursor_.expect_word("where", "in FILTER");
        function.children.push_back(parent(ExprKind::clause, "filter", full()));
        cursor_.expect_symbol(")", "after FILTER");
    }
    if (cursor_.at_word("over") && (cursor_.at_symbol("(", 1) || cursor_.at_column_name(1))) {
        std::size_t const first = cursor_.index();
        Expr clause = node(ExprKind::clause);
        cursor_.take();
        if (cursor_.accept_symbol("(")) {
            cursor_.take_balanced(false);
            cursor_.expect_symbol(")", "after the window");
        } else {
            cursor_.take();
        }
        clause.text = cursor_.failed() ? "over" : token_text(cursor_, first, cursor_.index());
        function.children.push_back(std::move(clause));
    }
}

} // namespace schemadiff::grammar
