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
    // From PostgreSQL 18, where NOT NULL is a constraint. Not kept of partitions and of what they
    // are partitions of: these share constraints, whose names need not be the same.
    std::string not_null_name; // empty: the one that PostgreSQL chooses
    bool not_null_no_inherit = false;
    bool not_null_not_valid = false;
    std::string identity;     // empty, "always" or "by default"
    Options identity_options; // sequence, start, increment, min_value, max_value, cache, cycle
    std::optional<Expression> generated; // GENERATED ALWAYS AS (...)
    bool is_virtual = false;             // a generated one, computed when it is read; from 18
    std::string storage;                 // plain, external, extended, main; empty: the type's own
    std::string compression;             // pglz, lz4; empty: default_toast_compression
    std::optional<long long> statistics; // absent: default_statistics_target
    Options options;                     // n_distinct, n_distinct_inherited
    Options foreign_options;             // of a foreign table: what its wrapper is told
    // It is there because the parents of the table have it. Where the table says it too, it stays
    // when they lose it. PostgreSQL has no statement to change that, so it is not compared.
    bool inherited = false;
    // Whether NOT NULL has a name on the server that it was read from, which it then keeps
    // whatever is renamed; never compared.
    bool not_null_has_name = false;
    // The one in a partitioned table, a partition or a child, where it is not the one that
    // PostgreSQL chooses by itself.
    std::string shared_not_null_name;

    static constexpr std::string_view word = "column";
    static constexpr std::string_view section = "columns";
    static constexpr KindFacts facts{.home = Home::relation,
                                     .cased_field = "foreign_options",
                                     .privileges = privilege_words::column,
                                     .holds_data = true,
                                     .has_labels = true};
    static constexpr std::string_view identity_words[] = {"always", "by default"};
    static constexpr std::string_view storage_words[] = {"plain", "external", "extended", "main"};
    static constexpr auto fields = std::tuple{
        Field<Column, TypeName>{"type", &Column::type, OnChange::alter, "any type name"},
        Field<Column, std::optional<QualifiedName>>{"collation", &Column::collation,
                                                    OnChange::alter, ""},
        Field<Column, bool>{"not_null", &Column::not_null, OnChange::alter, ""},
        Field<Column, std::string>{"not_null_name", &Column::not_null_name, OnChange::alter,
                                   "from PostgreSQL 18"},
        Field<Column, bool>{"not_null_no_inherit", &Column::not_null_no_inherit, OnChange::alter,
                            "from PostgreSQL 18"},
        Field<Column, bool>{"not_null_not_valid", &Column::not_null_not_valid, OnChange::alter,
                            "existing rows are not checked; from PostgreSQL 18"},
        Field<Column, std::string>{"identity", &Column::identity, OnChange::alter,
                                   "GENERATED ... AS IDENTITY", identity_words},
        Field<Column, Options>{"identity_options", &Column::identity_options, OnChange::alter,
                               "sequence, start, increment, min_value, ..."},
        Field<Column, std::optional<Expression>>{"generated", &Column::generated, OnChange::alter,
                                                 "GENERATED ALWAYS AS (...) STORED"},
        Field<Column, bool>{"virtual", &Column::is_virtual, OnChange::alter,
                            "VIRTUAL in place of STORED; from PostgreSQL 18"},
        Field<Column, std::string>{"storage", &Column::storage, OnChange::alter, "", storage_words},
        Field<Column, std::string>{"compression", &Column::compression, OnChange::alter, ""},
        Field<Column, std::optional<long long>>{"statistics", &Column::statistics, OnChange::alter,
                                                "statistics target"},
        Field<Column, Options>{"options", &Column::options, OnChange::alter, "n_distinct, ..."},
        Field<Column, Options>{"foreign_options", &Column::foreign_options, OnChange::alter,
                               "OPTIONS of a column of a foreign table"},
    };
    static constexpr auto uncompared = std::tuple{
        Uncompared<Column, bool>{"inherited", &Column::inherited},
        Uncompared<Column, bool>{"not_null_has_name", &Column::not_null_has_name},
        Uncompared<Column, std::string>{"shared_not_null_name", &Column::shared_not_null_name},
    };
};

inline bool says_more_of_not_null(Column const &body)
{
    return !body.not_null_name.empty() || body.not_null_no_inherit || body.not_null_not_valid;
}

// What is said of NOT NULL beside the words, where it is not kept.
inline void forget_not_null_constraint(Column &body)
{
    body.not_null_name.clear();
    body.not_null_no_inherit = false;
    body.not_null_not_valid = false;
}

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

// What is granted on the sequence of an identity column, and said of it, hangs on this; all else of
// it is in the column. Path {schema, table, column}.
struct IdentitySequence {
    QualifiedName name; // as the column has it

    static constexpr std::string_view word = "identity sequence";
    static constexpr std::string_view section = "sequence";
    static constexpr KindFacts facts{.home = Home::relation,
                                     .part_of = kind_of<Column>,
                                     .privileges = privilege_words::sequence,
                                     .has_labels = true};
    static constexpr std::tuple<> fields{};
    static constexpr auto uncompared =
        std::tuple{Uncompared<IdentitySequence, QualifiedName>{"name", &IdentitySequence::name}};
};

} // namespace schemadiff
