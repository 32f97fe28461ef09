// Queries for rows whose values stop a change of types, as far as that can be said of a value
// exactly: docs/online.md has the list.
#pragma once

#include <engine/kinds/rules.hpp>

#include <optional>
#include <string>
#include <vector>

namespace schemadiff::kinds
{

// Rows of a column whose value becomes none of the new type. Nothing where none does not, or where
// nobody can say.
std::optional<Sql> rows_without_cast(Object const &before, Object const &after,
                                     Context const &before_context, Context const &after_context);

// Rows that hold one of these labels of an enum, or an array with it, in one of the columns.
// Nothing where no column is of the enum.
std::optional<Sql> rows_with_labels(ObjectId const &type, std::vector<std::string> const &labels,
                                    std::vector<ObjectId> const &columns, Catalog const &catalog);

} // namespace schemadiff::kinds
