#include <engine/kinds/attaching.hpp>

#include <engine/kinds/partition.hpp>

#include <algorithm>
#include <limits>

namespace schemadiff::kinds
{

namespace
{

// The table that a part of it, or itself, stands in.
ObjectId table_of(ObjectId const &id)
{
    return id_of<Table>({id.part(0), id.part(1)});
}

// What CompareIndexInfo() of src/backend/catalog/index.c asks of two indexes, which is not the
// direction of their keys.
bool are_alike(Object const &a, Object const &b)
{
    auto const compared = [](Object const &object) {
        auto index = object.as<Index>();
        index.options = {};
        index.statistics = {};
        index.tablespace.reset();
        for (IndexKey &key : index.keys) {
            key.descending = false;
            key.nulls_first = false;
        }
        return Object{{}, std::move(index)};
    };
    return same_content(compared(a), compared(b));
}

// Those of a table that are there already were made before all others, which are made in the order
// of the indexes that they are attached to, and of their names.
bool is_made_before(ObjectId const &a, ObjectId const &b, Catalog const &catalog)
{
    auto const place = [&](ObjectId const &id) {
        auto const position = catalog.find(id)->position;
        return position == 0 ? std::numeric_limits<int>::max() : position;
    };
    if (place(a) != place(b)) {
        return place(a) < place(b);
    }
    auto const above_a = parent_index(a, catalog);
    auto const above_b = parent_index(b, catalog);
    return above_a && above_b && above_a != above_b ? is_made_before(*above_a, *above_b, catalog)
                                                    : a < b;
}

// Partitions that have no part of an index of their table, which ON ONLY leaves so.
std::vector<ObjectId> partitions_without(ObjectId const &index, Catalog const &catalog)
{
    std::vector<ObjectId> ids;
    if (!is_partitioned(index, catalog)) {
        return ids;
    }
    QualifiedName const table{std::string(index.part(0)), std::string(index.part(1))};
    for (ObjectPtr const &one : catalog.of_kind(kind_of<Partition>)) {
        if (one->as<Partition>().parent == table &&
            !has_part_of(one->id.as(kind_of<Table>), index, catalog)) {
            ids.push_back(one->id);
        }
    }
    return ids;
}

// Attached indexes of the same partition that would be taken for this one.
std::vector<ObjectId> alike_and_made_before(Object const &index, Catalog const &catalog)
{
    std::vector<ObjectId> ids;
    for (ObjectPtr const &other : catalog.below(kind_of<Index>, table_of(index.id))) {
        if (other->id != index.id && catalog.contains(other->id.as(kind_of<IndexPartition>)) &&
            are_alike(*other, index) && is_made_before(other->id, index.id, catalog)) {
            ids.push_back(other->id);
        }
    }
    return ids;
}

} // namespace

bool has_part_of(ObjectId const &table, ObjectId const &index, Catalog const &catalog)
{
    auto const attached = catalog.below(kind_of<IndexPartition>, table);
    return std::any_of(attached.begin(), attached.end(), [&](ObjectPtr const &one) {
        return one->as<IndexPartition>().parent.name == index.name();
    });
}

std::vector<ObjectId> index_comes_after(Object const &index, Catalog const &catalog)
{
    auto ids = partitions_without(index.id, catalog);
    auto partition = table_of(index.id).as(kind_of<Partition>);
    if (!catalog.contains(partition)) {
        return ids;
    }
    if (!catalog.contains(index.id.as(kind_of<IndexPartition>))) {
        ids.push_back(std::move(partition));
    } else if (index.body.holds<Index>()) {
        auto const before = alike_and_made_before(index, catalog);
        ids.insert(ids.end(), before.begin(), before.end());
    }
    return ids;
}

// Indexes of the partition alone that would be attached in the place of others.
std::vector<ObjectId> in_the_way_of_attaching(Object const &partition, Context const &context)
{
    auto const &catalog = context.catalog;
    auto const indexes = catalog.below(kind_of<Index>, partition.id.as(kind_of<Table>));
    auto const is_attached = [&](ObjectPtr const &index) {
        return catalog.contains(index->id.as(kind_of<IndexPartition>));
    };
    std::vector<ObjectId> ids;
    for (ObjectPtr const &index : indexes) {
        if (!is_attached(index) &&
            std::any_of(indexes.begin(), indexes.end(), [&](ObjectPtr const &other) {
                return is_attached(other) && are_alike(*other, *index);
            })) {
            ids.push_back(index->id);
        }
    }
    return ids;
}

std::string attach_slot(ObjectId const &id)
{
    return "attached " + table_of(id).path();
}

} // namespace schemadiff::kinds
