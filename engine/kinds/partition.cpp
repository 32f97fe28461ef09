// Partitions, and indexes of partitions as parts of those of the partitioned table.
//
// A partition is made as a table of its own and attached: that takes a weaker lock on the
// partitioned table than CREATE TABLE ... PARTITION OF, and its indexes keep their names.
// Attaching finds the indexes of the partition that fit (AttachPartitionEnsureIndexes of
// src/backend/commands/tablecmds.c), so that these are made first.
#include <engine/kinds/partition.hpp>

#include <engine/kinds/attaching.hpp>
#include <engine/kinds/column.hpp>
#include <engine/kinds/follow.hpp>
#include <engine/kinds/foreign_table.hpp>
#include <engine/kinds/registry.hpp>
#include <engine/kinds/type_group.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace schemadiff::kinds
{

namespace
{

// The table that a part of it, or itself, stands in.
ObjectId table_of(ObjectId const &id)
{
    return id_of<Table>({id.part(0), id.part(1)});
}

} // namespace

bool is_partitioned(ObjectId const &id, Catalog const &catalog)
{
    auto const *object = catalog.find(table_of(id));
    return object != nullptr && !object->as<Table>().partition_by.empty();
}

std::optional<ObjectId> parent_of(ObjectId const &id, Catalog const &catalog)
{
    auto const *partition = catalog.find(table_of(id).as(kind_of<Partition>));
    if (partition == nullptr) {
        return std::nullopt;
    }
    auto const &parent = partition->as<Partition>().parent;
    return id_of<Table>({parent.schema, parent.name});
}

std::vector<ObjectId> partitions_of(ObjectId const &table, Context const &context)
{
    std::vector<ObjectId> tables;
    if (!is_partitioned(table, context.catalog)) {
        return tables;
    }
    for (ObjectId const &dependant : context.dependants(table)) {
        if (dependant.kind() == kind_of<Partition>) {
            auto const partition = dependant.as(kind_of<Table>);
            if (parent_of(partition, context.catalog) == table) {
                tables.push_back(partition);
            }
        }
    }
    return tables;
}

void lock_with_partitions(Side &side, ObjectId const &table, Lock lock, Context const &context)
{
    side.locks.push_back({table, lock});
    for (ObjectId const &partition : partitions_of(table, context)) {
        lock_with_partitions(side, partition, lock, context);
    }
}

std::optional<ObjectId> parent_index(ObjectId const &index, Catalog const &catalog)
{
    auto const *attached = catalog.find(index.as(kind_of<IndexPartition>));
    auto const parent = attached == nullptr ? std::nullopt : parent_of(index, catalog);
    return parent ? index_of(*parent, attached->as<IndexPartition>().parent.name, catalog)
                  : std::nullopt;
}

bool is_partition_key(ObjectId const &column, Catalog const &catalog)
{
    auto const *table = catalog.find(table_of(column));
    if (table == nullptr || !table->body.holds<Table>()) {
        return false;
    }
    auto const &keys = table->as<Table>().partition_keys;
    auto const &named = table->references; // by expressions
    return std::any_of(keys.begin(), keys.end(),
                       [&](IndexKey const &key) {
                           return key.column == column.name() && !key.column.empty();
                       }) ||
           (!keys.empty() && std::find(named.begin(), named.end(), column) != named.end());
}

void goes_with_parent_index(Side &side, ObjectId const &index, Context const &context)
{
    if (auto const host = parent_index(index, context.catalog)) {
        // One that is not found when its table is attached is attached after that, and still there
        // when the other goes.
        auto const table = table_of(index);
        auto const link = has_whole_part_of(table, *host, context.catalog)
                              ? std::optional{table.as(kind_of<Partition>)}
                              : std::nullopt;
        side.by_itself = {{{{*host, link}}, false, 1}};
    }
    if (is_partitioned(index, context.catalog)) {
        side.makes_way.push_back({index, kind_set<Index, PrimaryKey, Unique, Exclusion>()});
        if (takes_parts_over(index, context.catalog)) {
            for (ObjectId &part : parts_of(index, context.catalog)) {
                side.makes_way.push_back({.of = std::move(part), .kinds = {}, .itself = true});
            }
        }
        for (ObjectId const &partition : partitions_of(table_of(index), context)) {
            if (!has_part_of(partition, index, context.catalog)) {
                lock_with_partitions(side, partition, Lock::access_exclusive, context);
            }
        }
    }
}

Sql only(ObjectId const &table, Context const &context)
{
    return partitions_of(table, context).empty() ? sql("") : sql("ONLY ");
}

std::optional<ObjectId> index_of(ObjectId const &table, std::string_view name,
                                 Catalog const &catalog)
{
    for (Kind const kind :
         {kind_of<Index>, kind_of<PrimaryKey>, kind_of<Unique>, kind_of<Exclusion>}) {
        auto id = table.child(kind, name);
        if (catalog.contains(id)) {
            return id;
        }
    }
    return std::nullopt;
}

std::vector<ObjectId> attachments_to(ObjectId const &index, Catalog const &catalog)
{
    std::vector<ObjectId> all;
    if (!is_partitioned(index, catalog)) {
        return all;
    }
    QualifiedName const name{std::string(index.schema()), std::string(index.name())};
    for (ObjectPtr const &one : catalog.of_kind(kind_of<IndexPartition>)) {
        if (one->as<IndexPartition>().parent == name) {
            all.push_back(one->id);
            auto const part = index_of(one->id.up(kind_of<Table>), one->id.name(), catalog);
            auto const below = part ? attachments_to(*part, catalog) : std::vector<ObjectId>{};
            all.insert(all.end(), below.begin(), below.end());
        }
    }
    return all;
}

} // namespace schemadiff::kinds

