// CREATE INDEX. Path {schema, table, name}. The index of a primary key or unique constraint is
// part of that. Of a partitioned table Object::position tells in which order they were made.
#pragma once
#include <schemadiff/model/field.hpp>
#include <schemadiff/model/kind_facts.hpp>

#include <tuple>

namespace schemadiff
{

// One key of an index: a column or an expression, and how it is ordered. Where an attribute is
// PostgreSQL's default for the key, it is empty.
struct IndexKey {
    std::string column; // empty: `expression`
    std::optional<Expression> expression;
    std::optional<QualifiedName> collation;
    std::optional<QualifiedName> operator_class;
    Options operator_class_options;
    bool descending = false;
    bool nulls_first = false; // in effect, whether said or not: DESC alone means true

    friend auto operator<=>(IndexKey const &, IndexKey const &) = default;
};

struct Index {
    std::string method = "btree";
    bool unique = false;
    bool nulls_not_distinct = false; // from PostgreSQL 15
    std::vector<IndexKey> keys;
    std::vector<std::string> include;
    std::optional<Expression> where;
    Options options;
    // How finely ANALYZE looks at an expression: its position, from 1, and the target.
    Options statistics;
    std::optional<std::string> tablespace; // absent: the database's default
    bool invalid = false;                  // left behind by a CREATE INDEX CONCURRENTLY that failed

    static constexpr std::string_view word = "index";
    static constexpr std::string_view section = "indexes";
    static constexpr KindFacts facts{.home = Home::relation, .has_index = true};
    static constexpr auto fields = std::tuple{
        Field<Index, std::string>{"method", &Index::method, OnChange::replace, "btree, gin, ..."},
        Field<Index, bool>{"unique", &Index::unique, OnChange::replace, ""},
        Field<Index, bool>{"nulls_not_distinct", &Index::nulls_not_distinct, OnChange::replace,
                           "from PostgreSQL 15"},
        Field<Index, std::vector<IndexKey>>{"columns", &Index::keys, OnChange::replace,
                                            "columns and expressions, with their order"},
        Field<Index, std::vector<std::string>>{"include", &Index::include, OnChange::replace,
                                               "columns carried along"},
        Field<Index, std::optional<Expression>>{"where", &Index::where, OnChange::replace,
                                                "predicate of a partial index"},
        Field<Index, Options>{"options", &Index::options, OnChange::alter, "storage parameters"},
        Field<Index, Options>{"statistics", &Index::statistics, OnChange::alter,
                              "statistics targets of expressions, by position from 1"},
        Field<Index, std::optional<std::string>>{"tablespace", &Index::tablespace, OnChange::alter,
                                                 "where it is not the database's default"},
        Field<Index, bool>{"invalid", &Index::invalid, OnChange::replace,
                           "only ever read from a server"},
    };
};

} // namespace schemadiff
