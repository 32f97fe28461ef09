// Foreign keys.
#include <engine/kinds/follow.hpp>
#include <engine/kinds/foreign_key.hpp>
#include <engine/kinds/partition.hpp>
#include <engine/kinds/probe.hpp>
#include <engine/kinds/registry.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace schemadiff::kinds::constraint
{

namespace
{

constexpr std::string_view foreign_key_query = R"sql(
SELECT con.oid, con.conname, con.conrelid, con.confrelid, con.conkey, con.confkey, con.confmatchtype,
       con.confupdtype, con.confdeltype, {set_columns} AS set_columns, con.condeferrable,
       con.condeferred, NOT con.convalidated AND {is_enforced} AS not_valid,
       NOT {is_enforced} AS not_enforced, {has_period} AS has_period, x.relname AS backing_index
FROM pg_catalog.pg_constraint con
JOIN pg_catalog.pg_class c ON c.oid = con.conrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_class x ON x.oid = con.conindid
WHERE con.contype = 'f' AND con.conparentid = 0 AND {managed} AND {plain_table}
)sql";

std::string action_word(std::string_view letter)
{
    return letter == "r"   ? "restrict"
           : letter == "c" ? "cascade"
           : letter == "n" ? "set null"
           : letter == "d" ? "set default"
                           : "no action";
}

void foreign_key_from_row(Row const &row, CatalogNames const &names, Found &found)
{
    ForeignKey body;
    auto const table = row.number("conrelid");
    auto const referred = row.number("confrelid");
    // A key to a table that is not covered is not covered either.
    if (names.object(catalog_oid::pg_class, referred, 0) == nullptr) {
        return;
    }
    body.columns = names.columns(table, row.text("conkey"));
    body.references = names.relation(referred);
    body.referred_columns = names.columns(referred, row.text("confkey"));
    body.match = row.text("confmatchtype") == "f" ? "full" : "simple";
    body.on_update = action_word(row.text("confupdtype"));
    body.on_delete = action_word(row.text("confdeltype"));
    body.set_columns = names.columns(table, row.text("set_columns"));
    body.deferrable = row.boolean("condeferrable");
    body.initially_deferred = row.boolean("condeferred");
    body.not_valid = row.boolean("not_valid");
    body.not_enforced = row.boolean("not_enforced");
    body.period = row.boolean("has_period");
    body.backing_index = row.text("backing_index");
    found.add({row_id<ForeignKey>(row, names), std::move(body)}, catalog_oid::pg_constraint,
              row.number("oid"));
}

Sql columns_of_key(std::vector<std::string> columns, bool has_period)
{
    if (!has_period || columns.empty()) {
        return names(columns);
    }
    auto const last = columns.back();
    columns.pop_back();
    return sql("{}, PERIOD {}", names(columns), Ident{last});
}

// Rows that refer to nothing. With MATCH SIMPLE one column without a value is enough to refer to
// nothing at all.
std::optional<Sql> orphans(Object const &object, Context const &context)
{
    auto const &body = object.as<ForeignKey>();
    if (body.period || body.referred_columns.size() != body.columns.size()) {
        return std::nullopt;
    }
    std::vector<Sql> conditions;
    std::vector<Sql> same;
    for (std::size_t at = 0; at < body.columns.size(); ++at) {
        conditions.push_back(sql("t.{} IS NOT NULL", Ident{body.columns[at]}));
        same.push_back(sql("r.{} OPERATOR(pg_catalog.=) t.{}", Ident{body.referred_columns[at]},
                           Ident{body.columns[at]}));
    }
    conditions.push_back(sql("NOT EXISTS (SELECT FROM {} AS r WHERE {})",
                             Qualified{body.references}, join(same, " AND ")));
    return rows_where(object, join(conditions, " AND "), context);
}

// A key that refers to a partitioned table has its triggers on each partition.
void lock_referred(Side &side, Object const &key, Lock lock, Context const &context)
{
    auto const &references = key.as<ForeignKey>().references;
    lock_with_partitions(side, id_of<Table>({references.schema, references.name}), lock, context);
}

} // namespace