namespace schemadiff::kinds::partition
{

namespace
{

constexpr std::string_view query = R"sql(
SELECT i.inhrelid, i.inhparent, pg_catalog.pg_get_expr(c.relpartbound, c.oid) AS bound
FROM pg_catalog.pg_inherits i
JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relispartition AND {managed} AND {plain_table}
)sql";

constexpr std::string_view index_query = R"sql(
SELECT ci.indrelid, x.relname, pn.nspname AS parent_schema, p.relname AS parent_name
FROM pg_catalog.pg_inherits i
JOIN pg_catalog.pg_class x ON x.oid = i.inhrelid AND x.relkind IN ('i', 'I')
JOIN pg_catalog.pg_index ci ON ci.indexrelid = i.inhrelid
JOIN pg_catalog.pg_class c ON c.oid = ci.indrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_class p ON p.oid = i.inhparent
JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
WHERE {managed} AND {plain_table}
)sql";

void from_row(Row const &row, CatalogNames const &names, Found &found)
{
    auto const relation = names.relation(row.number("inhrelid"));
    found.add({id_of<Partition>({relation.schema, relation.name}),
               Partition{names.relation(row.number("inhparent")),
                         Expression{std::string(row.text("bound"))}}});
}

void index_from_row(Row const &row, CatalogNames const &names, Found &found)
{
    auto const relation = names.relation(row.number("indrelid"));
    found.add({id_of<IndexPartition>({relation.schema, relation.name, row.text("relname")}),
               IndexPartition{{std::string(row.text("parent_schema")),
                               std::string(row.text("parent_name"))}}});
}

ObjectId table_named(QualifiedName const &name)
{
    return id_of<Table>({name.schema, name.name});
}

bool is_default(Partition const &body)
{
    return body.bound.text == "DEFAULT";
}

// Of all tables above the partition.
std::vector<ObjectPtr> foreign_keys_above(ObjectId const &table, Catalog const &catalog)
{
    std::vector<ObjectPtr> keys;
    for (auto above = parent_of(table, catalog); above; above = parent_of(*above, catalog)) {
        auto const own = catalog.below(kind_of<ForeignKey>, *above);
        keys.insert(keys.end(), own.begin(), own.end());
    }
    return keys;
}

// The partition gets triggers on the tables that those refer to, or others in their place.
void lock_referred(Side &side, ObjectId const &table, Context const &context)
{
    for (ObjectPtr const &key : foreign_keys_above(table, context.catalog)) {
        lock_with_partitions(side, table_named(key->as<ForeignKey>().references),
                             Lock::share_row_exclusive, context);
    }
}

Side create(Object const &object, Context const &context)
{
    auto const &body = object.as<Partition>();
    auto const table = object.id.as(kind_of<Table>);
    auto const parent = table_named(body.parent);
    Side result;
    result.statements = column::with_other_names(table, context, column::Names::shared);
    result.statements.push_back(sql("ALTER TABLE ONLY {} ATTACH PARTITION {} {}",
                                    Qualified{body.parent}, relation_name(object.id),
                                    Verbatim{body.bound}));
    result.locks = {{parent, Lock::share_update_exclusive}};
    lock_with_partitions(result, table, Lock::access_exclusive, context);
    lock_referred(result, table, context);
    if (is_foreign(table, context.catalog)) {
        return result; // whose rows are believed to be within its bounds
    }
    result.scans_table = true;
    result.hazards.push_back(
        {HazardClass::build_fails_on_data,
         is_default(body)
             ? fmt::format("a row of {} that belongs to another partition stops it from becoming "
                           "the default one",
                           described(table))
             : fmt::format("a row of {} outside of its bounds stops it from being attached",
                           described(table))});
    return result;
}

