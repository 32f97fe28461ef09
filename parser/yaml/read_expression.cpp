// Expressions: their syntax, and whether the columns that they name are there.
#include <parser/grammar/expression.hpp>
#include <parser/yaml/reader_templates.hpp>
#include <parser/yaml/reader_text.hpp>
#include <parser/yaml/suggest.hpp>

namespace schemadiff::yaml
{

namespace
{

using grammar::Expr;
using grammar::ExprKind;

// Queries and bodies are more than an expression, and left to the server.
bool is_statement(std::string_view field)
{
    return field == "query" || field == "sql_body" || field == "definition";
}

bool is_system_column(std::string_view name)
{
    static constexpr auto names =
        std::to_array<std::string_view>({"tableoid", "ctid", "xmin", "xmax", "cmin", "cmax"});
    return contains(names, name);
}

} // namespace

bool Reader::read(FieldInfo const &field, Node const &value, Expression &member)
{
    if (!expect_text(field, value)) {
        return false;
    }
    member.text = trimmed(value.text);
    if (!is_statement(field.name)) {
        auto const expression = parsed(grammar::parse_expression, value);
        if (expression) {
            check_expression(*expression, value, 0, field.name == "default");
        }
        return expression.has_value();
    }
    while (member.text.ends_with(';')) {
        member.text = trimmed(std::string_view{member.text}.substr(0, member.text.size() - 1));
    }
    if (member.text.empty()) {
        diagnostics_->error(codes::bad_value, value.at,
                            together("'", field.name, "' cannot be empty"));
    }
    return !member.text.empty();
}

// For the expressions of short forms, whose syntax is known to be right.
void Reader::check_part(grammar::Located const &part, Node const &value)
{
    if (auto const expression = grammar::parse_expression(part.text)) {
        check_expression(*expression, value, part.offset, false);
    }
}

void Reader::check_default(grammar::Located const &part, Node const &value)
{
    // A default can name no column at all. The usual mistake is text without its quotes.
    if (is_bare_word(part.text)) {
        if (auto const expression = grammar::parse_expression(part.text)) {
            check_expression(*expression, value, part.offset, true);
        }
    }
}

void Reader::check_expression(Expr const &expression, Node const &value, std::size_t offset,
                              bool is_default)
{
    if (relation_ == nullptr) {
        return;
    }
    if (expression.kind == ExprKind::column && !expression.name.empty()) {
        auto const &name = expression.name;
        SourcePos const at = value.position_of(offset + expression.begin);
        bool const is_qualified = name.size() == 2 && (name[0] == relation_->id.name() ||
                                                       name[0] == "new" || name[0] == "old");
        if (is_default) {
            // YAML takes the quotes around a whole value for its own.
            bool const is_whole = value.text.size() == name.back().size();
            diagnostics_->error(
                codes::unknown_column, at,
                together("a default cannot name a column, and '", name.back(), "' is nothing else"),
                {is_whole ? together("If it is meant as text, write \"'", name.back(),
                                     "'\", with quotes of both kinds.")
                          : together("If it is meant as text, write '", name.back(),
                                     "' with its quotes.")});
        } else if ((name.size() == 1 || is_qualified) && name.back() != "*" &&
                   !is_system_column(name.back()) && name.back() != relation_->id.name() &&
                   name.back() != "new" && name.back() != "old") {
            check_column(name.back(), at);
        }
    }
    for (Expr const &child : expression.children) {
        check_expression(child, value, offset, is_default);
    }
}

} // namespace schemadiff::yaml
