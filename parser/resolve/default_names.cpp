#include <parser/resolve/default_names.hpp>

#include <parser/grammar/expression.hpp>

#include <algorithm>

namespace schemadiff::resolve
{

namespace
{

using grammar::Expr;
using grammar::ExprKind;

// FigureColnameInternal() of src/backend/parser/parse_target.c; empty where it has no name.
std::string figured_name(Expr const &expression)
{
    switch (expression.kind) {
    case ExprKind::column:
    case ExprKind::function:
    case ExprKind::field:
        return expression.name.empty() ? "" : expression.name.back();
    case ExprKind::cast: {
        auto const inner = expression.children.empty() ? "" : figured_name(expression.children[0]);
        return inner.empty() && expression.type ? expression.type->name : inner;
    }
    case ExprKind::collate:
    case ExprKind::subscript:
        return expression.children.empty() ? "" : figured_name(expression.children[0]);
    case ExprKind::case_: {
        auto const inner =
            expression.children.empty() ? std::string{} : figured_name(expression.children.back());
        return inner.empty() ? "case" : inner;
    }
    case ExprKind::array:
        return "array";
    case ExprKind::row:
        return "row";
    case ExprKind::syntax_call:
    case ExprKind::keyword_value:
        return expression.text.substr(0, expression.text.find(' '));
    default:
        return "";
    }
}

} // namespace

std::string free_name(std::string_view first, std::string_view second, std::string_view label,
                      std::function<bool(std::string const &)> const &is_taken)
{
    std::string numbered{label};
    for (int pass = 1;; ++pass) {
        auto name = object_name(first, second, numbered);
        if (!is_taken(name)) {
            return name;
        }
        numbered = std::string{label} + std::to_string(pass);
    }
}

std::string joined_columns(std::vector<std::string> const &columns)
{
    std::string text;
    for (std::string const &column : columns) {
        if (text.size() > longest_name) {
            break;
        }
        text += (text.empty() ? "" : "_") + column;
    }
    return cut_at_character(text, longest_name);
}

std::string expression_name(std::string_view expression)
{
    auto const parsed = grammar::parse_expression(expression);
    auto const name = parsed ? figured_name(*parsed) : std::string{};
    return name.empty() ? "expr" : name;
}

std::vector<std::string> unique_names(std::vector<std::string> names)
{
    for (std::size_t index = 1; index < names.size(); ++index) {
        auto const end = names.begin() + static_cast<std::ptrdiff_t>(index);
        std::string const original = names[index];
        for (int number = 1; std::find(names.begin(), end, names[index]) != end; ++number) {
            names[index] = original + std::to_string(number);
        }
    }
    return names;
}

} // namespace schemadiff::resolve
