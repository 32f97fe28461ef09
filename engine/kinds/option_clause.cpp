#include <engine/kinds/option_clause.hpp>

#include <schemadiff/base/secrets.hpp>

namespace schemadiff::kinds
{

Sql options_clause(Options const &options)
{
    std::vector<Sql> parts;
    for (auto const &[key, value] : options) {
        if (value != hidden_value) {
            parts.push_back(sql("{} {}", Ident{key}, Literal{value}));
        }
    }
    return parts.empty() ? sql("") : sql(" OPTIONS ({})", join(parts, ", "));
}

Sql options_change_clause(Options const &before, Options const &after)
{
    auto const change = option_change(before, after);
    std::vector<Sql> parts;
    for (auto const &[key, value] : change.set) {
        if (value != hidden_value) {
            parts.push_back(sql("{} {} {}", before.contains(key) ? sql("SET") : sql("ADD"),
                                Ident{key}, Literal{value}));
        }
    }
    for (std::string const &key : change.reset) {
        parts.push_back(sql("DROP {}", Ident{key}));
    }
    return parts.empty() ? sql("") : sql(" OPTIONS ({})", join(parts, ", "));
}

} // namespace schemadiff::kinds
