// What partitions share with their tables: their indexes are parts of the indexes of the table.
// What they share with tables that inherit is in lineage.hpp.
// https://www.postgresql.org/docs/current/ddl-partitioning.html
#pragma once

#include <engine/kinds/rules.hpp>

#include <optional>

namespace schemadiff::kinds
{

// Each of a table, or of something that stands in it: whether it is partitioned, and the table that
// it is a partition of.
bool is_partitioned(ObjectId const &id, Catalog const &catalog);
std::optional<ObjectId> parent_of(ObjectId const &id, Catalog const &catalog);
// Tables that are its partitions, without the partitions of these.
std::vector<ObjectId> partitions_of(ObjectId const &table, Context const &context);

// The table first, and the partitions of partitions too: what has a copy on each of them.
void lock_with_partitions(Side &side, ObjectId const &table, Lock lock, Context const &context);

// Whether the table of the column is partitioned by it. PostgreSQL neither changes the type of such
// a column nor drops it, so that the table is made anew; the rows are in its partitions.
bool is_partition_key(ObjectId const &column, Catalog const &catalog);

// Says of the removal of an index, or constraint with one, that the removal of the index that it is
// attached to does it, that those which are attached to it go with it, and that partitions without
// a part of it are locked all the same.
void goes_with_parent_index(Side &side, ObjectId const &index, Context const &context);

// The index that an index, or constraint with one, of a partition is attached to. It takes those
// that are attached to it along when it is dropped, so that they depend on it.
std::optional<ObjectId> parent_index(ObjectId const &index, Catalog const &catalog);

// "ONLY " before the name of a table that has partitions, where they are spoken to one by one.
Sql only(ObjectId const &table, Context const &context);

// The index, or constraint with one, of this name.
std::optional<ObjectId> index_of(ObjectId const &table, std::string_view name,
                                 Catalog const &catalog);

// What attaches partitions to an index of a partitioned table, in whatever depth: it is valid with
// all of them only.
std::vector<ObjectId> attachments_to(ObjectId const &index, Catalog const &catalog);

} // namespace schemadiff::kinds
