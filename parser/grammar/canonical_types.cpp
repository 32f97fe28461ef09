#include <parser/grammar/canonical_expression.hpp>

#include <parser/grammar/token_values.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace schemadiff::grammar
{

namespace
{

bool is_digits(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// The number in the spelling that PostgreSQL prints; empty for other spellings.
std::string plain_number(std::string_view text)
{
    bool const is_negative = text.starts_with('-');
    std::string_view const digits = text.substr(is_negative ? 1 : 0);
    bool const is_plain = is_digits(digits) && (digits.size() == 1 || digits[0] != '0');
    return is_plain && text != "-0" ? std::string{text} : "";
}

template <class Integer>
bool fits(std::string_view text)
{
    Integer number{};
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size();
}

bool is_plain_decimal(std::string_view text)
{
    text.remove_prefix(text.starts_with('-') ? 1 : 0);
    std::size_t const point = std::min(text.find('.'), text.size());
    std::string_view const whole = text.substr(0, point);
    std::string_view const fraction = point < text.size() ? text.substr(point + 1) : "0";
    return is_digits(whole) && (whole.size() == 1 || whole[0] != '0') && is_digits(fraction);
}

// A constant that PostgreSQL has another literal for: '1'::integer is 1.
std::optional<Expr> number_or_boolean(std::string const &text, std::string const &type)
{
    Expr result;
    std::string const number = plain_number(text);
    if (!number.empty() &&
        ((type == "integer" && fits<std::int32_t>(number)) ||
         (type == "bigint" && fits<std::int64_t>(number) && !fits<std::int32_t>(number)))) {
        result.kind = ExprKind::integer;
        result.text = number;
        return result;
    }
    if (type == "numeric" && is_plain_decimal(text)) {
        result.kind = ExprKind::decimal;
        result.text = text;
        return result;
    }
    if (type == "boolean" && (text == "t" || text == "true" || text == "f" || text == "false")) {
        result.kind = ExprKind::boolean;
        result.text = text[0] == 't' ? "true" : "false";
        return result;
    }
    return std::nullopt;
}

// The type is kept as text, since only trees are compared that all come from here.
Expr cast_node(Expr value, std::string const &type)
{
    Expr result;
    result.kind = ExprKind::cast;
    result.text = type;
    result.children.push_back(std::move(value));
    return result;
}

} // namespace

std::string base_type(std::string const &type)
{
    if (type.find('(') == std::string::npos && !type.starts_with("interval ")) {
        return type;
    }
    Result<TypeName> parsed = parse_type(type);
    if (!parsed) {
        return type;
    }
    parsed->modifiers.clear();
    parsed->interval_fields.clear();
    return canonical(*parsed);
}

std::optional<std::string> item_type(std::string const &type)
{
    return type.ends_with("[]") ? std::optional{type.substr(0, type.size() - 2)} : std::nullopt;
}

bool is_text_like(std::string const &base_type)
{
    return base_type == "text" || base_type == "character varying";
}

int number_rank(std::string const &base_type)
{
    static constexpr auto ranks = std::to_array<std::string_view>(
        {"smallint", "integer", "bigint", "numeric", "real", "double precision"});
    auto const *const found = std::ranges::find(ranks, base_type);
    return found == ranks.end() ? 0 : static_cast<int>(found - ranks.begin()) + 1;
}

bool may_be_repeated(Expr const &tree)
{
    constexpr std::size_t most_nodes = 50;
    std::size_t nodes = 0;
    std::vector<Expr const *> open{&tree};
    while (!open.empty() && nodes <= most_nodes) {
        Expr const *const node = open.back();
        open.pop_back();
        ++nodes;
        for (Expr const &child : node->children) {
            open.push_back(&child);
        }
    }
    return nodes <= most_nodes;
}

TypedExpr as_type(TypedExpr value, std::string const &type)
{
    if (value.tree.kind == ExprKind::string) {
        if (std::optional<Expr> constant = number_or_boolean(value.tree.text, type)) {
            return {std::move(*constant), type};
        }
        std::string const base = base_type(type);
        // '1.5'::numeric(3,1) is printed 1.5::numeric(3,1), so the constant comes first.
        if (base == "numeric" && base != type) {
            value = as_type(std::move(value), base);
        }
    } else if (value.type == type) {
        return value;
    }
    // The collation stays outside of what PostgreSQL casts.
    if (value.tree.kind == ExprKind::collate && type == "text" && value.type) {
        Expr &inner = value.tree.children.front();
        inner = as_type({std::move(inner), value.type}, type).tree;
        value.type = type;
        return value;
    }
    // A string that was made a varchar without a length on the way to text is just text.
    bool const is_detour = type == "text" && value.tree.kind == ExprKind::cast &&
                           value.type == "character varying" &&
                           value.tree.children.front().kind == ExprKind::string;
    Expr inner = is_detour ? std::move(value.tree.children.front()) : std::move(value.tree);
    return {cast_node(std::move(inner), type), type};
}

bool Canonicaliser::is_no_domain(std::string const &base_type) const
{
    std::string const single = item_type(base_type).value_or(base_type);
    Result<TypeName> const type = parse_type(single);
    return (type && type->is_builtin) || types_.enums.contains(single) ||
           types_.base_types.contains(single);
}

std::optional<std::string> Canonicaliser::common_type(std::vector<TypedExpr> const &values) const
{
    std::optional<std::string> common;
    bool has_literals = false;
    for (TypedExpr const &value : values) {
        if (value.is_bare_literal()) {
            has_literals = true;
            continue;
        }
        if (!value.type) {
            return std::nullopt;
        }
        std::string base = base_type(*value.type);
        if (!common) {
            common = std::move(base);
        } else if (*common != base) {
            int const left = number_rank(*common);
            int const right = number_rank(base);
            if (left == 0 || right == 0) {
                return std::nullopt;
            }
            common = left < right ? base : *common;
        }
    }
    if (common && has_literals && !is_no_domain(*common)) {
        return std::nullopt;
    }
    return common ? common : "text";
}

} // namespace schemadiff::grammar
