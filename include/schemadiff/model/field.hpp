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
#include <utility>
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

// A member beside the fields: what is known of an object and never compared. A kind that has some
// lists them as `uncompared`; only snapshots walk that list.
template <class T, class M>
struct Uncompared {
    std::string_view name;
    M T::*member;
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
// They stay in the order in which they were given, because pg_dump prints them so, but two lists
// that differ in their order only are equal.
class Options
{
public:
    using Entry = std::pair<std::string, std::string>;

    // Does nothing where the key is there already.
    void emplace(std::string key, std::string_view value);
    std::string &operator[](std::string const &key);
    void erase(std::string_view key);
    // Adds what is not there yet.
    void merge(Options const &other);

    [[nodiscard]] std::vector<Entry>::const_iterator find(std::string_view key) const;
    [[nodiscard]] bool contains(std::string_view key) const { return find(key) != end(); }
    [[nodiscard]] std::vector<Entry>::const_iterator begin() const { return entries_.begin(); }
    [[nodiscard]] std::vector<Entry>::const_iterator end() const { return entries_.end(); }
    [[nodiscard]] std::size_t size() const { return entries_.size(); }
    [[nodiscard]] bool empty() const { return entries_.empty(); }

    [[nodiscard]] std::vector<Entry> sorted() const;
    friend bool operator==(Options const &a, Options const &b)
    {
        return a.entries_ == b.entries_ || a.sorted() == b.sorted();
    }
    friend auto operator<=>(Options const &a, Options const &b)
    {
        return a.sorted() <=> b.sorted();
    }

private:
    std::vector<Entry> entries_;
};

} // namespace schemadiff
