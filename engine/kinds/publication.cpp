// Publications, and the tables that they name one by one.
#include <engine/kinds/follow.hpp>
#include <engine/kinds/lineage.hpp>
#include <engine/kinds/names.hpp>
#include <engine/kinds/registry.hpp>
#include <schemadiff/base/identifier.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace schemadiff::kinds::publication
{

namespace
{

constexpr std::string_view query = R"sql(
SELECT p.oid, p.pubname, p.pubowner, p.puballtables, p.pubinsert, p.pubupdate, p.pubdelete, p.pubtruncate,
       p.pubviaroot, {publication_schemas} AS schemas, {publication_generated} AS generated
FROM pg_catalog.pg_publication p
WHERE {not_member pg_publication p.oid}
)sql";

constexpr std::string_view table_query = R"sql(
SELECT pr.oid, p.pubname, pr.prrelid, n.nspname, c.relname, {published_columns} AS columns,
       {published_where} AS rows
FROM pg_catalog.pg_publication_rel pr
JOIN pg_catalog.pg_publication p ON p.oid = pr.prpubid
JOIN pg_catalog.pg_class c ON c.oid = pr.prrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE {not_member pg_publication p.oid}
)sql";

void from_row(Row const &row, CatalogNames const &names, Found &found)
{
    Publication body;
    body.all_tables = row.boolean("puballtables");
    body.schemas = row.list("schemas");
    std::sort(body.schemas.begin(), body.schemas.end());
    body.publish.clear();
    for (char const *what : {"insert", "update", "delete", "truncate"}) {
        if (row.boolean(std::string("pub") + what)) {
            body.publish.emplace_back(what);
        }
    }
    body.via_root = row.boolean("pubviaroot");
    body.generated = row.text("generated") == "s" ? "stored" : "";
    Object object{id_of<Publication>({row.text("pubname")}), std::move(body)};
    object.owner = names.role(row.number("pubowner"));
    found.add(std::move(object), catalog_oid::pg_publication, row.number("oid"));
}

Sql publication_name(ObjectId const &id)
{
    return sql("PUBLICATION {}", Ident{id.part(0)});
}

// publish = 'insert, update', publish_via_partition_root = true
Sql parameters(Publication const &body, FieldNames const &fields)
{
    std::vector<Sql> parts;
    if (contains(fields, "publish")) {
        auto const list = fmt::format("{}", fmt::join(body.publish, ", "));
        parts.push_back(sql("publish = {}", Literal{list}));
    }
    if (contains(fields, "via_root")) {
        parts.push_back(
            sql("publish_via_partition_root = {}", body.via_root ? sql("true") : sql("false")));
    }
    if (contains(fields, "generated")) {
        parts.push_back(sql("publish_generated_columns = {}",
                            body.generated.empty() ? sql("none") : sql("stored")));
    }
    return join(parts, ", ");
}

Side create(Object const &object, Context const &)
{
    auto const &body = object.as<Publication>();
    Publication const usual;
    auto const what = body.all_tables        ? sql(" FOR ALL TABLES")
                      : body.schemas.empty() ? sql("")
                                             : sql(" FOR TABLES IN SCHEMA {}", names(body.schemas));
    FieldNames fields;
    if (body.publish != usual.publish) {
        fields.emplace_back("publish");
    }
    if (body.via_root) {
        fields.emplace_back("via_root");
    }
    if (!body.generated.empty()) {
        fields.emplace_back("generated");
    }
    auto const with = fields.empty() ? sql("") : sql(" WITH ({})", parameters(body, fields));
    return side(sql("CREATE {}{}{}", publication_name(object.id), what, with));
}

Side drop(Object const &object, Context const &)
{
    auto result = side(sql("DROP {}", publication_name(object.id)));
    result.hazards.push_back(
        {HazardClass::lose_dependency,
         fmt::format("subscribers of {} get no changes any more", described(object.id))});
    return result;
}

std::vector<std::string> without(std::vector<std::string> const &all,
                                 std::vector<std::string> const &some)
{
    std::vector<std::string> rest;
    std::copy_if(all.begin(), all.end(), std::back_inserter(rest), [&](std::string const &one) {
        return std::find(some.begin(), some.end(), one) == some.end();
    });
    return rest;
}

Alteration alter(Object const &before, Object const &after, FieldNames const &fields,
                 Context const &, Context const &)
{
    Alteration alteration;
    alteration.steps.push_back(both_ways(before, after, [&](Object const &from, Object const &to) {
        auto const &old_body = from.as<Publication>();
        auto const &new_body = to.as<Publication>();
        auto const name = publication_name(to.id);
        Side result;
        if (auto const gone = without(old_body.schemas, new_body.schemas); !gone.empty()) {
            result.statements.push_back(
                sql("ALTER {} DROP TABLES IN SCHEMA {}", name, names(gone)));
        }
        if (auto const added = without(new_body.schemas, old_body.schemas); !added.empty()) {
            result.statements.push_back(
                sql("ALTER {} ADD TABLES IN SCHEMA {}", name, names(added)));
        }
        if (auto const set = parameters(new_body, fields); !set.empty()) {
            result.statements.push_back(sql("ALTER {} SET ({})", name, set));
        }
        return result;
    }));
    return alteration;
}

