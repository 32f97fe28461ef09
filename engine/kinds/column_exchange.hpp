// Another type of a column in the online way: its column is exchanged for one that has been filled
// beside it.
#pragma once

#include <engine/kinds/column.hpp>

namespace schemadiff::kinds::column
{

// Whether the column as it is `here` can be exchanged for the one `there`, with all that stands on
// it: docs/online.md says what is in the way.
bool can_be_exchanged(Object const &column, Context const &here, Context const &there);

// Of an index, or a constraint with one.
bool has_index(ObjectId const &id);

// Step::online of a change of type that writes the table again. `plain` is that change. Nothing
// where there is no such way.
std::vector<Step> exchange_column(Object const &before, Object const &after,
                                  FieldNames const &fields, Step const &plain,
                                  Context const &before_context, Context const &after_context);

} // namespace schemadiff::kinds::column
