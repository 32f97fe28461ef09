// Where relations keep their rows: TABLESPACE, and USING, the access method. Tables, materialized
// views, indexes and the constraints that have one share it.
#pragma once

#include <engine/kinds/rules.hpp>

#include <optional>
#include <string>
#include <vector>

namespace schemadiff::kinds
{

using Place = std::optional<std::string>;

// A name from a column that is null where there is none.
Place place_in(Row const &row, std::string_view column);

// " TABLESPACE fast"; empty where there is none.
Sql tablespace_clause(Place const &tablespace);
// " USING INDEX TABLESPACE fast", as constraints say it.
Sql index_tablespace_clause(Place const &tablespace);
// " USING columnar"
Sql access_method_clause(Place const &method);

// `prefix` SET TABLESPACE, which copies the rows of `relation` while nobody uses it. A partitioned
// one has none: only what new partitions get changes.
Side moved_rows(Sql const &prefix, ObjectId const &relation, Place const &to,
                Context const &context);
// The same of the index `index` of `relation`; also of a constraint that has one.
Side moved_index(ObjectId const &index, ObjectId const &relation, Place const &to,
                 Context const &context);
// `prefix` SET ACCESS METHOD, which writes all rows again.
Side other_access_method(Sql const &prefix, ObjectId const &relation, Place const &to,
                         Context const &context);

// The access method as an object, where it is one of ours.
void add_access_method(Place const &method, Catalog const &catalog, std::vector<ObjectId> &ids);

} // namespace schemadiff::kinds
