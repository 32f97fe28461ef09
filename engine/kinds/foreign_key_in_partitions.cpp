// A foreign key of a partitioned table that holds rows. It cannot be NOT VALID before PostgreSQL
// 18, but that of a partition can; and a valid one that says the same becomes the partition's part
// of the new key without a look at its rows (tryAttachPartitionForeignKey).
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

} // namespace

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
