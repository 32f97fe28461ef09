// Indexes: method, uniqueness, keys with operator class, collation and order, expressions,
// predicate, included columns, storage parameters, tablespace. The index of a constraint is part of
// that.
#include <engine/kinds/attaching.hpp>
#include <engine/kinds/concurrent_index.hpp>
#include <engine/kinds/follow.hpp>
#include <engine/kinds/index_keys.hpp>
#include <engine/kinds/index_statistics.hpp>
#include <engine/kinds/partition.hpp>
#include <engine/kinds/placement.hpp>
#include <engine/kinds/printed_text.hpp>
#include <engine/kinds/probe.hpp>
#include <engine/kinds/registry.hpp>
#include <engine/kinds/type_names.hpp>

#include <fmt/format.h>

#include <tuple>

namespace schemadiff::kinds::index
{

namespace
{

// pg_get_indexdef() of everything is the slowest query there is (facts of the project: 1.8 s for
// 10,000 tables), so only expressions are printed by the server. One expression is what
// pg_get_expr() prints; of several each is asked for by itself.
constexpr std::string_view query = R"sql(
SELECT i.indexrelid, i.indrelid, x.relname, am.amname, i.indisunique, {nulls_not_distinct} AS nulls_not_distinct,
       i.indkey, i.indnkeyatts, i.indclass, i.indcollation, i.indoption, x.reloptions, ts.spcname,
       x.relkind = 'i' AND NOT i.indisvalid AS invalid,
       {place_of_index} AS place,
       CASE WHEN i.indexprs IS NULL THEN NULL
            WHEN (SELECT count(*) FROM pg_catalog.unnest(i.indkey) k WHERE k = 0) = 1
            THEN ARRAY[pg_catalog.pg_get_expr(i.indexprs, i.indrelid)]
            ELSE ARRAY(SELECT pg_catalog.regexp_replace(pg_catalog.pg_get_indexdef(i.indexrelid, k, false),
                                                        '^\((.*)\)$', '\1')
                       FROM pg_catalog.generate_series(1, i.indnkeyatts) k
                       WHERE i.indkey[k - 1] = 0 ORDER BY k)
       END AS expressions,
       CASE WHEN i.indexprs IS NOT NULL
            THEN ARRAY(SELECT a.attnum || '=' || a.attstattarget FROM pg_catalog.pg_attribute a
                       WHERE a.attrelid = i.indexrelid AND a.attstattarget >= 0 ORDER BY a.attnum)
       END AS statistics,
       CASE WHEN i.indpred IS NOT NULL THEN pg_catalog.pg_get_expr(i.indpred, i.indrelid) END AS predicate
FROM pg_catalog.pg_index i
JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
JOIN pg_catalog.pg_am am ON am.oid = x.relam
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = x.reltablespace
WHERE {managed} AND ({plain_table} OR c.relkind = 'm' AND {not_member pg_class c.oid})
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint con
                  WHERE con.conindid = i.indexrelid AND con.conrelid = i.indrelid
                    AND con.contype IN ('p', 'u', 'x'))
)sql";

void from_row(Row const &row, CatalogNames const &names, Found &found)
{
    Index body;
    body.method = row.text("amname");
    body.unique = row.boolean("indisunique");
    body.nulls_not_distinct = row.boolean("nulls_not_distinct");
    std::tie(body.keys, body.include) = keys_from_row(row, names);
    if (!row.is_null("predicate")) {
        body.where = Expression{std::string(row.text("predicate"))};
    }
    body.options = options_from(row.list("reloptions"));
    body.statistics = options_from(row.list("statistics"));
    body.tablespace = place_in(row, "spcname");
    body.invalid = row.boolean("invalid");
    auto const relation = names.relation(row.number("indrelid"));
    found.add({id_of<Index>({relation.schema, relation.name, row.text("relname")}),
               std::move(body),
               {},
               static_cast<int>(row.number("place"))},
              catalog_oid::pg_class, row.number("indexrelid"));
}

Qualified name(ObjectId const &id)
{
    return {id.schema(), id.name()};
}

