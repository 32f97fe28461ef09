// Exclusion constraints: keys with an operator each, predicate, included columns, deferral,
// storage parameters of the index.
#include <engine/kinds/constraint.hpp>
#include <engine/kinds/constraint_index.hpp>
#include <engine/kinds/follow.hpp>
#include <engine/kinds/index_keys.hpp>
#include <engine/kinds/partition.hpp>
#include <engine/kinds/placement.hpp>
#include <engine/kinds/registry.hpp>

#include <fmt/format.h>

#include <stdexcept>
#include <tuple>

namespace schemadiff::kinds::exclusion
{

namespace
{

constexpr std::string_view query = R"sql(
SELECT con.oid, con.conname, i.indexrelid, i.indrelid, am.amname, i.indkey, i.indnkeyatts, i.indclass,
       i.indcollation, i.indoption, x.reloptions, ts.spcname, con.condeferrable, con.condeferred,
       ARRAY(SELECT pg_catalog.regexp_replace(pg_catalog.pg_get_indexdef(i.indexrelid, k, false),
                                              '^\((.*)\)$', '\1')
             FROM pg_catalog.generate_series(1, i.indnkeyatts) k
             WHERE i.indkey[k - 1] = 0 ORDER BY k) AS expressions,
       ARRAY(SELECT CASE WHEN s.nspname = 'pg_catalog' THEN o.oprname::text
                         ELSE s.nspname || '.' || o.oprname END
             FROM pg_catalog.unnest(con.conexclop) WITH ORDINALITY u (operator, place)
             JOIN pg_catalog.pg_operator o ON o.oid = u.operator
             JOIN pg_catalog.pg_namespace s ON s.oid = o.oprnamespace ORDER BY u.place) AS operators,
       CASE WHEN i.indpred IS NOT NULL THEN pg_catalog.pg_get_expr(i.indpred, i.indrelid) END AS predicate
FROM pg_catalog.pg_constraint con
JOIN pg_catalog.pg_class c ON c.oid = con.conrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_index i ON i.indexrelid = con.conindid
JOIN pg_catalog.pg_class x ON x.oid = con.conindid
JOIN pg_catalog.pg_am am ON am.oid = x.relam
LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = x.reltablespace
WHERE con.contype = 'x' AND {managed} AND {plain_table}
)sql";

void from_row(Row const &row, CatalogNames const &names, Found &found)
{
    Exclusion body;
    body.method = row.text("amname");
    std::tie(body.keys, body.include) = keys_from_row(row, names);
    body.operators = row.list("operators");
    if (!row.is_null("predicate")) {
        body.where = Expression{std::string(row.text("predicate"))};
    }
    body.deferrable = row.boolean("condeferrable");
    body.initially_deferred = row.boolean("condeferred");
    body.options = options_from(row.list("reloptions"));
    body.tablespace = place_in(row, "spcname");
    auto const relation = names.relation(row.number("indrelid"));
    found.add(
        {id_of<Exclusion>({relation.schema, relation.name, row.text("conname")}), std::move(body)},
        catalog_oid::pg_constraint, row.number("oid"));
}

ObjectId table_of(ObjectId const &id)
{
    return id.up(kind_of<Table>);
}

// && of pg_catalog, or OPERATOR(app.&&). No operator has a point in its name.
Sql operator_sql(std::string const &text)
{
    auto const point = text.rfind('.');
    Expression const name{point == std::string::npos ? text : text.substr(point + 1)};
    if (name.text.empty() ||
        name.text.find_first_not_of("+-*/<>=~!@#%^&|`?") != std::string::npos ||
        name.text.find("--") != std::string::npos || name.text.find("/*") != std::string::npos) {
        throw std::logic_error("no operator: " + text);
    }
    return point == std::string::npos
               ? sql("{}", Verbatim{name})
               : sql("OPERATOR({}.{})", Ident{std::string_view(text).substr(0, point)},
                     Verbatim{name});
}

Sql definition(Exclusion const &body)
{
    auto const none = sql("");
    std::vector<Sql> keys;
    for (std::size_t at = 0; at < body.keys.size() && at < body.operators.size(); ++at) {
        keys.push_back(
            sql("{} WITH {}", index_key_sql(body.keys[at]), operator_sql(body.operators[at])));
    }
    auto const include = body.include.empty() ? none : sql(" INCLUDE ({})", names(body.include));
    auto const options = body.options.empty() ? none : sql(" WITH ({})", option_list(body.options));
    auto const where = body.where ? sql(" WHERE ({})", Verbatim{*body.where}) : none;
    auto const deferral = !body.deferrable          ? none
                          : body.initially_deferred ? sql(" DEFERRABLE INITIALLY DEFERRED")
                                                    : sql(" DEFERRABLE");
    return sql("EXCLUDE USING {} ({}){}{}{}{}{}", Ident{body.method}, join(keys, ", "), include,
               options, index_tablespace_clause(body.tablespace), where, deferral);
}

// CREATE TABLE makes only one of two constraints that are equal but for their names.
bool is_repeated(Object const &object, Catalog const &catalog)
{
    for (auto const &other : catalog.below(kind_of<Exclusion>, table_of(object.id))) {
        if (other->id < object.id && same_content(*other, object)) {
            return true;
        }
    }
    return false;
}

Side create(Object const &object, Context const &context)
{
    auto const clause =
        sql("CONSTRAINT {} {}", Ident{object.id.name()}, definition(object.as<Exclusion>()));
    auto result = side(sql("ALTER TABLE {}{} ADD {}", only(table_of(object.id), context),
                           relation_name(object.id), clause));
    if (!is_repeated(object, context.catalog)) {
        result.clause = Clause{table_of(object.id), clause};
    }
    result.locks.push_back(exclusive_lock(table_of(object.id)));
    result.scans_table = true;
    result.hazards.push_back({HazardClass::build_fails_on_data,
                              fmt::format("two rows that exclude each other stop {} from being "
                                          "built",
                                          described(object.id))});
    return result;
}

Side drop(Object const &object, Context const &context)
{
    auto result = side(sql("ALTER TABLE {} DROP CONSTRAINT {}", relation_name(object.id),
                           Ident{object.id.name()}));
    result.clause = Clause{table_of(object.id), sql("")};
    result.locks.push_back(exclusive_lock(table_of(object.id)));
    goes_with_parent_index(result, object.id, context);
    return result;
}

std::vector<ObjectId> depends_on(Object const &object, Catalog const &catalog)
{
    auto const &body = object.as<Exclusion>();
    auto const table = table_of(object.id);
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
    return ids;
}

Sql address(ObjectId const &id)
{
    return sql("CONSTRAINT {} ON {}", Ident{id.name()}, relation_name(id));
}

std::vector<std::string> slots(ObjectId const &id, Object const *)
{
    return {constraint_slot(id), relation_slot(id.schema(), id.name())};
}

void follow(Object &object, ObjectId const &before, ObjectId const &after)
{
    auto &body = object.as<Exclusion>();
    follow_keys(body.keys, object.id, {before, after});
    follow_columns(body.include, object.id, {before, after});
}

} // namespace

Rules const rules{.kind = kind_of<Exclusion>,
                  .catalog_query = query,
                  .from_row = from_row,
                  .create = create,
                  .drop = drop,
                  .alter = index_altered<Exclusion>,
                  .rename = constraint::rename_with_index,
                  .renames_freely = true,
                  .known_by = parent_index,
                  .follow = follow,
                  .depends_on = depends_on,
                  .address = address,
                  .slots = slots};

} // namespace schemadiff::kinds::exclusion
