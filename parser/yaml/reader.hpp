// Reads objects from the tree of a document: through the field table of their kind where a mapping
// names every attribute, through parser/grammar where a text reads like SQL. It knows one object at
// a time; whatever needs the others is parser/resolve's.
#pragma once

#include <parser/grammar/clauses.hpp>
#include <parser/grammar/column_definition.hpp>
#include <parser/grammar/expression.hpp>
#include <parser/grammar/names.hpp>
#include <parser/grammar/parsed.hpp>
#include <parser/grammar/type_name.hpp>
#include <parser/yaml/node.hpp>
#include <parser/yaml/reader_drafts.hpp>
#include <schemadiff/base/diagnostic.hpp>
#include <schemadiff/model/kind_facts.hpp>

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

namespace schemadiff::yaml
{

// What the reader needs to know of a field to read its value.
struct FieldInfo {
    std::string_view name;
    std::span<std::string_view const> words{};
    bool keeps_case = false; // of the names in a mapping
};

template <class T, class M>
FieldInfo field_info(Field<T, M> const &field)
{
    return {field.name, field.words, field.name == T::facts.cased_field};
}

using Keys = std::span<std::string_view const>;

// True for an entry that came from a list of a mixin and so has no name: see resolve/mixins.hpp.
bool is_unnamed(Entry const &entry);

// The relation whose parts are read.
struct Relation {
    ObjectId id;
    std::optional<std::string> owner;
    // Views say nothing of their columns, so nothing can be checked against them.
    bool knows_columns = true;
    bool inherits = false; // what its columns leave out may be said by a parent
    bool is_typed = false; // its columns have their types from a composite type
    std::vector<std::string_view> column_names{};
    std::unordered_map<std::string_view, std::shared_ptr<Object>> columns{};
    // Where it was said; not known where there is none yet.
    SourcePos primary_key{};
};

class Reader
{
public:
    // Both outlive the reader. `owner` is that of objects that name none.
    Reader(Diagnostics &diagnostics, Drafts &drafts, std::optional<std::string> owner)
        : diagnostics_{&diagnostics}, drafts_{&drafts}, owner_{std::move(owner)}
    {
    }

    void read_extension(Entry const &entry);
    // With everything in it.
    void read_schema(Entry const &entry);

    // The sections of plain kinds that stand at `home`, in the mapping whose path this is.
    void read_plain_sections(Home home, Node const &map, std::vector<std::string> const &path);

private:
    // ---- values; false where the value is wrong, which has been reported ----
    bool read(FieldInfo const &field, Node const &value, bool &member);
    bool read(FieldInfo const &field, Node const &value, long long &member);
    bool read(FieldInfo const &field, Node const &value, std::string &member);
    bool read(FieldInfo const &field, Node const &value, Expression &member);
    bool read(FieldInfo const &field, Node const &value, Version &member);
    bool read(FieldInfo const &field, Node const &value, TypeName &member);
    bool read(FieldInfo const &field, Node const &value, QualifiedName &member);
    bool read(FieldInfo const &field, Node const &value, Options &member);
    bool read(FieldInfo const &field, Node const &value, std::vector<std::string> &member);
    bool read(FieldInfo const &field, Node const &value, std::vector<Expression> &member);
    bool read(FieldInfo const &field, Node const &value, std::vector<IndexKey> &member);
    bool read(FieldInfo const &field, Node const &value, std::vector<Argument> &member);
    bool read(FieldInfo const &field, Node const &value, std::vector<ColumnSettings> &member);
    template <class T>
    bool read(FieldInfo const &field, Node const &value, std::optional<T> &member)
    {
        T read_value{};
        bool const is_read = read(field, value, read_value);
        if (is_read) {
            member = std::move(read_value);
        }
        return is_read;
    }
    // Where the value has the place of its own that a message needs.
    bool expect_text(FieldInfo const &field, Node const &value);

    // Every key of `map` is a field of T or one of `others`, which the caller reads.
    template <class T>
    void read_fields(Node const &map, T &body, Keys others, ObjectId const &id);
    void refuse_key(Entry const &entry, std::span<std::string_view const> fields, Keys others,
                    ObjectId const &id);
    void expect_keys(Node const &map, Keys keys, ObjectId const &id);

    // ---- SQL text ----
    void syntax_error(Node const &value, grammar::SyntaxError const &error);
    template <class T>
    std::optional<T> parsed(grammar::Result<T> (*parse)(std::string_view), Node const &value)
    {
        auto result = parse(value.text);
        if (!result) {
            syntax_error(value, result.error());
            return std::nullopt;
        }
        return std::move(*result);
    }
    // Reports columns that the relation lacks; `offset` is that of the expression in the value.
    void check_expression(grammar::Expr const &expression, Node const &value, std::size_t offset,
                          bool is_default);
    void check_part(grammar::Located const &part, Node const &value);
    void check_default(grammar::Located const &part, Node const &value);
    // The canonical text; notes where the type's schema must still be found.
    std::string type_text(grammar::TypeName const &type);
    // As function signatures have them: without modifiers.
    std::string bare_type_text(grammar::TypeName type);
    QualifiedName qualified(std::vector<std::string> const &parts, Node const &value);

    // ---- names ----
    // Reports what PostgreSQL would refuse or cut.
    bool check_name(std::string_view name, SourcePos const &at);
    void check_column(std::string const &name, SourcePos const &at);
    void check_columns(std::vector<std::string> const &names, Node const &value);

