// The short forms of keys, indexes, foreign keys and triggers as YAML holds them: SQL
// without the words that YAML's keys already say. Expressions come back as the text the user
// wrote, trimmed; every part knows its byte in the text, for messages.
#pragma once

#include <parser/grammar/parsed.hpp>
#include <schemadiff/model/field.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::grammar
{

class Cursor;

// A text of the user's and where it begins.
struct Located {
    std::string text;
    std::size_t offset = 0;

    friend bool operator==(Located const &, Located const &) = default;
};

struct Deferral {
    bool is_deferrable = false;
    bool is_initially_deferred = false;

    friend bool operator==(Deferral const &, Deferral const &) = default;
};

struct IndexKey {
    std::string column;     // empty for an expression
    std::string expression; // without parentheses around the whole
    std::vector<std::string> collation;
    std::vector<std::string> operator_class;
    Options operator_class_parameters;
    bool is_descending = false;
    std::optional<bool> nulls_first; // empty: not said, so as the direction has it
    std::size_t offset = 0;

    friend bool operator==(IndexKey const &, IndexKey const &) = default;
};

struct IndexDefinition {
    bool is_unique = false;
    std::string method; // empty: not said
    std::vector<IndexKey> keys;
    std::vector<std::string> include;
    bool nulls_not_distinct = false;
    Options parameters; // in the order in which they were given
    std::optional<std::string> tablespace;
    std::optional<Located> predicate;

    friend bool operator==(IndexDefinition const &, IndexDefinition const &) = default;
};

// created_at desc nulls last | lower(name) collate "C" text_pattern_ops | (a + b)
Result<IndexKey> parse_index_key(std::string_view text);
// Several of them, separated by commas.
Result<std::vector<IndexKey>> parse_index_keys(std::string_view text);
// [unique] [using hnsw] (keys) [include (a)] [nulls not distinct] [with (m = 32)]
// [tablespace t] [where x > 0]; the parentheses around the keys may be left out.
Result<IndexDefinition> parse_index(std::string_view text);

enum class ReferentialAction : std::uint8_t { no_action, restrict, cascade, set_null, set_default };
enum class MatchType : std::uint8_t { simple, full, partial };

struct ForeignKey {
    std::string name;                 // of the constraint, where the form has room for one
    std::vector<std::string> columns; // may be empty
    std::vector<std::string> table;
    std::vector<std::string> referenced_columns; // may be empty: the primary key
    bool has_period = false;                     // PERIOD before the last of `columns`
    bool references_period = false;
    MatchType match = MatchType::simple;
    ReferentialAction on_delete = ReferentialAction::no_action;
    ReferentialAction on_update = ReferentialAction::no_action;
    std::vector<std::string> set_columns; // ON DELETE SET NULL (a)
    Deferral deferral;
    bool is_not_valid = false;
    bool is_not_enforced = false;
    std::size_t offset = 0; // of REFERENCES
    std::size_t table_offset = 0;

    friend bool operator==(ForeignKey const &, ForeignKey const &) = default;
};

// [[foreign key] (a, b)] references app.t (x, y) [match full] [on delete set null (a)]
// [on update cascade] [deferrable initially deferred] [not valid]
Result<ForeignKey> parse_foreign_key(std::string_view text);

enum class TriggerTiming : std::uint8_t { before, after, instead_of };

struct TriggerDefinition {
    bool is_constraint = false;
    TriggerTiming timing = TriggerTiming::before;
    bool on_insert = false;
    bool on_update = false;
    bool on_delete = false;
    bool on_truncate = false;
    std::vector<std::string> update_columns;
    std::vector<std::string> table;            // may be empty: YAML says it
    std::vector<std::string> referenced_table; // FROM of a constraint trigger
    Deferral deferral;
    std::optional<std::string> old_table; // transition tables
    std::optional<std::string> new_table;
    bool is_for_each_row = false;
    std::optional<Located> when;
    std::vector<std::string> function;
    std::vector<std::string> arguments; // unescaped
    std::size_t function_offset = 0;

    friend bool operator==(TriggerDefinition const &, TriggerDefinition const &) = default;
};

// [constraint] before insert or update of a [on t] [from r] [deferrable ...] [referencing
// old table as o] [for each row] [when (e)] execute function app.f('x')
Result<TriggerDefinition> parse_trigger(std::string_view text);

// start 5 increment by 2 no maxvalue cycle as bigint owned by app.t.c: the options by their
// keywords; "none" for NO MINVALUE and NO MAXVALUE, "true" and "false" for CYCLE.
Result<std::map<std::string, std::string>> parse_sequence_options(std::string_view text);

struct PartitionKey {
    std::string strategy; // range, list, hash
    std::vector<IndexKey> keys;
};

struct PartitionOf {
    std::vector<std::string> table;
    std::string bound;
};

// range (created_at, lower(name))
Result<PartitionKey> parse_partition_key(std::string_view text);
// [for values] in ('a', 'b') | from (1) to (maxvalue) | with (modulus 4, remainder 0) | default,
// in the words in which PostgreSQL prints it.
Result<std::string> parse_partition_bound(std::string_view text);
// app.events for values in ('a'): the table, then the same.
Result<PartitionOf> parse_partition_of(std::string_view text);

// The same where the cursor stands, for the other parsers of this folder.
IndexKey take_index_key(Cursor &cursor);
ForeignKey take_references(Cursor &cursor);
std::map<std::string, std::string> take_sequence_options(Cursor &cursor);
// Takes one of [NOT] DEFERRABLE and INITIALLY DEFERRED | IMMEDIATE, if one is there.
bool take_deferral(Cursor &cursor, Deferral &deferral);
// ( expression ), the text between the parentheses.
Located take_parenthesised_expression(Cursor &cursor, std::string_view after);
// (name = value, ...), (name) is "true".
Options take_parameters(Cursor &cursor);

} // namespace schemadiff::grammar
