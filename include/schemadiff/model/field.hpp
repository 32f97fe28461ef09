// The table of fields of a kind: the YAML key, the member, and what a change of it means.
// The reader, the writer, the diff, the JSON Schema and the random generator of the tests
// all walk this one table.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace schemadiff
{

enum class OnChange : std::uint8_t {
    alter,   // the kind's alter() knows how; it may still ask for a replacement
    replace, // PostgreSQL has no ALTER for it: drop and create
};

// What an absent key of an optional member says.
enum class Absent : std::uint8_t {
    none,      // the attribute is not there
    unclaimed, // the attribute is left as the server has it
};

template <class T, class M>
struct Field {
    std::string_view name;
    M T::*member;
    OnChange on_change = OnChange::alter;
    std::string_view about;                       // one line for the JSON Schema and the docs
    std::span<std::string_view const> words = {}; // the values that are allowed; empty: any
    Absent absent = Absent::none;
};

// SQL text that PostgreSQL prints in its own way, so that two spellings can mean the same.
struct Expression {
    std::string text;
    friend auto operator<=>(Expression const &, Expression const &) = default;
};

// A type name in the form of format_type() with an empty search_path: character varying(32).
struct TypeName {
    std::string text;
    friend auto operator<=>(TypeName const &, TypeName const &) = default;
};

// A name with its schema. `schema` is empty where the user left it to be found.
struct QualifiedName {
    std::string schema;
    std::string name;
    friend auto operator<=>(QualifiedName const &, QualifiedName const &) = default;
};

// Storage parameters and other SQL options; keys in SQL spelling, values as PostgreSQL prints them.
using Options = std::map<std::string, std::string>;

} // namespace schemadiff
