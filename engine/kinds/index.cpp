// Indexes: method, uniqueness, keys with operator class, collation and order, expressions,
// predicate, included columns, storage parameters. The index of a constraint is part of that.
//
// Not covered: indexes on partitioned tables, tablespaces, statistics targets of expressions.
#include <engine/kinds/follow.hpp>
#include <engine/kinds/registry.hpp>
#include <engine/kinds/type_rebuild.hpp>

#include <fmt/format.h>

#include <charconv>

namespace schemadiff::kinds::index
{

namespace
{

// pg_get_indexdef() of everything is the slowest query there is (facts of the project: 1.8 s for
// 10,000 tables), so only expressions are printed by the server. One expression is what
// pg_get_expr() prints; of several each is asked for by itself.
constexpr std::string_view query = R"sql(
SELECT i.indexrelid, i.indrelid, x.relname, am.amname, i.indisunique, {nulls_not_distinct} AS nulls_not_distinct,
       i.indkey, i.indnkeyatts, i.indclass, i.indcollation, i.indoption, x.reloptions,
       NOT i.indisvalid AS invalid,
       CASE WHEN i.indexprs IS NULL THEN NULL
            WHEN (SELECT count(*) FROM pg_catalog.unnest(i.indkey) k WHERE k = 0) = 1
            THEN ARRAY[pg_catalog.pg_get_expr(i.indexprs, i.indrelid)]
            ELSE ARRAY(SELECT pg_catalog.regexp_replace(pg_catalog.pg_get_indexdef(i.indexrelid, k, false),
                                                        '^\((.*)\)$', '\1')
                       FROM pg_catalog.generate_series(1, i.indnkeyatts) k
                       WHERE i.indkey[k - 1] = 0 ORDER BY k)
       END AS expressions,
       CASE WHEN i.indpred IS NOT NULL THEN pg_catalog.pg_get_expr(i.indpred, i.indrelid) END AS predicate
FROM pg_catalog.pg_index i
JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
JOIN pg_catalog.pg_am am ON am.oid = x.relam
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE {managed} AND {plain_table}
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint con
                  WHERE con.conindid = i.indexrelid AND con.conrelid = i.indrelid
                    AND con.contype IN ('p', 'u', 'x'))
)sql";

std::vector<long long> numbers(std::string_view text)
{
    std::vector<long long> all;
    char const *at = text.data();
    char const *const end = at + text.size();
    while (at != end) {
        long long value = 0;
        auto const [next, error] = std::from_chars(at, end, value);
        if (error != std::errc{}) {
            ++at;
            continue;
        }
        all.push_back(value);
        at = next;
    }
    return all;
}

void from_row(Row const &row, CatalogNames const &names, Found &found)
{
    auto const table = row.number("indrelid");
    auto const index = row.number("indexrelid");
    auto const columns = numbers(row.text("indkey"));
    auto const classes = numbers(row.text("indclass"));
    auto const collations = numbers(row.text("indcollation"));
    auto const flags = numbers(row.text("indoption"));
    auto const expressions = row.list("expressions");
    auto const key_count = static_cast<std::size_t>(row.number("indnkeyatts"));
    constexpr long long descending = 1; // INDOPTION_DESC
    constexpr long long nulls_first = 2;
    constexpr long long default_collation = 100;

    Index body;
    body.method = row.text("amname");
    body.unique = row.boolean("indisunique");
    body.nulls_not_distinct = row.boolean("nulls_not_distinct");
    std::size_t next_expression = 0;
    for (std::size_t at = 0; at < columns.size(); ++at) {
        auto const number = static_cast<int>(columns[at]);
        if (at >= key_count) {
            body.include.push_back(names.column(table, number));
            continue;
        }
        IndexKey key;
        long long usual_collation = default_collation;
        if (number == 0) {
            key.expression = Expression{expressions.at(next_expression++)};
        } else {
            key.column = names.column(table, number);
            usual_collation = names.collation_of(table, number);
        }
        if (collations[at] != 0 && collations[at] != usual_collation) {
            key.collation = names.collation(collations[at]);
        }
        key.operator_class_options = names.key_options(index, static_cast<int>(at) + 1);
        // Parameters can be given only after the name of the class, even of the default one.
        auto const operator_class = key.operator_class_options.empty()
                                        ? names.operator_class(classes[at], table, number)
                                        : names.operator_class(classes[at]);
        if (!operator_class.name.empty()) {
            key.operator_class = operator_class;
        }
        key.descending = (flags[at] & descending) != 0;
        key.nulls_first = (flags[at] & nulls_first) != 0;
        body.keys.push_back(std::move(key));
    }
    if (!row.is_null("predicate")) {
        body.where = Expression{std::string(row.text("predicate"))};
    }
    body.options = options_from(row.list("reloptions"));
    body.invalid = row.boolean("invalid");
    auto const relation = names.relation(table);
    found.add(
        {id_of<Index>({relation.schema, relation.name, row.text("relname")}), std::move(body)},
        catalog_oid::pg_class, index);
}

