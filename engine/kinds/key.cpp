// Primary keys and unique constraints. Their index is part of them.
#include <engine/kinds/attaching.hpp>
#include <engine/kinds/concurrent_index.hpp>
#include <engine/kinds/constraint.hpp>
#include <engine/kinds/constraint_index.hpp>
#include <engine/kinds/follow.hpp>
#include <engine/kinds/partition.hpp>
#include <engine/kinds/placement.hpp>
#include <engine/kinds/probe.hpp>
#include <engine/kinds/registry.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace schemadiff::kinds::constraint
{

namespace
{

constexpr std::string_view primary_key_query = R"sql(
SELECT con.oid, con.conname, con.conrelid, i.indkey, i.indnkeyatts, con.condeferrable,
       con.condeferred, x.reloptions, ts.spcname, {place_of_index} AS place,
       {has_period} AS has_period
FROM pg_catalog.pg_constraint con
JOIN pg_catalog.pg_class c ON c.oid = con.conrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_index i ON i.indexrelid = con.conindid
JOIN pg_catalog.pg_class x ON x.oid = con.conindid
LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = x.reltablespace
WHERE con.contype = 'p' AND {managed} AND {plain_table}
)sql";

constexpr std::string_view unique_query = R"sql(
SELECT con.oid, con.conname, con.conrelid, i.indkey, i.indnkeyatts, con.condeferrable,
       con.condeferred, x.reloptions, ts.spcname, {place_of_index} AS place,
       {nulls_not_distinct} AS nulls_not_distinct, {has_period} AS has_period
FROM pg_catalog.pg_constraint con
JOIN pg_catalog.pg_class c ON c.oid = con.conrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_index i ON i.indexrelid = con.conindid
JOIN pg_catalog.pg_class x ON x.oid = con.conindid
LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = x.reltablespace
WHERE con.contype = 'u' AND {managed} AND {plain_table}
)sql";

// Columns of the index of a key: the first indnkeyatts are the key, the others are included.
template <class T>
T key_from_row(Row const &row, CatalogNames const &names)
{
    T body;
    auto columns = names.columns(row.number("conrelid"), row.text("indkey"));
    auto const keys = static_cast<std::ptrdiff_t>(row.number("indnkeyatts"));
    body.include.assign(columns.begin() + keys, columns.end());
    columns.resize(static_cast<std::size_t>(keys));
    body.columns = std::move(columns);
    body.deferrable = row.boolean("condeferrable");
    body.initially_deferred = row.boolean("condeferred");
    body.options = options_from(row.list("reloptions"));
    body.tablespace = place_in(row, "spcname");
    body.without_overlaps = row.boolean("has_period");
    return body;
}

void primary_key_from_row(Row const &row, CatalogNames const &names, Found &found)
{
    found.add({row_id<PrimaryKey>(row, names),
               key_from_row<PrimaryKey>(row, names),
               {},
               static_cast<int>(row.number("place"))},
              catalog_oid::pg_constraint, row.number("oid"));
}

void unique_from_row(Row const &row, CatalogNames const &names, Found &found)
{
    auto body = key_from_row<Unique>(row, names);
    body.nulls_not_distinct = row.boolean("nulls_not_distinct");
    found.add(
        {row_id<Unique>(row, names), std::move(body), {}, static_cast<int>(row.number("place"))},
        catalog_oid::pg_constraint, row.number("oid"));
}

Hazard two_with_the_same(Object const &object, std::string_view what)
{
    return {HazardClass::build_fails_on_data,
            fmt::format("two rows with the same {} stop {} from being built", what,
                        described(object.id))};
}

// Rows without a value in one of the columns are like no other, unless the key says otherwise.
template <class Key>
std::optional<Sql> doubles(Object const &object, Context const &context, bool nulls_not_distinct)
{
    auto const &body = object.as<Key>();
    if (body.without_overlaps) {
        return std::nullopt;
    }
    std::vector<Sql> keys;
    std::vector<Sql> conditions;
    for (std::string const &column : body.columns) {
        keys.push_back(sql("t.{}", Ident{column}));
        conditions.push_back(sql("t.{} IS NOT NULL", Ident{column}));
    }
    return rows_alike(object, keys, nulls_not_distinct ? sql("true") : join(conditions, " AND "),
                      context);
}

