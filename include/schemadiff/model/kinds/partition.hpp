// What makes a table a partition of another. The partition itself is a table with columns,
// constraints and indexes of its own, as pg_dump prints it.
#pragma once
#include <schemadiff/model/field.hpp>
#include <schemadiff/model/kind_facts.hpp>

#include <tuple>

namespace schemadiff
{

// ALTER TABLE ... ATTACH PARTITION. Path {schema, table} of the partition.
struct Partition {
    QualifiedName parent;
    Expression bound; // FOR VALUES IN ('a', 'b'), or DEFAULT

    static constexpr std::string_view word = "partition";
    static constexpr std::string_view section = "partition_of";
    static constexpr KindFacts facts{.part_of = kind_of<Table>};
    static constexpr auto fields = std::tuple{
        Field<Partition, QualifiedName>{"table", &Partition::parent, OnChange::replace,
                                        "the partitioned table"},
        Field<Partition, Expression>{"values", &Partition::bound, OnChange::replace,
                                     "from (...) to (...), in (...), with (modulus ..., remainder "
                                     "...) or default"},
    };
};

// ALTER INDEX ... ATTACH PARTITION: an index of a partition, also that of a constraint, as the part
// of an index of the partitioned table. Path {schema, table, index} of the partition.
struct IndexPartition {
    QualifiedName parent; // the index of the partitioned table

    static constexpr std::string_view word = "index partition";
    static constexpr std::string_view section = "index_partitions";
    static constexpr KindFacts facts{.home = Home::relation, .is_part_of_index = true};
    static constexpr auto fields = std::tuple{
        Field<IndexPartition, QualifiedName>{"partition_of", &IndexPartition::parent,
                                             OnChange::replace,
                                             "the index of the partitioned table"},
    };
};

} // namespace schemadiff