Side create_foreign_key(Object const &object, Context const &context)
{
    auto const &body = object.as<ForeignKey>();
    auto const none = sql("");
    auto const referred = body.referred_columns.empty()
                              ? none
                              : sql(" ({})", columns_of_key(body.referred_columns, body.period));
    auto const match = body.match == "full" ? sql(" MATCH FULL") : none;
    auto const on_update =
        body.on_update == "no action" ? none : sql(" ON UPDATE {}", Keyword{body.on_update});
    auto const set_columns =
        body.set_columns.empty() ? none : sql(" ({})", names(body.set_columns));
    auto const on_delete = body.on_delete == "no action"
                               ? none
                               : sql(" ON DELETE {}{}", Keyword{body.on_delete}, set_columns);
    auto result =
        added(object.id,
              sql("FOREIGN KEY ({}) REFERENCES {}{}{}{}{}{}{}{}",
                  columns_of_key(body.columns, body.period), Qualified{body.references}, referred,
                  match, on_update, on_delete, deferral(body.deferrable, body.initially_deferred),
                  body.not_enforced ? sql(" NOT ENFORCED") : none,
                  body.not_valid ? sql(" NOT VALID") : none));
    result.locks.clear();
    lock_with_partitions(result, table_of(object.id), Lock::share_row_exclusive, context);
    lock_referred(result, object, Lock::share_row_exclusive, context);
    if (body.not_valid) {
        result.clause.reset();
        return result;
    }
    if (body.not_enforced) {
        return result;
    }
    result.scans_table = true;
    result.hazards.push_back({HazardClass::build_fails_on_data,
                              fmt::format("a row without its counterpart stops {} from being added",
                                          described(object.id))});
    result.probe = orphans(object, context);
    return result;
}

namespace
{

// The triggers on the referred table go with the key.
Side drop_foreign_key(Object const &object, Context const &context)
{
    auto result = drop(object, context);
    lock_with_partitions(result, table_of(object.id), Lock::access_exclusive, context);
    lock_referred(result, object, Lock::access_exclusive, context);
    return result;
}

// A key that is enforced from now on is checked against all rows.
Side change_enforcement(Object const &to, Context const &context)
{
    auto const &body = to.as<ForeignKey>();
    auto result =
        side(sql("ALTER TABLE {} ALTER CONSTRAINT {} {}", relation_name(to.id), Ident{to.id.name()},
                 body.not_enforced ? sql("NOT ENFORCED") : sql("ENFORCED")));
    result.locks.push_back(exclusive_lock(table_of(to.id)));
    lock_referred(result, to, Lock::access_exclusive, context);
    if (!body.not_enforced) {
        result.scans_table = true;
        result.hazards.push_back(
            {HazardClass::build_fails_on_data,
             fmt::format("a row without its counterpart stops {} from being enforced",
                         described(to.id))});
    }
    return result;
}

} // namespace

std::vector<Step> foreign_key_validated_later(Object const &object, Context const &context)
{
    auto const &body = object.as<ForeignKey>();
    auto not_valid = object;
    not_valid.as<ForeignKey>().not_valid = true;
    auto parts =
        validated_later(create_foreign_key(not_valid, context), object, foreign_key_rules, context);
    parts.back().up.probe = orphans(object, context);
    auto const referred = id_of<Table>({body.references.schema, body.references.name});
    if (referred != table_of(object.id)) {
        parts.back().up.locks.push_back({referred, Lock::row_share});
    }
    return parts;
}

