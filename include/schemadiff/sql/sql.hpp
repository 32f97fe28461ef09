// SQL text that is safe by construction: only sql() and join() make it, and they take no
// std::string. The wrapper of an argument is the proof that somebody decided how it is quoted.
//
//   sql("ALTER TABLE {} ADD COLUMN {} {}", Qualified{"app", "users"}, Ident{R"(a"b)"},
//   Verbatim{type})
//   -> ALTER TABLE app.users ADD COLUMN "a""b" text
//
// A statement has no final semicolon; whoever writes a script adds it.
#pragma once

#include <schemadiff/model/field.hpp>

#include <fmt/format.h>

#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace schemadiff
{

// One name. Quoted where PostgreSQL's quote_identifier() would, for any version that we know:
// the keyword list is the union of theirs.
struct Ident {
    std::string_view name;
};

// A name with its schema; without one where `schema` is empty.
struct Qualified {
    std::string_view schema;
    std::string_view name;
    Qualified(std::string_view schema_name, std::string_view object_name)
        : schema{schema_name}, name{object_name}
    {
    }
    explicit Qualified(QualifiedName const &both) : schema{both.schema}, name{both.name} {}
};

// A string constant. E'' is used only where there is a backslash, so that the text does not
// depend on standard_conforming_strings.
struct Literal {
    std::string_view text;
};

// Text between dollar quotes whose tag does not occur in it.
struct DollarQuoted {
    std::string_view text;
};

// Text that is SQL already: what the user wrote as an expression, or what the server printed.
struct Verbatim {
    std::string_view text;
    explicit Verbatim(Expression const &expression) : text{expression.text} {}
    explicit Verbatim(TypeName const &type) : text{type.text} {}
};

// A word of PostgreSQL's grammar that a field of ours holds in lower case: cascade, set null.
// Anything but letters, spaces and underscores throws std::logic_error.
struct Keyword {
    std::string_view word;
};

struct Number {
    long long value;
};

class Sql
{
public:
    Sql() = default;
    [[nodiscard]] std::string const &text() const { return text_; }
    [[nodiscard]] bool empty() const { return text_.empty(); }
    friend auto operator<=>(Sql const &, Sql const &) = default;

private:
    explicit Sql(std::string text) : text_{std::move(text)} {}
    template <class... Args>
    friend Sql sql(fmt::format_string<Args...> format, Args &&...args);
    friend Sql join(std::span<Sql const> parts, std::string_view separator);

    std::string text_;
};

template <class T>
concept SqlPart = std::is_same_v<T, Ident> || std::is_same_v<T, Qualified> ||
    std::is_same_v<T, Literal> || std::is_same_v<T, DollarQuoted> || std::is_same_v<T, Verbatim> ||
    std::is_same_v<T, Keyword> || std::is_same_v<T, Number> || std::is_same_v<T, Sql>;

template <class... Args>
Sql sql(fmt::format_string<Args...> format, Args &&...args)
{
    static_assert((SqlPart<std::remove_cvref_t<Args>> && ...),
                  "wrap the argument: Ident, Qualified, Literal, Verbatim, Keyword or Number");
    return Sql{fmt::format(format, std::forward<Args>(args)...)};
}

// The separator is a constant of ours, such as ", ".
Sql join(std::span<Sql const> parts, std::string_view separator);

// "a, b, c", each quoted as a name.
Sql names(std::span<std::string const> all);

// (fillfactor='70', toast.autovacuum_enabled='false') without the parentheses.
Sql option_list(Options const &options);

std::string quoted(Ident ident);
std::string quoted(Qualified name);
std::string quoted(Literal literal);
std::string quoted(DollarQuoted body);
std::string upper(Keyword keyword);

} // namespace schemadiff

template <>
struct fmt::formatter<schemadiff::Ident> : fmt::formatter<std::string_view> {
    auto format(schemadiff::Ident const &part, fmt::format_context &context) const
    {
        return fmt::formatter<std::string_view>::format(schemadiff::quoted(part), context);
    }
};
template <>
struct fmt::formatter<schemadiff::Qualified> : fmt::formatter<std::string_view> {
    auto format(schemadiff::Qualified const &part, fmt::format_context &context) const
    {
        return fmt::formatter<std::string_view>::format(schemadiff::quoted(part), context);
    }
};
template <>
struct fmt::formatter<schemadiff::Literal> : fmt::formatter<std::string_view> {
    auto format(schemadiff::Literal const &part, fmt::format_context &context) const
    {
        return fmt::formatter<std::string_view>::format(schemadiff::quoted(part), context);
    }
};
template <>
struct fmt::formatter<schemadiff::DollarQuoted> : fmt::formatter<std::string_view> {
    auto format(schemadiff::DollarQuoted const &part, fmt::format_context &context) const
    {
        return fmt::formatter<std::string_view>::format(schemadiff::quoted(part), context);
    }
};
template <>
struct fmt::formatter<schemadiff::Verbatim> : fmt::formatter<std::string_view> {
    auto format(schemadiff::Verbatim const &part, fmt::format_context &context) const
    {
        return fmt::formatter<std::string_view>::format(part.text, context);
    }
};
template <>
struct fmt::formatter<schemadiff::Keyword> : fmt::formatter<std::string_view> {
    auto format(schemadiff::Keyword const &part, fmt::format_context &context) const
    {
        return fmt::formatter<std::string_view>::format(schemadiff::upper(part), context);
    }
};
template <>
struct fmt::formatter<schemadiff::Number> : fmt::formatter<long long> {
    auto format(schemadiff::Number const &part, fmt::format_context &context) const
    {
        return fmt::formatter<long long>::format(part.value, context);
    }
};
template <>
struct fmt::formatter<schemadiff::Sql> : fmt::formatter<std::string_view> {
    auto format(schemadiff::Sql const &part, fmt::format_context &context) const
    {
        return fmt::formatter<std::string_view>::format(part.text(), context);
    }
};
