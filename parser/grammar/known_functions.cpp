#include <parser/grammar/known_functions.hpp>

#include <algorithm>

namespace schemadiff::grammar
{

namespace
{

constexpr std::string_view any{};
constexpr std::string_view text = "text";
constexpr std::string_view integer = "integer";
constexpr std::string_view timestamptz = "timestamp with time zone";

// The same since PostgreSQL 13, and checked against what 15 prints.
std::vector<KnownFunction> const &known_functions()
{
    static auto const functions = std::vector<KnownFunction>{
        {"ascii", 1, {text}, integer},
        {"array_length", 2, {any, integer}, integer},
        {"array_to_string", 2, {any, text, text}, text},
        {"btrim", 1, {text, text}, text, true},
        {"cardinality", 1, {any}, integer},
        {"char_length", 1, {text}, integer, true},
        {"character_length", 1, {text}, integer, true},
        {"clock_timestamp", 0, {}, timestamptz},
        {"current_setting", 1, {text, "boolean"}, text},
        {"currval", 1, {"regclass"}, "bigint"},
        {"date_part", 2, {text, any}, "double precision"},
        {"date_trunc", 2, {text, any, text}, any},
        {"decode", 2, {text, text}, "bytea"},
        {"encode", 2, {"bytea", text}, text},
        {"gen_random_uuid", 0, {}, "uuid"},
        {"initcap", 1, {text}, text},
        {"jsonb_array_length", 1, {"jsonb"}, integer},
        {"jsonb_typeof", 1, {"jsonb"}, text},
        {"left", 2, {text, integer}, text},
        {"length", 1, {text}, integer, true},
        {"lower", 1, {text}, text, true},
        {"lpad", 2, {text, integer, text}, text},
        {"ltrim", 1, {text, text}, text, true},
        {"md5", 1, {text}, text, true},
        {"nextval", 1, {"regclass"}, "bigint"},
        {"now", 0, {}, timestamptz},
        {"octet_length", 1, {text}, integer, true},
        {"plainto_tsquery", 2, {"regconfig", text}, "tsquery"},
        {"quote_ident", 1, {text}, text},
        {"regexp_match", 2, {text, text, text}, "text[]"},
        {"regexp_replace", 3, {text, text, text, text}, text},
        {"replace", 3, {text, text, text}, text},
        {"reverse", 1, {text}, text, true},
        {"right", 2, {text, integer}, text},
        {"rpad", 2, {text, integer, text}, text},
        {"rtrim", 1, {text, text}, text, true},
        {"split_part", 3, {text, text, integer}, text},
        {"starts_with", 2, {text, text}, "boolean"},
        {"statement_timestamp", 0, {}, timestamptz},
        {"string_to_array", 2, {text, text, text}, "text[]"},
        {"strpos", 2, {text, text}, integer},
        {"substring", 2, {text, text}, text, true},
        {"substring", 3, {text, integer, integer}, text, true},
        {"timezone", 2, {text, any}, any},
        {"to_char", 2, {any, text}, text},
        {"to_date", 2, {text, text}, "date"},
        {"to_number", 2, {text, text}, "numeric"},
        {"to_tsquery", 2, {"regconfig", text}, "tsquery"},
        {"to_tsvector", 2, {"regconfig", any}, "tsvector"},
        {"transaction_timestamp", 0, {}, timestamptz},
        {"translate", 3, {text, text, text}, text},
        {"upper", 1, {text}, text, true},
    };
    return functions;
}

} // namespace

KnownFunction const *known_function(std::string_view name, std::size_t argument_count)
{
    auto const &all = known_functions();
    auto const found = std::ranges::find_if(all, [&](KnownFunction const &function) {
        return function.name == name && argument_count >= function.least_arguments &&
               argument_count <= function.arguments.size();
    });
    return found == all.end() ? nullptr : &*found;
}

} // namespace schemadiff::grammar