// Whether a foreign key refers to the table, or to one that it is a partition of.
bool is_referred_to(ObjectId const &table, Context const &context)
{
    auto const &dependants = context.dependants(table);
    bool const is_it =
        std::any_of(dependants.begin(), dependants.end(), [&](ObjectId const &dependant) {
            // Nearly all of them are partitions.
            auto const *key =
                dependant.kind() == kind_of<ForeignKey> ? context.catalog.find(dependant) : nullptr;
            return key != nullptr && table_named(key->as<ForeignKey>().references) == table;
        });
    auto const parent = parent_of(table, context.catalog);
    return is_it || (parent && is_referred_to(*parent, context));
}

// Whether all types below an object are there on the other side as well, and stay what they are. Of
// composite types nobody needs to know: hardly ever are they in a key.
bool keeps_types(ObjectId const &id, Catalog const &here, Catalog const &there)
{
    auto const needed = dependencies(*here.find(id), here);
    return std::all_of(needed.begin(), needed.end(), [&](ObjectId const &type) {
        auto const *later = there.find(type);
        return !can_be_made_anew(type.kind()) ||
               (later != nullptr && type.kind() != kind_of<CompositeType> &&
                same_content(*here.find(type), *later) && keeps_types(type, here, there));
    });
}

// Two columns that get another type one after the other cannot be in a foreign key meanwhile.
bool keeps_types_of_columns(Object const &key, Catalog const &here, Catalog const &there)
{
    auto const needed = dependencies(key, here);
    return std::all_of(needed.begin(), needed.end(), [&](ObjectId const &id) {
        if (id.kind() != kind_of<Column>) {
            return true;
        }
        auto const *later = there.find(id);
        return later != nullptr && here.find(id)->as<Column>().type == later->as<Column>().type &&
               keeps_types(id, here, there);
    });
}

// Whether the partition is one of the same table on the other side, with the same foreign key.
bool keeps_foreign_key(Object const &partition, Object const &key, Context const &context)
{
    auto const *later = context.other == nullptr ? nullptr : context.other->find(partition.id);
    auto const *same_key = context.other == nullptr ? nullptr : context.other->find(key.id);
    return later != nullptr && same_key != nullptr && same_content(key, *same_key) &&
           later->as<Partition>().parent == partition.as<Partition>().parent &&
           keeps_types_of_columns(key, context.catalog, *context.other);
}

// A partition that is detached takes copies of the foreign keys of its table along (DetachPartition
// of src/backend/commands/tablecmds.c). They are gone where the table has lost them before, and
// come again when it is attached.
void let_go_of_foreign_keys(Side &side, Object const &partition, Context const &context)
{
    auto const table = partition.id.as(kind_of<Table>);
    for (ObjectPtr const &key : foreign_keys_above(table, context.catalog)) {
        if (!keeps_foreign_key(partition, *key, context)) {
            side.statements.push_back(sql("ALTER TABLE {} DROP CONSTRAINT IF EXISTS {}",
                                          relation_name(table), Ident{key->id.name()}));
            lock_with_partitions(side, table_named(key->as<ForeignKey>().references),
                                 Lock::access_exclusive, context);
        }
    }
}

Side drop(Object const &object, Context const &context)
{
    auto const &body = object.as<Partition>();
    auto const table = object.id.as(kind_of<Table>);
    auto result = side(sql("ALTER TABLE ONLY {} DETACH PARTITION {}", Qualified{body.parent},
                           relation_name(object.id)));
    for (Sql &statement : column::with_other_names(table, context, column::Names::own)) {
        result.statements.push_back(std::move(statement));
    }
    // A foreign key to the partitioned table holds on to each partition.
    if (!is_referred_to(table_named(body.parent), context)) {
        result.clause = Clause{table, sql("")};
    }
    // Those below have other bounds from then on (DetachPartitionFinalize).
    result.locks = {exclusive_lock(table_named(body.parent))};
    lock_with_partitions(result, table, Lock::access_exclusive, context);
    lock_referred(result, table, context);
    let_go_of_foreign_keys(result, object, context);
    return result;
}

// Its bounds are values of the columns that the parent is partitioned by.
std::vector<ObjectId> depends_on(Object const &object, Catalog const &catalog)
{
    auto const parent = table_named(object.as<Partition>().parent);
    std::vector<ObjectId> ids{object.id.as(kind_of<Table>), parent};
    if (auto const *table = catalog.find(parent)) {
        for (IndexKey const &key : table->as<Table>().partition_keys) {
            if (!key.column.empty()) {
                ids.push_back(parent.child(kind_of<Column>, key.column));
            }
        }
    }
    return ids;
}

