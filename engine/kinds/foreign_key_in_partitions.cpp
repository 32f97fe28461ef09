// Foreign keys of partitioned tables and of their partitions. A valid one of a partition that says
// the same becomes its part of the new key without a look at the rows
// (tryAttachPartitionForeignKey). That is the way to one where there are rows: before PostgreSQL 18
// it cannot be NOT VALID itself, but that of a partition can.
#include <engine/kinds/foreign_key.hpp>
#include <engine/kinds/partition.hpp>
#include <engine/kinds/registry.hpp>

#include <algorithm>
#include <array>
#include <iterator>

namespace schemadiff::kinds::constraint
{

namespace
{

// Where the rows are: partitions that are not partitioned themselves.
void add_leaves(ObjectId const &table, Context const &context, std::vector<ObjectId> &leaves)
{
    for (ObjectId const &partition : partitions_of(table, context)) {
        if (is_partitioned(partition, context.catalog)) {
            add_leaves(partition, context, leaves);
        } else {
            leaves.push_back(partition);
        }
    }
}

bool has_constraint_named(ObjectId const &constraint, Catalog const &catalog)
{
    auto const table = table_of(constraint);
    constexpr std::array kinds{kind_of<Check>, kind_of<ForeignKey>, kind_of<PrimaryKey>,
                               kind_of<Unique>, kind_of<Exclusion>};
    return std::any_of(kinds.begin(), kinds.end(), [&](Kind kind) {
        return catalog.contains(table.child(kind, constraint.name()));
    });
}

bool is_attached_meanwhile(ObjectId const &partition, Context const &context)
{
    return context.is_away && context.is_away(partition.as(kind_of<Partition>));
}

// It goes with the key of the partitioned table once it is a part of that.
Side taken_away(ObjectId const &key, ObjectId const &referred)
{
    auto result = side(
        sql("ALTER TABLE {} DROP CONSTRAINT IF EXISTS {}", relation_name(key), Ident{key.name()}));
    for (ObjectId const &table : {table_of(key), referred}) {
        result.locks.push_back({table, Lock::access_exclusive});
    }
    result.takes_remains_away = true;
    return result;
}

// Whether that of a partitioned table takes that of a partition for its own when it is made, so
// that they go together (tryAttachPartitionForeignKey of src/backend/commands/tablecmds.c).
bool are_alike(ForeignKey const &whole, ForeignKey const &part)
{
    auto const facts = [](ForeignKey const &key) {
        return std::tie(key.columns, key.references, key.referred_columns, key.match, key.on_update,
                        key.on_delete, key.deferrable, key.initially_deferred);
    };
    return !part.not_valid && facts(whole) == facts(part);
}

void add_alike_below(std::vector<ObjectId> &ids, Object const &key, ObjectId const &table,
                     Context const &context)
{
    for (ObjectId const &part : partitions_of(table, context)) {
        for (auto const &other : context.catalog.below(kind_of<ForeignKey>, part)) {
            if (are_alike(key.as<ForeignKey>(), other->as<ForeignKey>())) {
                ids.push_back(other->id);
            }
        }
        add_alike_below(ids, key, part, context);
    }
}

} // namespace

std::vector<ObjectId> alike_above(Object const &key, Catalog const &catalog)
{
    std::vector<ObjectId> ids;
    std::vector<ObjectId> links{table_of(key.id).as(kind_of<Partition>)};
    for (auto table = parent_of(key.id, catalog); table; table = parent_of(*table, catalog)) {
        for (auto const &other : catalog.below(kind_of<ForeignKey>, *table)) {
            if (are_alike(other->as<ForeignKey>(), key.as<ForeignKey>())) {
                ids.push_back(other->id);
                ids.insert(ids.end(), links.begin(), links.end());
            }
        }
        links.push_back(table->as(kind_of<Partition>));
    }
    return ids;
}

std::vector<ObjectId> alike_at_or_below(ObjectId const &table, Context const &context)
{
    std::vector<ObjectId> ids;
    for (auto const &key : context.catalog.below(kind_of<ForeignKey>, table)) {
        if (!alike_above(*key, context.catalog).empty()) {
            ids.push_back(key->id);
        }
    }
    for (ObjectId const &part : partitions_of(table, context)) {
        auto below = alike_at_or_below(part, context);
        ids.insert(ids.end(), below.begin(), below.end());
    }
    return ids;
}

std::vector<ObjectId> in_the_way_of_foreign_key(Object const &key, Context const &context)
{
    std::vector<ObjectId> ids;
    add_alike_below(ids, key, table_of(key.id), context);
    return ids;
}

// First all partitions hold new rows to it, so that a key that it replaces can go in the same
// transaction; then their old rows are looked at, one partition after the other.
std::vector<Step> foreign_key_in_partitions(Object const &object, Context const &context)
{
    auto const &references = object.as<ForeignKey>().references;
    auto const referred = id_of<Table>({references.schema, references.name});
    if (is_partitioned(referred, context.catalog)) {
        return {};
    }
    std::vector<ObjectId> leaves;
    add_leaves(table_of(object.id), context, leaves);
    std::vector<Step> added;
    std::vector<Step> validated;
    for (ObjectId const &leaf : leaves) {
        Object own = object;
        own.id = leaf.child(kind_of<ForeignKey>, object.id.name());
        if (is_attached_meanwhile(leaf, context) || has_constraint_named(own.id, context.catalog) ||
            (context.other != nullptr && has_constraint_named(own.id, *context.other))) {
            return {};
        }
        auto parts = foreign_key_validated_later(own, context);
        parts.front().down = taken_away(own.id, referred);
        added.push_back(std::move(parts.front()));
        validated.push_back(std::move(parts.back()));
    }
    Step whole;
    whole.up = create_foreign_key(object, context);
    whole.up.clause.reset();
    whole.up.scans_table = false;
    whole.up.hazards.clear();
    whole.up.probe.reset();
    // The triggers that each partition's own key has on the other table make way for those of the
    // whole key.
    whole.up.locks.push_back({referred, Lock::access_exclusive});
    whole.down = foreign_key_rules.drop(object, context);
    whole.down->clause.reset();

    auto all = std::move(added);
    std::move(validated.begin(), validated.end(), std::back_inserter(all));
    if (!all.empty()) {
        all.push_back(std::move(whole));
    }
    return all;
}

} // namespace schemadiff::kinds::constraint
