// CREATE VIEW. Path {schema, name}.
#pragma once
#include <schemadiff/model/field.hpp>
#include <schemadiff/model/kind_facts.hpp>

#include <tuple>

namespace schemadiff
{

struct View {
    Expression query; // without the final semicolon
    // Where read from a server: name and type of each column, to see what CREATE OR REPLACE
    // may do. Never compared.
    std::vector<std::string> columns;
    Options options; // security_barrier, security_invoker, check_option
    // Column defaults of an updatable view are ColumnDefault objects of their own.

    static constexpr std::string_view word = "view";
    static constexpr std::string_view section = "views";
    static constexpr KindFacts facts{.has_owner = true,
                                     .privileges = privilege_words::relation,
                                     .is_relation = true,
                                     .is_type = true,
                                     .has_columns = true,
                                     .has_labels = true};
    static constexpr auto fields = std::tuple{
        Field<View, Expression>{"query", &View::query, OnChange::alter, "the SELECT"},
        Field<View, Options>{"options", &View::options, OnChange::alter,
                             "security_barrier, security_invoker, check_option"},
    };
    static constexpr auto uncompared = std::tuple{
        Uncompared<View, std::vector<std::string>>{"columns", &View::columns},
    };
};

// What is set for one column of a materialized view, whose columns are no objects of their own.
struct ColumnSettings {
    std::string column;
    std::optional<long long> statistics{}; // target
    std::string storage{};                 // empty: the type's own
    std::string compression{};             // empty: the server's; from PostgreSQL 14
    Options options{};                     // n_distinct, n_distinct_inherited

    friend auto operator<=>(ColumnSettings const &, ColumnSettings const &) = default;
};

// CREATE MATERIALIZED VIEW. Path {schema, name}.
struct MaterializedView {
    Expression query;                         // without the final semicolon
    std::vector<ColumnSettings> columns;      // those for which anything is set, sorted by name
    Options options;                          // storage parameters
    std::optional<std::string> access_method; // absent: heap
    std::optional<std::string> tablespace;
    bool with_data = true; // false: created WITH NO DATA and not refreshed since

    static constexpr std::string_view word = "materialized view";
    static constexpr std::string_view section = "materialized_views";
    static constexpr KindFacts facts{.has_owner = true,
                                     .privileges = privilege_words::relation,
                                     .is_relation = true,
                                     .is_type = true,
                                     .has_columns = true,
                                     .has_labels = true};
    static constexpr auto fields = std::tuple{
        Field<MaterializedView, Expression>{"query", &MaterializedView::query, OnChange::replace,
                                            "the SELECT"},
        Field<MaterializedView, std::vector<ColumnSettings>>{
            "columns", &MaterializedView::columns, OnChange::alter,
            "what is set for its columns, and what hangs on them"},
        Field<MaterializedView, Options>{"options", &MaterializedView::options, OnChange::alter,
                                         "storage parameters"},
        Field<MaterializedView, std::optional<std::string>>{
            "access_method", &MaterializedView::access_method, OnChange::alter,
            "where it is not heap"},
        Field<MaterializedView, std::optional<std::string>>{
            "tablespace", &MaterializedView::tablespace, OnChange::alter, ""},
        Field<MaterializedView, bool>{"with_data", &MaterializedView::with_data, OnChange::alter,
                                      "false: it holds nothing until it is refreshed"},
    };
};

} // namespace schemadiff
