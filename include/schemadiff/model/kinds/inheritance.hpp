// What makes a table a child of another one: CREATE TABLE ... INHERITS. The columns and checks that
// the child has from its parents are objects of the child, as those of a partition are.
#pragma once
#include <schemadiff/model/field.hpp>
#include <schemadiff/model/kind_facts.hpp>

#include <tuple>

namespace schemadiff
{

// ALTER TABLE ... INHERIT. Path {schema, table, schema.parent}: the name of the parent as SQL
// writes it. The position counts the parents of a table from 1; like that of columns it matters
// where the table is made only.
struct Inheritance {
    static constexpr std::string_view word = "inheritance";
    static constexpr std::string_view section = "inherits";
    static constexpr KindFacts facts{.home = Home::relation};
    static constexpr std::tuple<> fields{};
};

} // namespace schemadiff
