// The short form of a column, which is what CREATE TABLE has behind the column's name:
// varchar(32) collate "C" not null default 'x' check (a > 0). Used by the YAML reader; it
// resolves no name and judges no combination that PostgreSQL itself would refuse later.
#pragma once

#include <parser/grammar/clauses.hpp>
#include <parser/grammar/parsed.hpp>
#include <parser/grammar/type_name.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::grammar
{

struct NotNull {
    std::string name; // kept by PostgreSQL 18 and later only
    bool is_no_inherit = false;
    std::size_t offset = 0;

    friend bool operator==(NotNull const &, NotNull const &) = default;
};

enum class GeneratedStorage : std::uint8_t { unspecified, stored, computed }; // computed: VIRTUAL

struct GeneratedColumn {
    Located expression;
    GeneratedStorage storage = GeneratedStorage::unspecified;

    friend bool operator==(GeneratedColumn const &, GeneratedColumn const &) = default;
};

struct IdentityColumn {
    bool is_always = false;                     // otherwise BY DEFAULT
    std::map<std::string, std::string> options; // as of parse_sequence_options()
    std::size_t offset = 0;

    friend bool operator==(IdentityColumn const &, IdentityColumn const &) = default;
};

// PRIMARY KEY or UNIQUE of this one column.
struct ColumnKey {
    std::string name; // empty: none given
    bool nulls_not_distinct = false;
    Deferral deferral;
    std::size_t offset = 0;

    friend bool operator==(ColumnKey const &, ColumnKey const &) = default;
};

struct ColumnCheck {
    std::string name; // empty: none given
    Located expression;
    bool is_no_inherit = false;
    bool is_not_valid = false;
    bool is_not_enforced = false;

    friend bool operator==(ColumnCheck const &, ColumnCheck const &) = default;
};

struct ColumnDefinition {
    TypeName type;
    std::string type_text; // canonical(type); serial stays serial
    std::size_t type_offset = 0;
    std::vector<std::string> collation;
    std::size_t collation_offset = 0;
    std::optional<NotNull> not_null;
    bool is_explicitly_null = false;
    std::optional<Located> default_value;
    std::optional<GeneratedColumn> generated;
    std::optional<IdentityColumn> identity;
    std::optional<ColumnKey> primary_key;
    std::optional<ColumnKey> unique;
    std::vector<ColumnCheck> checks;
    std::vector<ForeignKey> references; // `columns` is empty
    std::optional<Located> storage;     // folded
    std::optional<Located> compression; // folded

    friend bool operator==(ColumnDefinition const &, ColumnDefinition const &) = default;
};

Result<ColumnDefinition> parse_column_definition(std::string_view text);

} // namespace schemadiff::grammar