template <class Key>
Sql key_definition(Key const &body, Sql const &words)
{
    auto const none = sql("");
    auto const include = body.include.empty() ? none : sql(" INCLUDE ({})", names(body.include));
    auto const options = body.options.empty() ? none : sql(" WITH ({})", option_list(body.options));
    auto const overlaps = body.without_overlaps ? sql(" WITHOUT OVERLAPS") : none;
    return sql("{} ({}{}){}{}{}{}", words, names(body.columns), overlaps, include, options,
               index_tablespace_clause(body.tablespace),
               deferral(body.deferrable, body.initially_deferred));
}

Side drop_key(Object const &object, Context const &context)
{
    auto result = drop(object, context);
    goes_with_parent_index(result, object.id, context);
    return result;
}

// The index first, which takes long, and then the constraint, which takes it over.
template <class Key>
std::vector<Step> key_in_parts(Object const &object, ObjectId const &index, Context const &context,
                               Sql const &words, bool nulls_not_distinct)
{
    auto const &body = object.as<Key>();
    if (!can_be_built_concurrently(object.id, context) || body.without_overlaps) {
        return {};
    }
    auto const none = sql("");
    auto const include = body.include.empty() ? none : sql(" INCLUDE ({})", names(body.include));
    auto const options = body.options.empty() ? none : sql(" WITH ({})", option_list(body.options));
    auto part =
        built_concurrently(index,
                           sql("CREATE UNIQUE INDEX CONCURRENTLY {} ON {} ({}){}{}{}{}",
                               Ident{index.name()}, relation_name(object.id), names(body.columns),
                               include, nulls_not_distinct ? sql(" NULLS NOT DISTINCT") : none,
                               options, tablespace_clause(body.tablespace)),
                           Dropped::with_constraint, context);
    part.up.hazards.push_back(two_with_the_same(object, "values"));
    part.up.probe = doubles<Key>(object, context, nulls_not_distinct);

    Step taken_over;
    taken_over.up =
        side(sql("ALTER TABLE {} ADD CONSTRAINT {} {} USING INDEX {}{}", relation_name(object.id),
                 Ident{object.id.name()}, words, Ident{index.name()},
                 deferral(body.deferrable, body.initially_deferred)));
    taken_over.up.locks.push_back(exclusive_lock(table_of(object.id)));
    taken_over.down = drop_key(object, context);
    taken_over.down->clause.reset();
    return {std::move(part), std::move(taken_over)};
}

Side create_primary_key(Object const &object, Context const &context)
{
    auto result = added(object.id, key_definition(object.as<PrimaryKey>(), sql("PRIMARY KEY")),
                        only(table_of(object.id), context));
    result.scans_table = only(table_of(object.id), context).empty();
    result.hazards.push_back(two_with_the_same(object, "key"));
    result.probe = doubles<PrimaryKey>(object, context, false);
    return result;
}

// Of two keys over the same columns inside CREATE TABLE PostgreSQL makes one index only, and
// forgets the second constraint (transformIndexConstraints).
bool has_twin(Object const &object, Catalog const &catalog)
{
    auto const &body = object.as<Unique>();
    auto const is_like = [&](auto const &other) {
        return other.columns == body.columns && other.include == body.include &&
               other.without_overlaps == body.without_overlaps &&
               other.deferrable == body.deferrable &&
               other.initially_deferred == body.initially_deferred;
    };
    auto const keys = catalog.below(kind_of<PrimaryKey>, table_of(object.id));
    auto const uniques = catalog.below(kind_of<Unique>, table_of(object.id));
    return std::any_of(keys.begin(), keys.end(),
                       [&](ObjectPtr const &one) { return is_like(one->as<PrimaryKey>()); }) ||
           std::any_of(uniques.begin(), uniques.end(), [&](ObjectPtr const &one) {
               return one->id < object.id && is_like(one->as<Unique>());
           });
}

