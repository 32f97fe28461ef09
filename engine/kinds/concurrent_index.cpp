#include <engine/kinds/concurrent_index.hpp>
#include <engine/kinds/partition.hpp>

namespace schemadiff::kinds
{

namespace
{

Qualified name(ObjectId const &id)
{
    return {id.schema(), id.name()};
}

Sql drop_remains(ObjectId const &index)
{
    return sql("DROP INDEX CONCURRENTLY IF EXISTS {}", name(index));
}

// An index that a run has left half done is there, but not valid.
Unbroken whole_or_not(ObjectId const &index)
{
    auto const text = sql("{}", name(index)).text();
    return {sql("SELECT EXISTS (SELECT FROM pg_catalog.pg_index WHERE indexrelid = "
                "pg_catalog.to_regclass({}) AND indisvalid AND indisready) AS is_done",
                Literal{text}),
            drop_remains(index)};
}

// CONCURRENTLY is refused for what is attached, and in such a block.
Sql drop_unless_attached(ObjectId const &index)
{
    auto const text = sql("{}", name(index)).text();
    auto const constraint = sql("ALTER TABLE {} DROP CONSTRAINT IF EXISTS {}", relation_name(index),
                                Ident{index.name()});
    auto const body = sql("BEGIN IF EXISTS (SELECT FROM pg_catalog.pg_class WHERE oid = "
                          "pg_catalog.to_regclass({}) AND NOT relispartition) THEN {}; "
                          "DROP INDEX IF EXISTS {}; END IF; END",
                          Literal{text}, constraint, name(index));
    return sql("DO {}", DollarQuoted{body.text()});
}

} // namespace

bool can_be_built_concurrently(ObjectId const &index, Context const &context)
{
    auto const link = index.up(kind_of<Partition>);
    bool const is_attached_meanwhile = context.is_away && context.is_away(link);
    return !is_partitioned(index, context.catalog) && !is_attached_meanwhile;
}

Step built_concurrently(ObjectId const &index, Sql statement, Dropped dropped,
                        Context const &context)
{
    auto const relation = relation_of(index, context.catalog);
    Step part;
    part.up = side(std::move(statement));
    part.up.transaction = Transaction::outside;
    part.up.locks.push_back({relation, Lock::share_update_exclusive});
    part.up.scans_table = true;
    part.up.unbroken = whole_or_not(index);

    bool const is_attached = parent_index(index, context.catalog).has_value();
    Side down = side(is_attached                ? drop_unless_attached(index)
                     : dropped == Dropped::here ? sql("DROP INDEX CONCURRENTLY {}", name(index))
                                                : drop_remains(index));
    down.locks.push_back(
        {relation, is_attached ? Lock::access_exclusive : Lock::share_update_exclusive});
    down.transaction = is_attached ? Transaction::inside : Transaction::outside;
    down.takes_remains_away = is_attached || dropped == Dropped::with_constraint;
    part.down = std::move(down);
    return part;
}

} // namespace schemadiff::kinds
