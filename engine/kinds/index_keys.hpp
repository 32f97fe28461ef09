// The keys of indexes, which exclusion constraints have too: how they are read from pg_index and
// written in SQL.
#pragma once

#include <engine/kinds/follow.hpp>
#include <engine/kinds/rules.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace schemadiff::kinds
{

// The keys and the included columns. The row has indexrelid, indrelid, indkey, indnkeyatts,
// indclass, indcollation, indoption, and the texts of expressions as a list.
std::pair<std::vector<IndexKey>, std::vector<std::string>> keys_from_row(Row const &row,
                                                                         CatalogNames const &names);
// The same with the texts of the expressions given.
std::pair<std::vector<IndexKey>, std::vector<std::string>>
keys_from_row(Row const &row, CatalogNames const &names,
              std::vector<std::string> const &expressions);

// Columns of `relation`, collations and operator classes, for Rules::follow.
void follow_keys(std::vector<IndexKey> &keys, ObjectId const &relation, Renamed const &renamed);

// The collations and operator classes that they name, and, of an access method of our own, the
// classes that it may take by itself.
void add_classes(std::vector<IndexKey> const &keys, std::string_view method, Catalog const &catalog,
                 std::vector<ObjectId> &ids);

// a COLLATE b c (d) DESC NULLS LAST
Sql index_key_sql(IndexKey const &key);

} // namespace schemadiff::kinds