// All that has to fit when it is attached, and is found then. An index of the table that it has no
// part of is made afterwards, or it would get one.
std::vector<ObjectId> comes_after(Object const &object, Catalog const &catalog)
{
    std::vector<ObjectId> ids;
    auto const own = object.id.as(kind_of<Table>);
    for (ObjectId const &table : {own, table_named(object.as<Partition>().parent)}) {
        for (Kind const kind : {kind_of<Column>, kind_of<PrimaryKey>, kind_of<Unique>,
                                kind_of<Exclusion>, kind_of<Check>, kind_of<Index>}) {
            for (ObjectPtr const &part : catalog.below(kind, table)) {
                auto const above =
                    table == own ? parent_index(part->id, catalog) : std::optional{part->id};
                bool const is_found =
                    !facts(kind).has_index || (above && has_whole_part_of(own, *above, catalog));
                if (is_found) {
                    ids.push_back(part->id);
                }
            }
        }
    }
    return ids;
}

// Bounds may overlap those that another partition had.
std::vector<std::string> slots(ObjectId const &, Object const *object)
{
    if (object == nullptr) {
        return {};
    }
    auto const &parent = object->as<Partition>().parent;
    return {fmt::format("bounds {}.{}", parent.schema, parent.name)};
}

std::vector<std::string> comes_after_dropped_parts(ObjectId const &id, Context const &context)
{
    return {attach_slot(id),
            attach_slot(table_named(context.catalog.find(id)->as<Partition>().parent))};
}

void follow(Object &object, ObjectId const &before, ObjectId const &after)
{
    follow_name(object.as<Partition>().parent, {before, after});
}

// ---- indexes ----

ObjectId partition_of(ObjectId const &index)
{
    return table_of(index).as(kind_of<Partition>);
}

Side attach_index(Object const &object, Context const &context)
{
    auto const &parent = object.as<IndexPartition>().parent;
    auto result = side(sql("ALTER INDEX {} ATTACH PARTITION {}", Qualified{parent},
                           Qualified{object.id.schema(), object.id.name()}));
    auto const index = parent_index(object.id, context.catalog);
    if (index && has_whole_part_of(table_of(object.id), *index, context.catalog)) {
        result.by_itself = {{{{partition_of(object.id), std::nullopt}}, false, 1}};
    }
    if (index && takes_parts_over(*index, context.catalog)) {
        result.by_itself.push_back({{{*index, std::nullopt}}, false, 1});
        result.locks.push_back({table_of(object.id), Lock::share});
        return result;
    }
    if (auto const table = parent_of(table_of(object.id), context.catalog)) {
        result.locks.push_back({*table, Lock::share_update_exclusive});
    }
    // ATExecAttachPartitionIdx() locks the index, which whoever reads the partition waits for.
    result.locks.push_back(exclusive_lock(table_of(object.id)));
    return result;
}

// There is no statement for it: an index leaves when the partition is detached, or with the index
// that it is attached to, which otherwise makes way.
Side detach_index(Object const &object, Context const &context)
{
    Side result;
    auto const parent = parent_index(object.id, context.catalog);
    if (parent && context.other != nullptr && context.other->contains(*parent)) {
        result.makes_way.push_back(
            {.of = *parent, .kinds = {}, .itself = true, .unless_away = partition_of(object.id)});
    }
    return result;
}

std::vector<ObjectId> index_depends_on(Object const &object, Catalog const &catalog)
{
    auto const table = table_of(object.id);
    std::vector<ObjectId> ids{partition_of(object.id)};
    if (auto index = index_of(table, object.id.name(), catalog)) {
        ids.push_back(*std::move(index));
    }
    if (auto const parent = parent_of(table, catalog)) {
        auto const &name = object.as<IndexPartition>().parent.name;
        if (auto index = index_of(*parent, name, catalog)) {
            ids.push_back(*std::move(index));
        }
    }
    return ids;
}

void follow_index(Object &object, ObjectId const &before, ObjectId const &after)
{
    auto &parent = object.as<IndexPartition>().parent;
    if (before.kind() == kind_of<Schema>) {
        follow_name(parent, {before, after});
    } else if (facts(before.kind()).has_index && before.schema() == parent.schema &&
               before.name() == parent.name) {
        parent = {std::string(after.schema()), std::string(after.name())};
    }
}

} // namespace

Rules const rules{.kind = kind_of<Partition>,
                  .catalog_query = query,
                  .from_row = from_row,
                  .create = create,
                  .drop = drop,
                  .follow = follow,
                  .depends_on = depends_on,
                  .comes_after = comes_after,
                  .made_after = attached_below_before,
                  .in_the_way = in_the_way_of_attaching,
                  .slots = slots,
                  .takes = comes_after_dropped_parts};

Rules const index_rules{.kind = kind_of<IndexPartition>,
                        .catalog_query = index_query,
                        .from_row = index_from_row,
                        .create = attach_index,
                        .drop = detach_index,
                        .follow = follow_index,
                        .depends_on = index_depends_on,
                        .in_the_way = in_the_way_of_a_new_part};

} // namespace schemadiff::kinds::partition
