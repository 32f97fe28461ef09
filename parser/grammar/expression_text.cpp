#include <parser/grammar/expression.hpp>

#include <parser/grammar/names.hpp>

#include <utility>

namespace schemadiff::grammar
{

namespace
{

std::string_view kind_text(ExprKind kind)
{
    switch (kind) {
    case ExprKind::column:
        return "column";
    case ExprKind::string:
        return "string";
    case ExprKind::bit_string:
        return "bits";
    case ExprKind::integer:
        return "integer";
    case ExprKind::decimal:
        return "decimal";
    case ExprKind::boolean:
        return "boolean";
    case ExprKind::null:
        return "null";
    case ExprKind::parameter:
        return "parameter";
    case ExprKind::keyword_value:
        return "value";
    case ExprKind::conjunction:
        return "and";
    case ExprKind::disjunction:
        return "or";
    case ExprKind::negation:
        return "not";
    case ExprKind::unary:
        return "unary";
    case ExprKind::binary:
        return "binary";
    case ExprKind::quantified:
        return "quantified";
    case ExprKind::like:
        return "matches";
    case ExprKind::between:
        return "range";
    case ExprKind::in_list:
        return "list";
    case ExprKind::is_test:
        return "is";
    case ExprKind::distinct_from:
        return "compare";
    case ExprKind::at_time_zone:
        return "at time zone";
    case ExprKind::collate:
        return "collate";
    case ExprKind::cast:
        return "cast";
    case ExprKind::subscript:
        return "subscript";
    case ExprKind::slice:
        return "slice";
    case ExprKind::field:
        return "field";
    case ExprKind::array:
        return "array";
    case ExprKind::row:
        return "row";
    case ExprKind::case_:
        return "case";
    case ExprKind::function:
        return "call";
    case ExprKind::syntax_call:
        return "syntax";
    case ExprKind::star:
        return "star";
    case ExprKind::named_argument:
        return "argument";
    case ExprKind::variadic:
        return "variadic";
    case ExprKind::sort:
        return "sort";
    case ExprKind::clause:
        return "clause";
    case ExprKind::query:
        return "query";
    case ExprKind::exists:
        return "exists";
    case ExprKind::array_query:
        return "array query";
    case ExprKind::opaque:
        return "tokens";
    case ExprKind::missing:
        return "missing";
    }
    return "";
}

// With its quotes and escapes, so that no content can look like the rest of the tree.
void append_quoted(std::string &out, std::string_view text)
{
    out += '\'';
    for (char const c : text) {
        out += c;
        if (c == '\'') {
            out += c;
        }
    }
    out += '\'';
}

void append_name(std::string &out, std::vector<std::string> const &name)
{
    for (std::size_t index = 0; index < name.size(); ++index) {
        out += index == 0 ? "" : ".";
        out += name[index] == "*" ? name[index] : quoted_identifier(name[index]);
    }
}

void append(std::string &out, Expr const &expression)
{
    bool const is_leaf = expression.children.empty();
    switch (expression.kind) {
    case ExprKind::column:
        append_name(out, expression.name);
        return;
    case ExprKind::string:
        append_quoted(out, expression.text);
        return;
    case ExprKind::integer:
    case ExprKind::decimal:
    case ExprKind::boolean:
    case ExprKind::parameter:
        out += expression.text;
        return;
    default:
        break;
    }
    out += is_leaf && expression.kind == ExprKind::null ? "" : "(";
    out += kind_text(expression.kind);
    if (!expression.text.empty()) {
        out += ' ';
        append_quoted(out, expression.text);
    }
    if (expression.is_all) {
        out += " all";
    }
    if (!expression.name.empty()) {
        out += ' ';
        append_name(out, expression.name);
    }
    if (expression.type) {
        out += " <" + canonical(*expression.type) + ">";
    }
    for (Expr const &child : expression.children) {
        out += ' ';
        append(out, child);
    }
    out += is_leaf && expression.kind == ExprKind::null ? "" : ")";
}

} // namespace

std::string tree_text(Expr const &expression)
{
    std::string out;
    append(out, expression);
    return out;
}

} // namespace schemadiff::grammar
