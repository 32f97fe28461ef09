// Which indexes ATTACH PARTITION finds, and what has to be there or gone before it for that.
//
// It goes through the indexes of the partitioned table in the order in which they were made, and
// takes the first of the partition that fits (AttachPartitionEnsureIndexes of
// src/backend/commands/tablecmds.c). What is not found it builds.
#pragma once

#include <engine/kinds/rules.hpp>

#include <string>
#include <vector>

namespace schemadiff::kinds
{

// Whether an index of the table, or constraint with one, is attached to that of the partitioned
// one.
bool has_part_of(ObjectId const &table, ObjectId const &index, Catalog const &catalog);

// For `comes_after` of an index, or constraint with one: one of a partition that would be attached
// in the place of another comes after the partition, like one of the partitioned table that the
// partition has no part of.
std::vector<ObjectId> index_comes_after(Object const &index, Catalog const &catalog);

// For `made_after` of an index, or constraint with one: those that would be taken for it, or the
// other way round, in the order in which they are to be found.
std::vector<ObjectId> alike_and_made_before(Object const &index, Context const &context);

// For `made_after` of a partition: what makes its indexes valid, without which they are not found.
std::vector<ObjectId> attached_below_before(Object const &partition, Context const &context);

// For `in_the_way` of a partition.
std::vector<ObjectId> in_the_way_of_attaching(Object const &partition, Context const &context);

// What an index of a table frees when it goes, before the table is attached, which could take it.
std::string attach_slot(ObjectId const &id);

} // namespace schemadiff::kinds
