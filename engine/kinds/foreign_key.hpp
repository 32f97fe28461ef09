// What makes a foreign key, for the ways in which it can come to a table that holds rows.
#pragma once

#include <engine/kinds/constraint.hpp>

namespace schemadiff::kinds::constraint
{

// ALTER TABLE ... ADD, with the locks that it takes on both tables.
Side create_foreign_key(Object const &object, Context const &context);

// Adds it as NOT VALID, so that new rows are held to it, and validates it after that.
std::vector<Step> foreign_key_validated_later(Object const &object, Context const &context);

// The same for a partitioned table, by its partitions. Nothing where there is no such way.
std::vector<Step> foreign_key_in_partitions(Object const &object, Context const &context);

// Those of the partitioned tables above that would take it for their own part, and the links in
// between, whose making does the same: it is made when all of them are there.
std::vector<ObjectId> alike_above(Object const &key, Catalog const &catalog);
// For `in_the_way`: those of a partition, and of what is below it, that would be taken when it is
// attached.
std::vector<ObjectId> alike_at_or_below(ObjectId const &table, Context const &context);
// For `in_the_way`: those of partitions that it would take.
std::vector<ObjectId> in_the_way_of_foreign_key(Object const &key, Context const &context);

} // namespace schemadiff::kinds::constraint
