#include <engine/kinds/attaching.hpp>

#include <engine/kinds/foreign_key.hpp>
#include <engine/kinds/foreign_table.hpp>
#include <engine/kinds/partition.hpp>

#include <algorithm>
#include <type_traits>

namespace schemadiff::kinds
{

namespace
{

// The table that a part of it, or itself, stands in.
ObjectId table_of(ObjectId const &id)
{
    return id_of<Table>({id.part(0), id.part(1)});
}

template <class Key>
Index index_of_key(Key const &key)
{
    Index index;
    index.method = key.without_overlaps ? "gist" : "btree";
    index.unique = true;
    if constexpr (std::is_same_v<Key, Unique>) {
        index.nulls_not_distinct = key.nulls_not_distinct;
    }
    for (std::string const &column : key.columns) {
        index.keys.emplace_back().column = column;
    }
    index.include = key.include;
    return index;
}

// Of an index or key, what CompareIndexInfo() of src/backend/catalog/index.c looks at, which is not
// the direction of its keys. Below a key only one of a key is taken, though it be of the other
// sort.
Index compared(Object const &object)
{
    if (auto const *key = object.body.get_if<PrimaryKey>(); key != nullptr) {
        return index_of_key(*key);
    }
    if (auto const *key = object.body.get_if<Unique>(); key != nullptr) {
        return index_of_key(*key);
    }
    auto index = object.as<Index>();
    index.options = {};
    index.statistics = {};
    index.tablespace.reset();
    for (IndexKey &key : index.keys) {
        key.descending = false;
        key.nulls_first = false;
    }
    return index;
}

bool are_alike(Object const &a, Object const &b)
{
    return same_content({{}, compared(a)}, {{}, compared(b)});
}

// What an index frees that takes over those of the table, before others like them come.
std::string taken_over_slot(ObjectId const &id)
{
    return "taken over " + table_of(id).path();
}

// The indexes and keys of a table that may be alike.
std::vector<ObjectPtr> indexes_of(ObjectId const &table, Catalog const &catalog)
{
    std::vector<ObjectPtr> all;
    for (Kind const kind : {kind_of<PrimaryKey>, kind_of<Unique>, kind_of<Index>}) {
        auto const some = catalog.below(kind, table);
        all.insert(all.end(), some.begin(), some.end());
    }
    return all;
}

bool is_attached(ObjectId const &index, Catalog const &catalog)
{
    return catalog.contains(index.as(kind_of<IndexPartition>));
}

// Whether an index of a partition alone would be attached in the place of another one.
bool may_be_mistaken(Object const &index, Catalog const &catalog)
{
    auto const indexes = indexes_of(table_of(index.id), catalog);
    return !is_attached(index.id, catalog) &&
           std::any_of(indexes.begin(), indexes.end(), [&](ObjectPtr const &other) {
               return is_attached(other->id, catalog) && are_alike(*other, index);
           });
}

// The place of an index among those of its table that are there already; 0: it is not known.
int place_of(ObjectId const &id, Context const &context)
{
    // The desired state has taken it over by the name, which may have been another's.
    auto const *there =
        context.is_made && context.other != nullptr ? context.other->find(id) : nullptr;
    int const there_before = there == nullptr ? 0 : there->position;
    return there_before != 0 ? there_before : context.catalog.find(id)->position;
}

// Of two alike. Those that are there already were made before all others. Of the others those that
// are attached are made first, because they are there when their table is attached, in the order of
// the indexes that they are attached to.
bool is_made_before(ObjectId const &a, ObjectId const &b, Context const &context)
{
    auto const is_made = [&](ObjectId const &id) {
        return !context.is_made || context.is_made(id);
    };
    bool const both_are_there = !is_made(a) && !is_made(b);
    if (is_made(a) != is_made(b)) {
        return is_made(b);
    }
    int const place_a = place_of(a, context);
    int const place_b = place_of(b, context);
    bool const have_places = place_a != 0 && place_b != 0 && place_a != place_b;
    if (both_are_there && have_places) {
        return place_a < place_b;
    }
    auto const above_a = parent_index(a, context.catalog);
    auto const above_b = parent_index(b, context.catalog);
    if (above_a.has_value() != above_b.has_value()) {
        return above_a.has_value();
    }
    if (above_a && *above_a != *above_b) {
        return is_made_before(*above_a, *above_b, context);
    }
    // CREATE TABLE makes the primary key first, in whatever order it names them.
    bool const one_is_primary =
        (a.kind() == kind_of<PrimaryKey>) != (b.kind() == kind_of<PrimaryKey>);
    if (one_is_primary && is_made(table_of(a))) {
        return a.kind() == kind_of<PrimaryKey>;
    }
    return have_places ? place_a < place_b : a < b;
}

// The partitions of the table that an index stands in, as tables.
std::vector<ObjectId> partitions_below(ObjectId const &index, Catalog const &catalog)
{
    std::vector<ObjectId> tables;
    if (!is_partitioned(index, catalog)) {
        return tables;
    }
    QualifiedName const table{std::string(index.part(0)), std::string(index.part(1))};
    for (ObjectPtr const &one : catalog.of_kind(kind_of<Partition>)) {
        if (one->as<Partition>().parent == table) {
            tables.push_back(one->id.as(kind_of<Table>));
        }
    }
    return tables;
}

// Whether all partitions below have a part of the index, in whatever depth.
bool is_whole(ObjectId const &index, Catalog const &catalog)
{
    auto const tables = partitions_below(index, catalog);
    return std::all_of(tables.begin(), tables.end(), [&](ObjectId const &table) {
        return is_foreign(table, catalog) || has_whole_part_of(table, index, catalog);
    });
}

// Partitions that have no part of an index of their table, which ON ONLY leaves so, or none that is
// found when they are attached.
std::vector<ObjectId> partitions_without(ObjectId const &index, Catalog const &catalog)
{
    std::vector<ObjectId> ids;
    for (ObjectId const &table : partitions_below(index, catalog)) {
        if (!has_whole_part_of(table, index, catalog)) {
            ids.push_back(table.as(kind_of<Partition>));
        }
    }
    return ids;
}

// Of an index that belongs to its partition alone, those of the table that would take it over.
std::vector<ObjectId> would_take_over(Object const &index, Catalog const &catalog)
{
    std::vector<ObjectId> ids;
    for (ObjectPtr const &other : indexes_of(table_of(index.id), catalog)) {
        auto const above = parent_index(other->id, catalog);
        if (above && takes_parts_over(*above, catalog) && are_alike(*other, index)) {
            ids.push_back(*above);
        }
    }
    return ids;
}

} // namespace

std::vector<ObjectId> parts_of(ObjectId const &index, Catalog const &catalog)
{
    std::vector<ObjectId> ids;
    for (ObjectId const &table : partitions_below(index, catalog)) {
        for (ObjectPtr const &one : catalog.below(kind_of<IndexPartition>, table)) {
            if (one->as<IndexPartition>().parent.name == index.name()) {
                if (auto part = index_of(table, one->id.name(), catalog)) {
                    ids.push_back(*std::move(part));
                }
            }
        }
    }
    return ids;
}

bool takes_parts_over(ObjectId const &index, Catalog const &catalog)
{
    // Foreign tables depend on their servers, so that most catalogs need not be searched.
    if (index.kind() != kind_of<Index> || catalog.of_kind(kind_of<ForeignServer>).empty()) {
        return false;
    }
    auto const tables = partitions_below(index, catalog);
    auto const foreign = std::count_if(tables.begin(), tables.end(), [&](ObjectId const &table) {
        return is_foreign(table, catalog);
    });
    return foreign > 0 && std::ssize(partitions_without(index, catalog)) == foreign;
}

// Indexes that belong to a partition alone and would be taken instead of those that are meant.
std::vector<ObjectId> in_the_way_of_taking_over(Object const &index, Context const &context)
{
    auto const &catalog = context.catalog;
    std::vector<ObjectId> ids;
    if (!takes_parts_over(index.id, catalog)) {
        return ids;
    }
    for (ObjectId const &table : partitions_below(index.id, catalog)) {
        for (ObjectPtr const &one : indexes_of(table, catalog)) {
            if (!is_attached(one->id, catalog) && are_alike(*one, index)) {
                ids.push_back(one->id);
            }
        }
    }
    return ids;
}

// The index itself, which would not become valid with what is attached to it.
std::vector<ObjectId> in_the_way_of_a_new_part(Object const &part, Context const &context)
{
    auto const above = parent_index(part.id, context.catalog);
    bool const is_new = context.other != nullptr && !context.other->contains(part.id) &&
                        context.other->contains(table_of(part.id).as(kind_of<Partition>));
    return is_new && above && takes_parts_over(*above, context.catalog)
               ? std::vector<ObjectId>{*above}
               : std::vector<ObjectId>{};
}

bool has_part_of(ObjectId const &table, ObjectId const &index, Catalog const &catalog)
{
    auto const attached = catalog.below(kind_of<IndexPartition>, table);
    return std::any_of(attached.begin(), attached.end(), [&](ObjectPtr const &one) {
        return one->as<IndexPartition>().parent.name == index.name();
    });
}

bool has_whole_part_of(ObjectId const &table, ObjectId const &index, Catalog const &catalog)
{
    auto const attached = catalog.below(kind_of<IndexPartition>, table);
    return std::any_of(attached.begin(), attached.end(), [&](ObjectPtr const &one) {
        auto const part = one->as<IndexPartition>().parent.name == index.name()
                              ? index_of(table, one->id.name(), catalog)
                              : std::nullopt;
        return part && is_whole(*part, catalog);
    });
}

std::vector<ObjectId> index_comes_after(Object const &index, Catalog const &catalog)
{
    auto ids = partitions_without(index.id, catalog);
    auto partition = table_of(index.id).as(kind_of<Partition>);
    if (catalog.contains(partition) && may_be_mistaken(index, catalog)) {
        ids.push_back(std::move(partition));
        auto const others = would_take_over(index, catalog);
        ids.insert(ids.end(), others.begin(), others.end());
    }
    if (takes_parts_over(index.id, catalog)) {
        auto const parts = parts_of(index.id, catalog);
        ids.insert(ids.end(), parts.begin(), parts.end());
    }
    return ids;
}

std::vector<ObjectId> alike_and_made_before(Object const &index, Context const &context)
{
    auto const &catalog = context.catalog;
    // That of a partition alone comes after all for which it might be taken. None is, where they
    // go.
    bool const counts =
        context.is_made && (is_partitioned(index.id, catalog) || is_attached(index.id, catalog));
    std::vector<ObjectId> ids;
    if (!counts) {
        return ids;
    }
    auto const without = partitions_without(index.id, catalog);
    for (ObjectPtr const &other : indexes_of(table_of(index.id), catalog)) {
        bool const is_found = is_partitioned(index.id, catalog) || is_attached(other->id, catalog);
        bool const is_there = !context.is_made(other->id);
        // One that some partitions have no part of is made when these are attached.
        if (other->id != index.id && is_found && !is_there && are_alike(*other, index) &&
            partitions_without(other->id, catalog) == without &&
            is_made_before(other->id, index.id, context)) {
            ids.push_back(other->id);
        }
    }
    return ids;
}

// An index that not all partitions below have a part of is not valid, and not found. Those that are
// attached below only later do not count before that.
std::vector<ObjectId> attached_below_before(Object const &partition, Context const &context)
{
    std::vector<ObjectId> ids;
    for (ObjectPtr const &part :
         context.catalog.below(kind_of<IndexPartition>, partition.id.as(kind_of<Table>))) {
        auto const index = index_of(part->id.up(kind_of<Table>), part->id.name(), context.catalog);
        if (!index) {
            continue;
        }
        for (ObjectId &below : attachments_to(*index, context.catalog)) {
            if (context.is_made && context.is_made(below) &&
                !context.is_made(table_of(below).as(kind_of<Partition>))) {
                ids.push_back(std::move(below));
            }
        }
    }
    return ids;
}

// Foreign keys of the partition alone that would become parts of others, indexes of it alone that
// would be attached in the place of others, and those of its table that it has no part of, which it
// would get one of.
std::vector<ObjectId> in_the_way_of_attaching(Object const &partition, Context const &context)
{
    auto const &catalog = context.catalog;
    auto const table = partition.id.as(kind_of<Table>);
    auto ids = constraint::alike_at_or_below(table, context);
    for (ObjectPtr const &index : indexes_of(table, catalog)) {
        if (may_be_mistaken(*index, catalog)) {
            ids.push_back(index->id);
        }
    }
    if (is_foreign(table, catalog)) {
        return ids; // which never gets one
    }
    auto const &parent = partition.as<Partition>().parent;
    for (ObjectPtr const &index : indexes_of(id_of<Table>({parent.schema, parent.name}), catalog)) {
        if (!has_whole_part_of(table, index->id, catalog)) {
            ids.push_back(index->id);
        }
    }
    return ids;
}

std::string attach_slot(ObjectId const &id)
{
    return "attached " + table_of(id).path();
}

std::vector<std::string> freed_by_index(ObjectId const &index, Context const &context)
{
    std::vector<std::string> slots{attach_slot(index)};
    if (takes_parts_over(index, context.catalog)) {
        for (ObjectId const &table : partitions_below(index, context.catalog)) {
            slots.push_back(taken_over_slot(table));
        }
    }
    return slots;
}

std::vector<std::string> taken_by_index(ObjectId const &index, Context const &context)
{
    std::vector<std::string> slots;
    if (!is_attached(index, context.catalog)) {
        slots.push_back(taken_over_slot(index));
    }
    if (takes_parts_over(index, context.catalog)) {
        for (ObjectId const &table : partitions_below(index, context.catalog)) {
            slots.push_back(attach_slot(table));
        }
    }
    return slots;
}

} // namespace schemadiff::kinds