    // ---- objects ----
    template <class T>
    Draft &add(ObjectId id, T body, SourcePos at);
    // A part of the relation; `id` of the draft is complete where a name is written.
    template <class T>
    Draft &add_part(T body, NameSource source, std::string name, SourcePos at);
    // The keys common to all objects, as far as the caller allows them.
    void read_common(Node const &map, Draft &draft);
    void read_renamed_from(Node const &value, Object &object);
    void read_owner(Node const *map, Object &object);
    // One for each provider.
    void read_security_labels(Node const &map, Subject const &subject);
    void read_comment(Node const &map, Subject subject);
    void read_grants(Node const &map, Subject subject, std::optional<std::string> const &owner);
    void read_grant(Subject const &subject, std::optional<std::string> const &owner,
                    Entry const &entry, Node const &value);
    std::vector<std::string> privileges(Node const &value, Kind kind);

    // Calls read_one(name source, name, place, value) for each entry of a mapping or a list.
    template <class F>
    void for_each_entry(Node const &section, std::string_view name, F const &read_one);
    // The same for a mapping of names, which must be good ones.
    template <class F>
    void for_each_keyed(Node const *section, std::string_view name, F const &read_one);
    // The same where a key is a name and nothing else.
    template <class F>
    void for_each_named(Node const *section, std::string_view name, F const &read_one);

    // ---- plain kinds: read_plain.cpp ----
    template <class T>
    void read_plain(Entry const &entry, std::vector<std::string> path, int position);
    void read_plain_below(Kind parent, Node const &map, std::vector<std::string> const &path);
    // False where the value cannot be one of the kind at all, which has been reported.
    template <class T>
    bool read_plain_body(Node const &value, T &body, std::string_view key, SourcePos const &at,
                         ObjectId const &id);

    void read_enum(Entry const &entry);
    void read_label(Node const &value, Enum &body);
    void read_sequence(Entry const &entry);
    void read_owned_by(Node const &value, ObjectId const &sequence);
    void read_function(Entry const &entry);
    bool read_signature(Entry const &entry, std::string &name, Function &body);
    void read_returns(Node const &value, Function &body);
    void read_settings(Node const &value, Function &body);
    void read_numbers(Node const &value, Function &body);
    void complete_function(Entry const &entry, Function &body, ObjectId const &id);
    Argument argument(grammar::FunctionArgument const &clause, SourcePos const &at);
    void read_view(Entry const &entry);
    void read_view_columns(Node const &value);
    void read_materialized_view(Entry const &entry);
    void read_materialized_view_parts(Node const &value, ObjectId const &id);
    void read_table(Entry const &entry);
    void read_table_parts(Node const &table, ObjectId const &id);

    // ---- partitions: read_partition.cpp ----
    void read_partition_key(Node const &table, Table &body);
    bool read_bound(Node const &value, Expression &bound);
    void read_partition_of(Node const &value, ObjectId const &table);
    void read_partitions(Node const &value, ObjectId const &table,
                         std::optional<std::string> const &owner);
    void read_index_partition(Node const &value, Draft const &draft);
    void read_without_indexes(Node const &value, ObjectId const &table);

    // ---- inheritance: read_inheritance.cpp ----
    void read_inherits(Node const &value, ObjectId const &table);
    // `inherited: true` in the long form of a column or check.
    bool is_inherited(Node const &value);

    // Null where the text is no column, which has been reported.
    grammar::ColumnDefinition const *column_definition(Node const &value);
    void read_column(Entry const &entry, int position);
    void take_given_name(Node const &value, NameSource &source, std::string &name);
    void read_primary_key(Node const &value, SourcePos const &at);
    void add_primary_key(PrimaryKey body, NameSource source, std::string name, SourcePos at,
                         Node const *long_form);
    void read_unique(NameSource source, std::string name, SourcePos at, Node const &value);
    void refuse_what_parents_say(Node const &check);
    void read_check(NameSource source, std::string name, SourcePos at, Node const &value);
    void read_foreign_key(NameSource source, std::string name, SourcePos at, Node const &value);
    bool read_foreign_key_text(Node const &value, ForeignKey &body);
    void read_index(NameSource source, std::string name, SourcePos at, Node const &value);
    bool read_index_text(Node const &value, Index &body);
    void check_statistics(Index const &body, Node const &value);
    IndexKey index_key(grammar::IndexKey const &clause, Node const &value);
    bool read_index_key(Node const &value, IndexKey &key);
    void read_trigger(NameSource source, std::string name, SourcePos at, Node const &value);
    bool read_trigger_text(Node const &value, Trigger &body);
    void read_policy(NameSource source, std::string name, SourcePos at, Node const &value);
    void read_row_security(Node const &value, ObjectId const &table);
    void read_replica_identity(Node const &value, ObjectId const &table);
    void forget_not_null_constraints();
    void read_cluster_mark(Node const &value, ObjectId const &relation);

    friend class ColumnReader;

    Diagnostics *diagnostics_;
    Drafts *drafts_;
    std::optional<std::string> owner_;
    std::string schema_;
    Relation *relation_ = nullptr;
    std::unordered_map<std::string, grammar::ColumnDefinition> column_definitions_;
    // Set when a type without a schema is read, taken by add().
    bool has_open_type_ = false;
};

} // namespace schemadiff::yaml
