// What stands in the tables of a database, column by column, and in its sequences, to see later
// what became of it.
#pragma once

#include <engine/postgres/address.hpp>

#include <map>
#include <string>
#include <vector>

namespace schemadiff::test
{

struct ColumnValues {
    std::string table;   // table "app"."users", as messages name it
    std::string column;  // column "app"."users"."email"
    std::string owner;   // of a sequence: the column that it belongs to
    long long count = 0; // of those that are not null
    std::string values;  // sorted
};

// By numbers that no renaming changes: "16385.2". Without generated columns, whose values can
// always be computed again, and without the journal.
using TableValues = std::map<std::string, ColumnValues>;

TableValues table_values(postgres::Address const &address);

// Columns of which fewer values are left and that none of the sentences names, by the name that
// they had or have.
std::vector<std::string> lost(TableValues const &before, TableValues const &after,
                              std::vector<std::string> const &sentences);

// The same for a database that is back where it was: the columns have their names again, and
// must have the same values.
std::vector<std::string> changed(TableValues const &before, TableValues const &after,
                                 std::vector<std::string> const &sentences);

} // namespace schemadiff::test