Side create_unique(Object const &object, Context const &context)
{
    auto const &body = object.as<Unique>();
    auto result =
        added(object.id,
              key_definition(body, body.nulls_not_distinct ? sql("UNIQUE NULLS NOT DISTINCT")
                                                           : sql("UNIQUE")),
              only(table_of(object.id), context));
    if (has_twin(object, context.catalog)) {
        result.clause.reset();
    }
    result.scans_table = only(table_of(object.id), context).empty();
    result.hazards.push_back(two_with_the_same(object, "values"));
    result.probe = doubles<Unique>(object, context, body.nulls_not_distinct);
    return result;
}

std::vector<Step> primary_key_online(Object const &object, Context const &context)
{
    return key_in_parts<PrimaryKey>(object, object.id, context, sql("PRIMARY KEY"), false);
}

std::vector<Step> primary_key_beside(Object const &object, ObjectId const &index,
                                     Context const &context)
{
    bool const is_part = parent_index(object.id, context.catalog).has_value();
    return is_part ? std::vector<Step>{}
                   : key_in_parts<PrimaryKey>(object, index, context, sql("PRIMARY KEY"), false);
}

std::vector<Step> unique_online(Object const &object, Context const &context)
{
    return key_in_parts<Unique>(object, object.id, context, sql("UNIQUE"),
                                object.as<Unique>().nulls_not_distinct);
}

template <class Key>
std::vector<ObjectId> key_depends_on(Object const &object, Catalog const &catalog)
{
    auto ids = with_columns(object.id, object.as<Key>().columns);
    for (auto &&one : with_columns(object.id, object.as<Key>().include)) {
        ids.push_back(std::move(one));
    }
    if (auto parent = parent_index(object.id, catalog)) {
        ids.push_back(*std::move(parent));
    }
    return ids;
}

// The index of a key is a relation of the schema.
std::vector<std::string> key_slots(ObjectId const &id, Object const *)
{
    return {constraint_slot(id), relation_slot(id.schema(), id.name())};
}

template <class Key, Goes goes>
std::vector<std::string> order_with_references(ObjectId const &id, Context const &context)
{
    auto const *key = context.catalog.find(id);
    return key == nullptr ? std::vector<std::string>{}
                          : std::vector{referred_slot(goes, table_of(id), key->as<Key>().columns)};
}

template <class Key>
void follow_key(Object &object, ObjectId const &before, ObjectId const &after)
{
    follow_columns(object.as<Key>().columns, object.id, {before, after});
    follow_columns(object.as<Key>().include, object.id, {before, after});
}

} // namespace

Rules const primary_key_rules{.kind = kind_of<PrimaryKey>,
                              .catalog_query = primary_key_query,
                              .from_row = primary_key_from_row,
                              .create = create_primary_key,
                              .drop = drop_key,
                              .online = primary_key_online,
                              .built_beside = primary_key_beside,
                              .alter = index_altered<PrimaryKey>,
                              .rename = rename_with_index,
                              .renames_freely = true,
                              .known_by = parent_index,
                              .follow = follow_key<PrimaryKey>,
                              .depends_on = key_depends_on<PrimaryKey>,
                              .comes_after = index_comes_after,
                              .made_after = alike_and_made_before,
                              .address = address,
                              .slots = key_slots,
                              .frees = order_with_references<PrimaryKey, Goes::key>,
                              .takes = order_with_references<PrimaryKey, Goes::foreign_key>};

Rules const unique_rules{.kind = kind_of<Unique>,
                         .catalog_query = unique_query,
                         .from_row = unique_from_row,
                         .create = create_unique,
                         .drop = drop_key,
                         .online = unique_online,
                         .stands_beside_another = true,
                         .alter = index_altered<Unique>,
                         .rename = rename_with_index,
                         .renames_freely = true,
                         .known_by = parent_index,
                         .follow = follow_key<Unique>,
                         .depends_on = key_depends_on<Unique>,
                         .comes_after = index_comes_after,
                         .made_after = alike_and_made_before,
                         .address = address,
                         .slots = key_slots,
                         .frees = order_with_references<Unique, Goes::key>,
                         .takes = order_with_references<Unique, Goes::foreign_key>};

} // namespace schemadiff::kinds::constraint
