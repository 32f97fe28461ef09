#include <schemadiff/sql/sql.hpp>

#include <schemadiff/base/identifier.hpp>

#include <stdexcept>

namespace schemadiff
{

std::string quoted(Ident ident)
{
    return quoted_identifier(ident.name);
}

std::string quoted(Qualified name)
{
    return quoted_name(name.schema, name.name);
}

std::string quoted(Literal literal)
{
    bool const backslash = literal.text.find('\\') != std::string_view::npos;
    std::string text = backslash ? "E'" : "'";
    for (char const c : literal.text) {
        if (c == '\'' || c == '\\') {
            text += c;
        }
        text += c;
    }
    return text + '\'';
}

// A body that ends in `$foo` would join with the tag `$foo$` that follows it, so the tag must
// not be completed by the body's own end either: appending '$' to the body finds both.
std::string quoted(DollarQuoted body)
{
    std::string tag = "$$";
    std::string const text = std::string(body.text) + '$';
    for (int number = 0; text.find(tag) != std::string::npos; ++number) {
        tag = number == 0 ? "$body$" : fmt::format("$body{}$", number);
    }
    return tag + std::string(body.text) + tag;
}

std::string upper(Keyword keyword)
{
    std::string text;
    for (char const c : keyword.word) {
        if (c >= 'a' && c <= 'z') {
            text += static_cast<char>(c - 'a' + 'A');
        } else if ((c >= 'A' && c <= 'Z') || c == ' ' || c == '_') {
            text += c;
        } else {
            throw std::logic_error("not a keyword: " + std::string(keyword.word));
        }
    }
    return text;
}

Sql join(std::span<Sql const> parts, std::string_view separator)
{
    std::string text;
    for (Sql const &part : parts) {
        if (&part != parts.data()) {
            text += separator;
        }
        text += part.text();
    }
    return Sql{std::move(text)};
}

Sql names(std::span<std::string const> all)
{
    std::vector<Sql> parts;
    parts.reserve(all.size());
    for (std::string const &name : all) {
        parts.push_back(sql("{}", Ident{name}));
    }
    return join(parts, ", ");
}

// A key such as toast.autovacuum_enabled is two names; each is quoted by itself.
Sql option_list(Options const &options)
{
    std::vector<Sql> parts;
    for (auto const &[key, value] : options) {
        auto const dot = key.find('.');
        auto const name = dot == std::string::npos
                              ? sql("{}", Ident{key})
                              : sql("{}.{}", Ident{std::string_view(key).substr(0, dot)},
                                    Ident{std::string_view(key).substr(dot + 1)});
        parts.push_back(sql("{}={}", name, Literal{value}));
    }
    return join(parts, ", ");
}

} // namespace schemadiff
