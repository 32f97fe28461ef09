#include <parser/resolve/naming.hpp>

#include <parser/resolve/default_names.hpp>
#include <parser/yaml/mapping.hpp>
#include <parser/yaml/message_text.hpp>
#include <parser/yaml/suggest.hpp>
#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/hash.hpp>
#include <schemadiff/model/body.hpp>

#include <algorithm>
#include <array>
#include <span>

namespace schemadiff::resolve
{

namespace
{

using yaml::Entry;
using yaml::Node;
using yaml::together;

constexpr auto pattern_keys = std::to_array<std::string_view>(
    {"primary_key", "foreign_key", "unique", "exclusion", "index", "check", "trigger", "policy"});

constexpr auto placeholders = std::to_array<std::string_view>(
    {"table", "schema", "name", "columns", "column", "referred_table", "referred_columns"});

// Calls text(literal) and placeholder(word, offset) along the pattern; false for a '{' without '}'.
template <class Text, class Placeholder>
bool for_each_piece(std::string_view pattern, Text const &text, Placeholder const &placeholder)
{
    for (std::size_t at = 0; at < pattern.size();) {
        if (pattern[at] != '{') {
            auto const end = std::min(pattern.find('{', at), pattern.size());
            text(pattern.substr(at, end - at));
            at = end;
            continue;
        }
        auto const end = pattern.find('}', at);
        if (end == std::string_view::npos) {
            return false;
        }
        placeholder(pattern.substr(at + 1, end - at - 1), at);
        at = end + 1;
    }
    return true;
}

std::string joined(std::vector<std::string> const &names)
{
    std::string text;
    for (std::string const &name : names) {
        text += (text.empty() ? "" : "_") + name;
    }
    return text;
}

std::string value_of(std::string_view placeholder, NameParts const &parts)
{
    if (placeholder == "table") {
        return std::string{parts.table};
    }
    if (placeholder == "schema") {
        return std::string{parts.schema};
    }
    if (placeholder == "name") {
        return parts.name.empty() ? joined(parts.columns) : std::string{parts.name};
    }
    if (placeholder == "columns") {
        return joined(parts.columns);
    }
    if (placeholder == "column") {
        return parts.columns.empty() ? std::string{} : parts.columns.front();
    }
    if (placeholder == "referred_table") {
        return std::string{parts.referred_table};
    }
    return joined(parts.referred_columns);
}

// Which placeholders mean something for a kind.
bool has_meaning(std::string_view placeholder, std::string_view key)
{
    if (placeholder.starts_with("referred_")) {
        return key == "foreign_key";
    }
    return key != "policy" || !placeholder.starts_with("column");
}

void check_pattern(std::string_view key, Node const &value, Diagnostics &diagnostics)
{
    auto const refuse = [&](std::size_t offset, std::string message, std::string hint) {
        diagnostics.error(codes::bad_pattern, value.position_of(offset), std::move(message),
                          {std::move(hint)});
    };
    bool const is_closed = for_each_piece(
        value.text, [](std::string_view) {},
        [&](std::string_view word, std::size_t offset) {
            bool const is_known =
                std::find(placeholders.begin(), placeholders.end(), word) != placeholders.end();
            if (!is_known) {
                auto hint = yaml::did_you_mean(word, placeholders);
                refuse(offset, together("no placeholder is called '{", word, "}'"),
                       hint.empty() ? "There are table, schema, name, columns, column, "
                                      "referred_table and referred_columns."
                                    : std::move(hint));
            } else if (!has_meaning(word, key)) {
                refuse(offset, together("'{", word, "}' means nothing for '", key, "'"),
                       "Use another placeholder.");
            }
        });
    if (!is_closed) {
        refuse(value.text.rfind('{'), "the placeholder has no '}'", "Close it.");
    }
}

} // namespace

std::string const *Naming::pattern_of(Kind kind) const
{
    std::string_view const key = kind == kind_of<PrimaryKey>   ? "primary_key"
                                 : kind == kind_of<ForeignKey> ? "foreign_key"
                                 : kind == kind_of<Unique>     ? "unique"
                                 : kind == kind_of<Exclusion>  ? "exclusion"
                                 : kind == kind_of<Index>      ? "index"
                                 : kind == kind_of<Check>      ? "check"
                                 : kind == kind_of<Trigger>    ? "trigger"
                                 : kind == kind_of<Policy>     ? "policy"
                                                               : "";
    auto const found = patterns.find(std::string{key});
    return found == patterns.end() ? nullptr : &found->second;
}

Naming naming_of(Node const &value, Diagnostics &diagnostics)
{
    Naming naming;
    if (!value.is_map() && !value.is_null()) {
        diagnostics.error(codes::wrong_shape, value.at,
                          together("'naming' must be a mapping of kinds to patterns, not ",
                                   yaml::noun(value.kind)));
    }
    for (Entry const &entry : value.entries) {
        bool const is_known =
            std::find(pattern_keys.begin(), pattern_keys.end(), entry.key) != pattern_keys.end();
        if (!is_known) {
            auto const hint = yaml::did_you_mean(entry.key, pattern_keys);
            diagnostics.error(codes::unknown_key, entry.key_at,
                              together("unknown key '", entry.key, "' in 'naming'"),
                              hint.empty() ? std::vector<std::string>{} : std::vector{hint});
        } else if (!entry.value.is_scalar() || entry.value.text.empty()) {
            // A pattern that begins with a placeholder is a mapping to YAML unless it is quoted.
            diagnostics.error(
                codes::wrong_shape, entry.value.at,
                together("'", entry.key, "' must be a pattern, not ", yaml::noun(entry.value.kind)),
                {"Put it in quotes: \"{name}\"."});
        } else {
            check_pattern(entry.key, entry.value, diagnostics);
            naming.patterns.emplace(entry.key, entry.value.text);
        }
    }
    return naming;
}

bool has_name_placeholder(std::string_view pattern)
{
    return pattern.find("{name}") != std::string_view::npos;
}

std::string name_by_pattern(std::string_view pattern, NameParts const &parts)
{
    if (has_name_placeholder(pattern) && parts.name.empty() && parts.columns.empty()) {
        return {};
    }
    std::string name;
    for_each_piece(
        pattern, [&](std::string_view text) { name += text; },
        [&](std::string_view word, std::size_t) { name += value_of(word, parts); });
    if (name.size() > longest_name) {
        constexpr std::size_t digits = 8;
        auto const hash = hash_of(name).substr(0, digits);
        name = cut_at_character(name, longest_name - digits - 1) + "_" + hash;
    }
    return name;
}

bool keeps_pattern(std::string_view pattern, NameParts parts, std::string_view name)
{
    auto const at = pattern.find("{name}");
    if (at == std::string_view::npos) {
        return name_by_pattern(pattern, parts) == name;
    }
    constexpr std::size_t placeholder_size = 6;
    auto const side = [&](std::string_view piece) {
        std::string text;
        for_each_piece(
            piece, [&](std::string_view literal) { text += literal; },
            [&](std::string_view word, std::size_t) { text += value_of(word, parts); });
        return text;
    };
    auto const before = side(pattern.substr(0, at));
    auto const after = side(pattern.substr(at + placeholder_size));
    bool const fits = name.size() > before.size() + after.size() && name.starts_with(before) &&
                      name.ends_with(after);
    // A name of full length may have been cut, and then ends in a hash.
    return fits || (name.size() == longest_name &&
                    name.starts_with(cut_at_character(before, longest_name / 2)));
}

} // namespace schemadiff::resolve