Sql create_statement(Object const &object, Context const &context, Sql const &concurrently)
{
    auto const &body = object.as<Index>();
    auto const none = sql("");
    std::vector<Sql> keys;
    for (IndexKey const &key : body.keys) {
        keys.push_back(index_key_sql(key));
    }
    auto const unique = body.unique ? sql(" UNIQUE") : none;
    auto const method = body.method == "btree" ? none : sql(" USING {}", Ident{body.method});
    auto const include = body.include.empty() ? none : sql(" INCLUDE ({})", names(body.include));
    auto const nulls = body.nulls_not_distinct ? sql(" NULLS NOT DISTINCT") : none;
    auto const options = body.options.empty() ? none : sql(" WITH ({})", option_list(body.options));
    auto const where = body.where ? sql(" WHERE {}", Verbatim{read_as_printed(*body.where)}) : none;
    auto const only_it = takes_parts_over(object.id, context.catalog)
                             ? none
                             : only(relation_of(object.id, context.catalog), context);
    return sql("CREATE{} INDEX{} {} ON {}{}{} ({}){}{}{}{}{}", unique, concurrently,
               Ident{object.id.name()}, only_it, relation_name(object.id), method, join(keys, ", "),
               include, nulls, options, tablespace_clause(body.tablespace), where);
}

std::optional<Sql> doubles(Object const &object, Context const &context)
{
    auto const &body = object.as<Index>();
    std::vector<Sql> keys;
    std::vector<Sql> conditions;
    for (IndexKey const &key : body.keys) {
        keys.push_back(key.column.empty() ? sql("({})", Verbatim{*key.expression})
                                          : sql("t.{}", Ident{key.column}));
        if (!body.nulls_not_distinct) {
            conditions.push_back(sql("{} IS NOT NULL", keys.back()));
        }
    }
    if (body.where) {
        conditions.push_back(sql("({})", Verbatim{*body.where}));
    }
    return rows_alike(object, keys, conditions.empty() ? sql("true") : join(conditions, " AND "),
                      context);
}

Hazard two_of_the_same(Object const &object)
{
    return {HazardClass::build_fails_on_data,
            fmt::format("two rows with the same values stop {} from being built",
                        described(object.id))};
}

Side create(Object const &object, Context const &context)
{
    auto const &body = object.as<Index>();
    auto const relation = relation_of(object.id, context.catalog);
    auto result = side(create_statement(object, context, sql("")));
    if (takes_parts_over(object.id, context.catalog)) {
        lock_with_partitions(result, relation, Lock::share, context);
    } else {
        result.locks.push_back({relation, Lock::share});
    }
    auto const statistics = index_statistics(object.id, {}, body.statistics);
    result.statements.insert(result.statements.end(), statistics.begin(), statistics.end());
    // It holds no rows; the indexes of its partitions do. Without any that are known, it is built
    // for those that are left alone.
    if (!partitions_of(relation, context).empty()) {
        return result;
    }
    result.scans_table = true;
    result.hazards.push_back(
        {HazardClass::long_lock, fmt::format("writes to {} wait while {} is built",
                                             described(relation), described(object.id))});
    if (body.unique) {
        result.hazards.push_back(two_of_the_same(object));
        result.probe = doubles(object, context);
    }
    return result;
}

std::vector<Step> online(Object const &object, Context const &context)
{
    auto const &body = object.as<Index>();
    if (!can_be_built_concurrently(object.id, context) || body.invalid) {
        return {};
    }
    std::vector<Step> parts{
        built_concurrently(object.id, create_statement(object, context, sql(" CONCURRENTLY")),
                           Dropped::here, context)};
    if (body.unique) {
        parts.front().up.hazards.push_back(two_of_the_same(object));
        parts.front().up.probe = doubles(object, context);
    }
    if (auto statements = index_statistics(object.id, {}, body.statistics); !statements.empty()) {
        Step targets;
        targets.up.statements = std::move(statements);
        targets.up.locks.push_back(
            {relation_of(object.id, context.catalog), Lock::share_update_exclusive});
        targets.down = Side{};
        parts.push_back(std::move(targets));
    }
    return parts;
}

