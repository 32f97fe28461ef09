// What a table has at most one of, and ALTER TABLE says: row security, the replica identity, and
// the index of the last CLUSTER, which materialized views have, too.
#include <engine/kinds/follow.hpp>
#include <engine/kinds/lineage.hpp>
#include <engine/kinds/names.hpp>
#include <engine/kinds/registry.hpp>
#include <engine/kinds/rights.hpp>

#include <fmt/format.h>

namespace schemadiff::kinds::table
{

namespace
{

std::vector<ObjectId> part_depends_on(Object const &object, Catalog const &)
{
    return {object.id.as(kind_of<Table>)};
}

// An index by name: it may be that of a constraint.
std::vector<ObjectId> on_index(Object const &object, std::string const &index,
                               Catalog const &catalog)
{
    std::vector<ObjectId> ids{relation_of(object.id, catalog)};
    for (Kind const kind :
         {kind_of<Index>, kind_of<PrimaryKey>, kind_of<Unique>, kind_of<Exclusion>}) {
        auto const id = object.id.child(kind, index);
        if (catalog.contains(id)) {
            ids.push_back(id);
        }
    }
    return ids;
}

Side table_part_dropped(Object const &object, Sql statement)
{
    auto result = side(std::move(statement));
    result.clause = Clause{object.id.as(kind_of<Table>), sql("")};
    result.locks.push_back(exclusive_lock(object.id.as(kind_of<Table>)));
    return result;
}

// ---- row security ----

Side set_row_security(ObjectId const &id, std::string const &from, std::string const &to)
{
    auto const enabled = [](std::string const &state) {
        return state == "enabled" || state == "forced";
    };
    auto const forced = [](std::string const &state) {
        return state == "forced" || state == "force_only";
    };
    Side result;
    auto const prefix = sql("ALTER TABLE {}", relation_name(id));
    if (enabled(from) != enabled(to)) {
        result.statements.push_back(
            sql("{} {} ROW LEVEL SECURITY", prefix, enabled(to) ? sql("ENABLE") : sql("DISABLE")));
    }
    if (forced(from) != forced(to)) {
        result.statements.push_back(
            sql("{} {} ROW LEVEL SECURITY", prefix, forced(to) ? sql("FORCE") : sql("NO FORCE")));
    }
    auto const table = id.as(kind_of<Table>);
    result.locks.push_back(exclusive_lock(table));
    if (enabled(from) && !enabled(to)) {
        result.hazards.push_back(
            {HazardClass::weaken_isolation,
             fmt::format("without row security every role with privileges on {} sees all its rows",
                         described(table))});
    } else if (forced(from) && !forced(to)) {
        result.hazards.push_back(
            {HazardClass::weaken_isolation,
             fmt::format("the owner of {} is no longer held by its policies", described(table))});
    }
    return result;
}

Side create_row_security(Object const &object, Context const &)
{
    return set_row_security(object.id, "off", object.as<RowSecurity>().state);
}

Side drop_row_security(Object const &object, Context const &)
{
    auto result = set_row_security(object.id, object.as<RowSecurity>().state, "off");
    result.clause = Clause{object.id.as(kind_of<Table>), sql("")};
    return result;
}

Alteration alter_row_security(Object const &before, Object const &after, FieldNames const &,
                              Context const &, Context const &)
{
    Alteration alteration;
    alteration.steps.push_back(both_ways(before, after, [](Object const &from, Object const &to) {
        return set_row_security(to.id, from.as<RowSecurity>().state, to.as<RowSecurity>().state);
    }));
    return alteration;
}

// ---- replica identity ----

Side create_replica_identity(Object const &object, Context const &)
{
    auto const &body = object.as<ReplicaIdentity>();
    auto result = side(sql("ALTER TABLE {} REPLICA IDENTITY {}", relation_name(object.id),
                           body.what == "index" ? sql("USING INDEX {}", Ident{body.index})
                                                : sql("{}", Keyword{body.what})));
    result.locks.push_back(exclusive_lock(object.id.as(kind_of<Table>)));
    return result;
}

Side drop_replica_identity(Object const &object, Context const &)
{
    return table_part_dropped(
        object, sql("ALTER TABLE {} REPLICA IDENTITY DEFAULT", relation_name(object.id)));
}

// A mark lets go of its old index before that is dropped, and takes the new one after that is
// built, which may be after everything else: two steps.
Alteration alter_replica_identity(Object const &before, Object const &after,
                                  FieldNames const &fields, Context const &context, Context const &)
{
    if (contains(fields, "index")) {
        return {.replace = true, .steps = {}};
    }
    Alteration alteration;
    alteration.steps.push_back(both_ways(before, after, [&](Object const &, Object const &to) {
        return create_replica_identity(to, context);
    }));
    return alteration;
}

std::vector<ObjectId> replica_identity_depends_on(Object const &object, Catalog const &catalog)
{
    return on_index(object, object.as<ReplicaIdentity>().index, catalog);
}

// ---- cluster mark ----

Side create_cluster_mark(Object const &object, Context const &context)
{
    auto result = side(sql("ALTER TABLE {} CLUSTER ON {}", relation_name(object.id),
                           Ident{object.as<ClusterMark>().index}));
    result.locks.push_back({relation_of(object.id, context.catalog), Lock::share_update_exclusive});
    return result;
}

Side drop_cluster_mark(Object const &object, Context const &context)
{
    auto const relation = relation_of(object.id, context.catalog);
    auto result = side(sql("ALTER TABLE {} SET WITHOUT CLUSTER", relation_name(object.id)));
    result.clause = Clause{relation, sql("")};
    result.locks.push_back({relation, Lock::share_update_exclusive});
    return result;
}

std::vector<ObjectId> cluster_mark_depends_on(Object const &object, Catalog const &catalog)
{
    return on_index(object, object.as<ClusterMark>().index, catalog);
}

void follow_replica_identity(Object &object, ObjectId const &before, ObjectId const &after)
{
    follow_part(object.as<ReplicaIdentity>().index, object.id, {before, after});
}

void follow_cluster_mark(Object &object, ObjectId const &before, ObjectId const &after)
{
    follow_part(object.as<ClusterMark>().index, object.id, {before, after});
}

} // namespace

Rules const row_security_rules{.kind = kind_of<RowSecurity>,
                               .catalog_query = {},
                               .create = create_row_security,
                               .drop = drop_row_security,
                               .alter = alter_row_security,
                               .depends_on = part_depends_on,
                               .rights = rights_to_rows};

Rules const replica_identity_rules{.kind = kind_of<ReplicaIdentity>,
                                   .catalog_query = {},
                                   .create = create_replica_identity,
                                   .drop = drop_replica_identity,
                                   .alter = alter_replica_identity,
                                   .follow = follow_replica_identity,
                                   .depends_on = replica_identity_depends_on};

Rules const cluster_mark_rules{.kind = kind_of<ClusterMark>,
                               .catalog_query = {},
                               .create = create_cluster_mark,
                               .drop = drop_cluster_mark,
                               .follow = follow_cluster_mark,
                               .depends_on = cluster_mark_depends_on};

} // namespace schemadiff::kinds::table
