// A column of a table, without its default. Path {schema, table, name}.
#pragma once
#include <schemadiff/model/field.hpp>
#include <schemadiff/model/kind_facts.hpp>

#include <tuple>

namespace schemadiff
{

struct Column {
    TypeName type;
    // Collation where it is not the type's own.
    std::optional<QualifiedName> collation;
    bool not_null = false;
    std::string identity;     // empty, "always" or "by default"
    Options identity_options; // sequence, start, increment, min_value, max_value, cache, cycle
    std::optional<Expression> generated; // GENERATED ALWAYS AS (...)
    std::string storage;                 // plain, external, extended, main; empty: the type's own
    std::string compression;             // pglz, lz4; empty: default_toast_compression
    std::optional<long long> statistics; // absent: default_statistics_target
    Options options;                     // n_distinct, n_distinct_inherited
    // It is there because the parents of the table have it. Where the table says it too, it stays
    // when they lose it. PostgreSQL has no statement to change that, so it is not compared.
    bool inherited = false;

    static constexpr std::string_view word = "column";
    static constexpr std::string_view section = "columns";
    static constexpr KindFacts facts{
        .home = Home::relation, .privileges = privilege_words::column, .holds_data = true};
    static constexpr std::string_view identity_words[] = {"always", "by default"};
    static constexpr std::string_view storage_words[] = {"plain", "external", "extended", "main"};
    static constexpr auto fields = std::tuple{
        Field<Column, TypeName>{"type", &Column::type, OnChange::alter, "any type name"},
        Field<Column, std::optional<QualifiedName>>{"collation", &Column::collation,
                                                    OnChange::alter, ""},
        Field<Column, bool>{"not_null", &Column::not_null, OnChange::alter, ""},
        Field<Column, std::string>{"identity", &Column::identity, OnChange::alter,
                                   "GENERATED ... AS IDENTITY", identity_words},
        Field<Column, Options>{"identity_options", &Column::identity_options, OnChange::alter,
                               "sequence, start, increment, min_value, ..."},
        Field<Column, std::optional<Expression>>{"generated", &Column::generated, OnChange::alter,
                                                 "GENERATED ALWAYS AS (...) STORED"},
        Field<Column, std::string>{"storage", &Column::storage, OnChange::alter, "", storage_words},
        Field<Column, std::string>{"compression", &Column::compression, OnChange::alter, ""},
        Field<Column, std::optional<long long>>{"statistics", &Column::statistics, OnChange::alter,
                                                "statistics target"},
        Field<Column, Options>{"options", &Column::options, OnChange::alter, "n_distinct, ..."},
    };
    static constexpr auto uncompared =
        std::tuple{Uncompared<Column, bool>{"inherited", &Column::inherited}};
};

// The default of a column, an object of its own because it may call what needs the table.
// Path {schema, table, column}.
struct ColumnDefault {
    Expression expression;

    static constexpr std::string_view word = "default";
    static constexpr std::string_view section = "defaults";
    static constexpr KindFacts facts{.home = Home::relation, .part_of = kind_of<Column>};
    static constexpr auto fields = std::tuple{
        Field<ColumnDefault, Expression>{"expression", &ColumnDefault::expression, OnChange::alter,
                                         "value of new rows"},
    };
};

} // namespace schemadiff