Side drop(Object const &object, Context const &context)
{
    auto result = side(sql("DROP INDEX {}", name(object.id)));
    auto const relation = relation_of(object.id, context.catalog);
    result.clause = Clause{relation, sql("")};
    result.locks.push_back(exclusive_lock(relation));
    goes_with_parent_index(result, object.id, context);
    return result;
}

Side set_options(Object const &from, Object const &to, ObjectId const &relation)
{
    auto const &before = from.as<Index>().options;
    auto const &after = to.as<Index>().options;
    Side result;
    result.statements = option_statements(sql("ALTER INDEX {}", name(to.id)), before, after);
    result.locks.push_back({relation, option_lock(before, after)});
    return result;
}

Alteration alter(Object const &before, Object const &after, FieldNames const &fields,
                 Context const &context, Context const &after_context)
{
    auto const relation = relation_of(after.id, context.catalog);
    Alteration alteration;
    if (contains(fields, "options") && is_partitioned(relation, context.catalog)) {
        return {.replace = true, .steps = {}}; // it has no ALTER for them
    }
    if (contains(fields, "options")) {
        alteration.steps.push_back(
            both_ways(before, after, [&](Object const &from, Object const &to) {
                return set_options(from, to, relation);
            }));
    }
    if (contains(fields, "statistics")) {
        Step step;
        change_index_statistics(step.up, before, after, context, after_context);
        change_index_statistics(step.down.emplace(), after, before, after_context, context);
        alteration.steps.push_back(std::move(step));
        alteration.asks_who_is_away = is_partitioned(relation, context.catalog);
    }
    if (contains(fields, "tablespace")) {
        alteration.steps.push_back(both_ways(before, after, [&](Object const &, Object const &to) {
            return moved_index(to.id, relation, to.as<Index>().tablespace, context);
        }));
    }
    return alteration;
}

Side rename(ObjectId const &before, ObjectId const &after)
{
    auto result = side(sql("ALTER INDEX {} RENAME TO {}", name(before), Ident{after.name()}));
    result.locks.push_back({after.up(kind_of<Table>), Lock::share_update_exclusive});
    return result;
}

std::vector<ObjectId> depends_on(Object const &object, Catalog const &catalog)
{
    auto const &body = object.as<Index>();
    auto const table = relation_of(object.id, catalog);
    std::vector<ObjectId> ids{table};
    add_access_method(body.method, catalog, ids);
    add_classes(body.keys, body.method, catalog, ids);
    for (IndexKey const &key : body.keys) {
        if (!key.column.empty()) {
            ids.push_back(table.child(kind_of<Column>, key.column));
        }
    }
    for (std::string const &column : body.include) {
        ids.push_back(table.child(kind_of<Column>, column));
    }
    if (auto parent = parent_index(object.id, catalog);
        parent && !takes_parts_over(*parent, catalog)) {
        ids.push_back(*std::move(parent));
    }
    return ids;
}

Sql address(ObjectId const &id)
{
    return sql("INDEX {}", name(id));
}

std::vector<std::string> slots(ObjectId const &id, Object const *)
{
    return {relation_slot(id.schema(), id.name())};
}

void follow(Object &object, ObjectId const &before, ObjectId const &after)
{
    auto &body = object.as<Index>();
    follow_keys(body.keys, object.id, {before, after});
    follow_columns(body.include, object.id, {before, after});
}

} // namespace

Rules const rules{.kind = kind_of<Index>,
                  .catalog_query = query,
                  .from_row = from_row,
                  .create = create,
                  .drop = drop,
                  .online = online,
                  .stands_beside_another = true,
                  .alter = alter,
                  .rename = rename,
                  .renames_freely = true,
                  .known_by = parent_index,
                  .follow = follow,
                  .depends_on = depends_on,
                  .comes_after = index_comes_after,
                  .made_after = alike_and_made_before,
                  .in_the_way = in_the_way_of_taking_over,
                  .address = address,
                  .slots = slots,
                  .frees = freed_by_index,
                  .takes = taken_by_index};

} // namespace schemadiff::kinds::index