Side rename(ObjectId const &before, ObjectId const &after)
{
    return renamed_object(sql("PUBLICATION"), before, after);
}

std::vector<ObjectId> depends_on(Object const &object, Catalog const &catalog)
{
    std::vector<ObjectId> ids;
    for (std::string const &schema : object.as<Publication>().schemas) {
        add_if_there(id_of<Schema>({schema}), catalog, ids);
    }
    return ids;
}

void follow(Object &object, ObjectId const &before, ObjectId const &after)
{
    auto &schemas = object.as<Publication>().schemas;
    if (before.kind() == kind_of<Schema>) {
        std::replace(schemas.begin(), schemas.end(), std::string(before.name()),
                     std::string(after.name()));
        std::sort(schemas.begin(), schemas.end());
    }
}

// ---- published tables ----

void table_from_row(Row const &row, CatalogNames const &names, Found &found)
{
    PublishedTable body;
    // The server has them in the order of the table, in which new ones are the last.
    body.columns = names.columns(row.number("prrelid"), row.text("columns"));
    std::sort(body.columns.begin(), body.columns.end());
    if (!row.is_null("rows")) {
        body.where = Expression{std::string(row.text("rows"))};
    }
    auto const table = quoted(Qualified{row.text("nspname"), row.text("relname")});
    found.add({id_of<PublishedTable>({row.text("pubname"), table}), std::move(body)},
              catalog_oid::pg_publication_rel, row.number("oid"));
}

// The table that the last part of the path names.
ObjectId table_of(ObjectId const &id)
{
    return {kind_of<Table>, name_parts(id.name())};
}

LockClaim table_lock(ObjectId const &id)
{
    return {table_of(id), Lock::share_update_exclusive};
}

// Tables that inherit from it are published for themselves, or are not.
Sql table_alone(ObjectId const &id, Context const &context)
{
    auto const table = table_of(id);
    return sql("{}{}", without_children(table, context), relation_name(table));
}

Sql add_statement(Object const &object, Context const &context)
{
    auto const &body = object.as<PublishedTable>();
    auto const columns = body.columns.empty() ? sql("") : sql(" ({})", names(body.columns));
    auto const rows = body.where ? sql(" WHERE ({})", Verbatim{*body.where}) : sql("");
    return sql("ALTER {} ADD TABLE {}{}{}", publication_name(object.id),
               table_alone(object.id, context), columns, rows);
}

Sql drop_statement(ObjectId const &id, Context const &context)
{
    return sql("ALTER {} DROP TABLE {}", publication_name(id), table_alone(id, context));
}

Side create_table(Object const &object, Context const &context)
{
    auto result = side(add_statement(object, context));
    result.locks.push_back(table_lock(object.id));
    return result;
}

Side drop_table(Object const &object, Context const &context)
{
    auto result = side(drop_statement(object.id, context));
    result.clause = Clause{object.id.up(kind_of<Publication>), sql("")};
    result.locks.push_back(table_lock(object.id));
    return result;
}

// PostgreSQL can set columns and rows of all tables of a publication at once only, so one table
// leaves and enters in one transaction.
Alteration alter_table(Object const &before, Object const &after, FieldNames const &,
                       Context const &context, Context const &)
{
    Alteration alteration;
    alteration.steps.push_back(both_ways(before, after, [&](Object const &from, Object const &to) {
        Side result;
        result.statements = {drop_statement(from.id, context), add_statement(to, context)};
        result.locks.push_back(table_lock(to.id));
        return result;
    }));
    return alteration;
}

std::vector<ObjectId> table_depends_on(Object const &object, Catalog const &catalog)
{
    auto const table = table_of(object.id);
    std::vector<ObjectId> ids{object.id.up(kind_of<Publication>)};
    add_if_there(table, catalog, ids);
    for (std::string const &column : object.as<PublishedTable>().columns) {
        add_if_there(table.child(kind_of<Column>, column), catalog, ids);
    }
    return ids;
}

// The id names the table, too.
void follow_table(Object &object, ObjectId const &before, ObjectId const &after)
{
    auto const table = table_of(object.id);
    Renamed const renamed{before, after};
    follow_columns(object.as<PublishedTable>().columns, table, renamed);
    QualifiedName name{std::string(table.part(0)), std::string(table.part(1))};
    follow_name(name, renamed);
    object.id = object.id.renamed(quoted(Qualified{name}));
}

} // namespace

Rules const rules{.kind = kind_of<Publication>,
                  .catalog_query = query,
                  .from_row = from_row,
                  .create = create,
                  .drop = drop,
                  .alter = alter,
                  .rename = rename,
                  .follow = follow,
                  .depends_on = depends_on,
                  .address = [](ObjectId const &id) { return publication_name(id); },
                  .owner_address =
                      [](ObjectId const &id) {
                          return publication_name(id);
                      }};

Rules const table_rules{.kind = kind_of<PublishedTable>,
                        .catalog_query = table_query,
                        .from_row = table_from_row,
                        .create = create_table,
                        .drop = drop_table,
                        .alter = alter_table,
                        .follow = follow_table,
                        .depends_on = table_depends_on};

} // namespace schemadiff::kinds::publication
