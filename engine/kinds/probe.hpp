// Queries that find rows which would stop a change, so that they are known before it begins.
#pragma once

#include <engine/kinds/rules.hpp>

#include <optional>
#include <string>
#include <vector>

namespace schemadiff::kinds
{

// A query for the keys, in the column `key`, of rows of the table for which `condition` holds; of
// rows without a primary key that is where they stand. Nothing where the rows cannot be asked yet,
// because what `object` rests on is new or has another type on the other side.
std::optional<Sql> rows_where(Object const &object, Sql const &condition, Context const &context);

// The same for the rows of its table as they are before the plan.
Sql rows_before(Object const &before, Sql const &condition, Catalog const &catalog);

// The same for rows that have the same `keys` as others.
std::optional<Sql> rows_alike(Object const &object, std::vector<Sql> const &keys,
                              Sql const &condition, Context const &context);

} // namespace schemadiff::kinds