namespace
{

std::vector<Step> foreign_key_online(Object const &object, Context const &context)
{
    auto const &body = object.as<ForeignKey>();
    if (body.not_valid || body.not_enforced) {
        return {};
    }
    return is_partitioned(object.id, context.catalog)
               ? foreign_key_in_partitions(object, context)
               : foreign_key_validated_later(object, context);
}

Alteration alter_foreign_key(Object const &before, Object const &after, FieldNames const &fields,
                             Context const &before_context, Context const &after_context)
{
    Alteration alteration;
    if (contains(fields, "not_enforced")) {
        if (fields.size() > 1) {
            return {.replace = true, .steps = {}};
        }
        alteration.steps.push_back(both_ways(before, after, [&](Object const &, Object const &to) {
            return change_enforcement(to, after_context);
        }));
        return alteration;
    }
    if (contains(fields, "not_valid")) {
        if (after.as<ForeignKey>().not_valid || fields.size() > 1) {
            return {.replace = true, .steps = {}};
        }
        alteration.steps.push_back(
            validation(before, after, foreign_key_rules, before_context, after_context));
        return alteration;
    }
    alteration.steps.push_back(both_ways(before, after, [](Object const &, Object const &to) {
        auto const &body = to.as<ForeignKey>();
        auto result = side(sql(
            "ALTER TABLE {} ALTER CONSTRAINT {}{}", relation_name(to.id), Ident{to.id.name()},
            body.deferrable ? deferral(true, body.initially_deferred) : sql(" NOT DEFERRABLE")));
        result.locks.push_back(exclusive_lock(table_of(to.id)));
        return result;
    }));
    return alteration;
}

bool same_set(std::vector<std::string> a, std::vector<std::string> b)
{
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    return a == b;
}

// The key or unique index of the referred table that a foreign key rests on. PostgreSQL takes
// the first index over exactly these columns (transformFkeyCheckAttrs); where it is not known
// which, all that could serve are named.
std::vector<ObjectId> backing(ForeignKey const &body, Catalog const &catalog)
{
    auto const table = id_of<Table>({body.references.schema, body.references.name});
    std::vector<ObjectId> ids;
    if (!body.backing_index.empty()) {
        for (Kind const kind : {kind_of<PrimaryKey>, kind_of<Unique>, kind_of<Index>}) {
            auto const id = table.child(kind, body.backing_index);
            if (catalog.contains(id)) {
                return {id};
            }
        }
    }
    for (auto const &key : catalog.below(kind_of<PrimaryKey>, table)) {
        if (body.referred_columns.empty() ||
            same_set(key->as<PrimaryKey>().columns, body.referred_columns)) {
            ids.push_back(key->id);
        }
    }
    for (auto const &key : catalog.below(kind_of<Unique>, table)) {
        if (same_set(key->as<Unique>().columns, body.referred_columns)) {
            ids.push_back(key->id);
        }
    }
    for (auto const &index : catalog.below(kind_of<Index>, table)) {
        auto const &one = index->as<Index>();
        std::vector<std::string> columns;
        for (IndexKey const &key : one.keys) {
            columns.push_back(key.column);
        }
        if (one.unique && !one.where && same_set(columns, body.referred_columns)) {
            ids.push_back(index->id);
        }
    }
    return ids;
}

std::vector<ObjectId> foreign_key_depends_on(Object const &object, Catalog const &catalog)
{
    auto const &body = object.as<ForeignKey>();
    auto ids = with_columns(object.id, body.columns);
    auto const referred = id_of<Table>({body.references.schema, body.references.name});
    ids.push_back(referred);
    for (std::string const &column : body.referred_columns) {
        ids.push_back(referred.child(kind_of<Column>, column));
    }
    for (auto &&one : backing(body, catalog)) {
        ids.push_back(std::move(one));
    }
    return ids;
}

// The index of a partitioned table is valid when those of all partitions belong to it.
std::vector<ObjectId> foreign_key_comes_after(Object const &object, Catalog const &catalog)
{
    auto ids = alike_above(object, catalog);
    for (ObjectId const &index : backing(object.as<ForeignKey>(), catalog)) {
        for (ObjectId &part : attachments_to(index, catalog)) {
            ids.push_back(std::move(part));
        }
    }
    return ids;
}

template <Goes goes>
std::vector<std::string> order_with_keys(ObjectId const &id, Context const &context)
{
    auto const *key = context.catalog.find(id);
    if (key == nullptr) {
        return {};
    }
    auto const &body = key->as<ForeignKey>();
    return {referred_slot(goes, id_of<Table>({body.references.schema, body.references.name}),
                          body.referred_columns)};
}

void follow_foreign_key(Object &object, ObjectId const &before, ObjectId const &after)
{
    auto &body = object.as<ForeignKey>();
    Renamed const renamed{before, after};
    follow_columns(body.columns, object.id, renamed);
    follow_columns(body.set_columns, object.id, renamed);
    auto const referred = id_of<Table>({body.references.schema, body.references.name});
    follow_columns(body.referred_columns, referred, renamed);
    follow_part(body.backing_index, referred, renamed);
    follow_name(body.references, renamed);
}

} // namespace

Rules const foreign_key_rules{.kind = kind_of<ForeignKey>,
                              .catalog_query = foreign_key_query,
                              .from_row = foreign_key_from_row,
                              .create = create_foreign_key,
                              .drop = drop_foreign_key,
                              .online = foreign_key_online,
                              .alter = alter_foreign_key,
                              .rename = rename,
                              .renames_freely = true,
                              .follow = follow_foreign_key,
                              .depends_on = foreign_key_depends_on,
                              .comes_after = foreign_key_comes_after,
                              .in_the_way = in_the_way_of_foreign_key,
                              .address = address,
                              .slots = slots,
                              .frees = order_with_keys<Goes::foreign_key>,
                              .takes = order_with_keys<Goes::key>};

} // namespace schemadiff::kinds::constraint
