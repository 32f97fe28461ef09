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
                                     .has_columns = true};
    static constexpr auto fields = std::tuple{
        Field<View, Expression>{"query", &View::query, OnChange::alter, "the SELECT"},
        Field<View, Options>{"options", &View::options, OnChange::alter,
                             "security_barrier, security_invoker, check_option"},
    };
    static constexpr auto uncompared = std::tuple{
        Uncompared<View, std::vector<std::string>>{"columns", &View::columns},
    };
};

} // namespace schemadiff
