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
// Whether ATTACH PARTITION finds it: not one that is invalid, as a partition below has no part.
bool has_whole_part_of(ObjectId const &table, ObjectId const &index, Catalog const &catalog);

// Whether CREATE INDEX takes the indexes of the partitions over, so that they come first. Above
// foreign tables it has to: these have no part of an index, and ALTER INDEX ... ATTACH PARTITION
// makes none valid before all partitions have one (validatePartitionedIndex of
// src/backend/commands/tablecmds.c).
bool takes_parts_over(ObjectId const &index, Catalog const &catalog);

// What stands in the partitions and is attached to the index.
std::vector<ObjectId> parts_of(ObjectId const &index, Catalog const &catalog);

// For `in_the_way` of an index, and of what attaches a partition to one.
std::vector<ObjectId> in_the_way_of_taking_over(Object const &index, Context const &context);
std::vector<ObjectId> in_the_way_of_a_new_part(Object const &part, Context const &context);

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

// For `frees` and `takes` of an index: one that takes those of partitions over is made when others,
// which it could take, are gone, and goes before they come.
std::vector<std::string> freed_by_index(ObjectId const &index, Context const &context);
std::vector<std::string> taken_by_index(ObjectId const &index, Context const &context);

} // namespace schemadiff::kinds
