// What the program must know of a kind as a whole: where its objects stand, what hangs on them, and
// how YAML says them. Each kind's struct has them as `facts`; whoever needs them for a kind that is
// known at run time asks facts(Kind). What a kind means in SQL is in its rules: engine/kinds.
#pragma once

#include <schemadiff/model/kind.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace schemadiff
{

// Where an object stands, which is what its path begins with.
enum class Home : std::uint8_t {
    database, // {name}
    schema,   // {schema, name}
    relation, // {schema, relation, name}: it goes with its table or view
    object,   // the path of an object of the kind `parent`, and a name: it goes with that object
    satellite // it hangs on any other object: comments, grants
};

// How the key of an object is written in YAML and in messages. The path has a part for the name and
// one for what follows it.
enum class KeyForm : std::uint8_t {
    name,      // nothing follows
    relation,  // schema.name as SQL writes it: of a table that stands elsewhere
    signature, // name(integer, text): argument types
    routine,   // schema.name(integer, text): the same of one that stands elsewhere
    method,    // name using btree: an access method
    words,     // integer as text: source and target of a cast, which has no name
    scope,     // app in zero_admin on tables: role, schema if any, and sort of objects
};

struct KindFacts {
    Home home = Home::schema;
    std::optional<Kind> parent{}; // with Home::object
    // Its path is that of an object of this kind, to which it belongs: a default to its column.
    std::optional<Kind> part_of{};
    // The field table alone says how YAML reads: docs/adding-a-kind.md. `short_field` is the one
    // that a value stands for which is no mapping; empty: there is no short form.
    bool is_plain = false;
    std::string_view short_field{};
    std::span<std::string_view const> required{}; // fields that have to be said
    KeyForm key = KeyForm::name;
    // It is there as soon as its parent is, whoever says so: what a desired state does not say of
    // it is nobody's wish.
    bool comes_with_parent = false;
    bool is_ordered = false; // among its siblings: Object::position counts from 1
    // The field whose values may be secrets: base/secrets.hpp. Empty: none.
    std::string_view secret_field{};
    // The field of options whose names are the wrapper's own, and told apart by their case. Empty:
    // none.
    std::string_view cased_field{};
    // It belongs to the server and is the same in all databases: model/shared.hpp.
    bool is_shared = false;

    bool has_owner = false;
    // What ALL means, sorted. MAINTAIN, which is new in PostgreSQL 17, is not among them.
    std::span<std::string_view const> privileges{};
    // What acldefault() gives to everybody.
    std::span<std::string_view const> public_privileges{};

    bool is_relation = false; // has a name among the relations of its schema
    bool is_type = false;     // and among its types
    bool has_columns = false; // that can be named in SQL
    // A constraint of a relation; with an index, whose name is among the relations of the schema.
    bool is_constraint = false;
    bool has_index = false;
    bool is_part_of_index = false; // its path is that of an index, or of a constraint with one
    bool holds_data = false;       // rows or values are lost with it
    bool has_labels = false;       // SECURITY LABEL takes it, and keeps it in the database
};

namespace privilege_words
{
inline constexpr std::string_view relation[] = {"delete",  "insert",   "references", "select",
                                                "trigger", "truncate", "update"};
inline constexpr std::string_view column[] = {"insert", "references", "select", "update"};
inline constexpr std::string_view sequence[] = {"select", "update", "usage"};
inline constexpr std::string_view execute[] = {"execute"};
inline constexpr std::string_view usage[] = {"usage"};
inline constexpr std::string_view schema[] = {"create", "usage"};
} // namespace privilege_words

KindFacts const &facts(Kind kind);

} // namespace schemadiff
