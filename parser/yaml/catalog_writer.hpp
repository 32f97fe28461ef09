// Makes the trees of documents from a catalog: which keys there are, in which order, and whether a
// short form says enough. For writer.cpp, which puts the trees together; the words of SQL are
// write_texts.hpp's, quotes and indentation emitter.hpp's.
#pragma once

#include <parser/yaml/node.hpp>
#include <parser/yaml/write_texts.hpp>
#include <parser/yaml/writer_source.hpp>
#include <schemadiff/model/kind_facts.hpp>

#include <string_view>
#include <vector>

namespace schemadiff::yaml
{

class CatalogWriter
{
public:
    // The catalog outlives the writer.
    explicit CatalogWriter(Catalog const &catalog);

    [[nodiscard]] std::optional<std::string> const &common_owner() const
    {
        return source_.common_owner();
    }
    // Name -> extension; null where there is none.
    [[nodiscard]] Node extensions();
    // Sections of plain kinds that stand in no schema.
    Node database_sections();
    // A schema with everything in it. Schemas must come in the catalog's order. Null where it has
    // nothing to say.
    Node schema(Object const &schema);

private:
    // The parts of relations. Tables and views are written one after the other, so that each need
    // runs of their own.
    struct RelationRuns {
        explicit RelationRuns(Source const &source);

        Run columns, defaults, primary_keys, uniques, checks, foreign_keys, indexes, inheritances,
            partitions, row_types, triggers, policies, row_securities, replica_identities,
            cluster_marks;
    };

    // The table whose parts are written.
    struct Table {
        ObjectId id;
        bool knows_columns = true; // false: of a view, so that no name is known to be a column
        std::span<ObjectPtr const> columns;
        std::vector<std::string_view> column_names{}; // sorted
        Object const *primary_key = nullptr;
        std::optional<ObjectId> parent{}; // of a partition
        std::vector<ObjectId> parents{};  // that it inherits from, in their order
        bool is_typed = false;

        [[nodiscard]] bool has_column(std::string_view name) const;
        [[nodiscard]] bool is_in_primary_key(std::string_view column) const;
    };

    void add_comment(Node &map, ObjectId const &id) const;
    void add_owner(Node &map, Object const &object) const;
    void add_grants(Node &map, ObjectId const &id, bool flow = true) const;

    // ---- partitions: write_partition.cpp ----
    void add_partition_key(Node &map, Object const &table, Table const &names);
    // Nothing where the table is no partition.
    void add_placement(Node &map, Object const &table, Table const &names) const;
    void add_partition_of(Node &map, Table &table);
    void add_without_indexes(Node &map, Object const &object, Table const &table) const;
    // Whether a part of a partition is what it has from its table without saying so.
    [[nodiscard]] bool has_columns_of_parent(Table const &table) const;
    [[nodiscard]] bool is_of_parent(Object const &part, Table const &table) const;
    void add_index_partition(Node &map, Object const &index) const;

    // ---- inheritance: write_inheritance.cpp ----
    // What the parents of a table say of one of its columns.
    struct OfParents {
        Column const *first = nullptr; // null: none has it
        bool not_null = false;
        std::string_view compression; // no column of a foreign table has any
        Expression const *default_value = nullptr;
        bool defaults_differ = false;
    };
    // Nothing where the table has no parents.
    void add_inherits(Node &map, Table &table);
    [[nodiscard]] OfParents of_parents(std::string_view column, Table const &table) const;
    // Whether a column is there because of parents alone.
    [[nodiscard]] bool is_inherited(std::string_view column, Table const &table) const;
    // Nothing where it is what it would be without an entry.
    std::optional<Node> inherited_column(Object const &object, Object const *default_value,
                                         Table const &table);
    // Words for what is as usual, because the parents have it otherwise.
    [[nodiscard]] std::string settings_unlike_parents(Column const &body,
                                                      OfParents const &parents) const;

    // Nothing where the table is not typed.
    void add_row_type(Node &map, Table &table);
    // Nothing where the column is what the type says of it.
    std::optional<Node> typed_column(Object const &object, Object const *default_value,
                                     Table const &table);

    // ---- plain kinds: write_plain.cpp ----
    template <class T>
    Node plain(Object const &object);
    template <class T>
    void add_plain_section(Node &map, std::span<ObjectPtr const> objects);
    void add_plain_sections(Node &map, Home home, ObjectId const &parent);
    void add_plain_below(Node &map, ObjectId const &parent);

    [[nodiscard]] Node enumeration(Object const &object) const;
    [[nodiscard]] Node sequence(Object const &object, Object const *owned_by) const;
    [[nodiscard]] std::string function_key(Object const &object) const;
    [[nodiscard]] Node function(Object const &object) const;

    Node table(Object const &object);
    void add_columns(Node &map, Table const &table);
    void add_identity_sequence(Node &map, ObjectId const &sequence) const;
    Node column(Object const &object, Object const *default_value, Table const &table);
    std::string column_text(Object const &object, Object const *default_value, Table const &table);
    // Whether the column can say `primary key` itself.
    [[nodiscard]] bool is_column_key(Table const &table) const;
    [[nodiscard]] Node primary_key(Object const &object) const;
    [[nodiscard]] Node unique(Object const &object) const;
    [[nodiscard]] Node check(Object const &object) const;
    [[nodiscard]] Node foreign_key(Object const &object) const;
    Node index(Object const &object, Table const &table);
    Node index_key(IndexKey const &key, Table const &table);
    [[nodiscard]] Node trigger(Object const &object) const;
    [[nodiscard]] Node policy(Object const &object) const;

    Node view(Object const &object);
    void add_view_columns(Node &map, Object const &view);
    Node materialized_view(Object const &object);
    void add_materialized_view_columns(Node &map, Object const &view);

    Source source_;
    KnownExpressions known_;
    Run enums_, sequences_, sequence_owners_, functions_, tables_, views_, materialized_views_;
    RelationRuns of_tables_;
    RelationRuns of_views_;
    RelationRuns of_materialized_views_;
};

} // namespace schemadiff::yaml