ObjectId table_of(ObjectId const &id)
{
    return id.up(kind_of<Table>);
}

Sql key_sql(IndexKey const &key)
{
    auto const none = sql("");
    auto const what =
        key.expression ? sql("({})", Verbatim{*key.expression}) : sql("{}", Ident{key.column});
    auto const collation = key.collation ? sql(" COLLATE {}", Qualified{*key.collation}) : none;
    auto const options = key.operator_class_options.empty()
                             ? none
                             : sql(" ({})", option_list(key.operator_class_options));
    auto const operator_class =
        key.operator_class ? sql(" {}{}", unless_catalog(*key.operator_class), options) : none;
    auto const order = key.descending ? sql(" DESC") : none;
    auto const nulls = key.nulls_first == key.descending ? none
                       : key.nulls_first                 ? sql(" NULLS FIRST")
                                                         : sql(" NULLS LAST");
    return sql("{}{}{}{}{}", what, collation, operator_class, order, nulls);
}

Side create(Object const &object, Context const &)
{
    auto const &body = object.as<Index>();
    auto const none = sql("");
    std::vector<Sql> keys;
    for (IndexKey const &key : body.keys) {
        keys.push_back(key_sql(key));
    }
    auto const unique = body.unique ? sql(" UNIQUE") : none;
    auto const method = body.method == "btree" ? none : sql(" USING {}", Ident{body.method});
    auto const include = body.include.empty() ? none : sql(" INCLUDE ({})", names(body.include));
    auto const nulls = body.nulls_not_distinct ? sql(" NULLS NOT DISTINCT") : none;
    auto const options = body.options.empty() ? none : sql(" WITH ({})", option_list(body.options));
    auto const where = body.where ? sql(" WHERE {}", Verbatim{*body.where}) : none;
    auto result = side(sql("CREATE{} INDEX {} ON {}{} ({}){}{}{}{}", unique,
                           Ident{object.id.name()}, relation_name(object.id), method,
                           join(keys, ", "), include, nulls, options, where));
    result.locks.push_back({table_of(object.id), Lock::share});
    result.scans_table = true;
    result.hazards.push_back({HazardClass::long_lock,
                              fmt::format("writes to {} wait while {} is built",
                                          described(table_of(object.id)), described(object.id))});
    if (body.unique) {
        result.hazards.push_back(
            {HazardClass::build_fails_on_data,
             fmt::format("two rows with the same values stop {} from being built",
                         described(object.id))});
    }
    return result;
}

Qualified name(ObjectId const &id)
{
    return {id.schema(), id.name()};
}

Side drop(Object const &object, Context const &)
{
    auto result = side(sql("DROP INDEX {}", name(object.id)));
    result.clause = Clause{table_of(object.id), sql("")};
    result.locks.push_back(exclusive_lock(table_of(object.id)));
    return result;
}

Alteration alter(Object const &before, Object const &after, FieldNames const &, Context const &,
                 Context const &)
{
    Alteration alteration;
    alteration.steps.push_back(both_ways(before, after, [](Object const &from, Object const &to) {
        Side result;
        result.statements = option_statements(sql("ALTER INDEX {}", name(to.id)),
                                              from.as<Index>().options, to.as<Index>().options);
        result.locks.push_back(
            {table_of(to.id), option_lock(from.as<Index>().options, to.as<Index>().options)});
        return result;
    }));
    return alteration;
}

Side rename(ObjectId const &before, ObjectId const &after)
{
    auto result = side(sql("ALTER INDEX {} RENAME TO {}", name(before), Ident{after.name()}));
    result.locks.push_back({table_of(after), Lock::share_update_exclusive});
    return result;
}

std::vector<ObjectId> depends_on(Object const &object, Catalog const &catalog)
{
    auto const &body = object.as<Index>();
    auto const table = table_of(object.id);
    std::vector<ObjectId> ids{table};
    for (IndexKey const &key : body.keys) {
        if (!key.column.empty()) {
            ids.push_back(table.child(kind_of<Column>, key.column));
        }
        add_collation(ids, key.collation, catalog);
    }
    for (std::string const &column : body.include) {
        ids.push_back(table.child(kind_of<Column>, column));
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
    for (IndexKey &key : body.keys) {
        key.column = followed_column(std::move(key.column), object.id, {before, after});
        follow_collation(key.collation, {before, after});
    }
    follow_columns(body.include, object.id, {before, after});
}

} // namespace

Rules const rules{.kind = kind_of<Index>,
                  .catalog_query = query,
                  .from_row = from_row,
                  .create = create,
                  .drop = drop,
                  .alter = alter,
                  .rename = rename,
                  .renames_freely = true,
                  .follow = follow,
                  .depends_on = depends_on,
                  .address = address,
                  .slots = slots};

} // namespace schemadiff::kinds::index
