// Extended statistics: kinds, columns, expressions, target.
#include <engine/kinds/follow.hpp>
#include <engine/kinds/registry.hpp>

#include <algorithm>

namespace schemadiff::kinds::statistics
{

namespace
{

constexpr long long pg_statistic_ext = 3381; // src/include/catalog/pg_statistic_ext.h

// The server keeps columns in the order of the table, whatever was written.
constexpr std::string_view query = R"sql(
SELECT s.oid, n.nspname, s.stxname, s.stxowner, s.stxrelid, s.stxkeys,
       s.stxkind::text[] AS kinds, {statistics_expressions} AS expressions,
       coalesce(s.stxstattarget, -1) AS target
FROM pg_catalog.pg_statistic_ext s
JOIN pg_catalog.pg_namespace n ON n.oid = s.stxnamespace
WHERE {managed} AND {not_member pg_statistic_ext s.oid}
)sql";

std::string kind_word(std::string_view letter)
{
    return letter == "d" ? "ndistinct" : letter == "f" ? "dependencies" : "mcv";
}

void from_row(Row const &row, CatalogNames const &names, Found &found)
{
    Statistics body;
    body.table = names.relation(row.number("stxrelid"));
    body.columns = names.columns(row.number("stxrelid"), row.text("stxkeys"));
    std::sort(body.columns.begin(), body.columns.end());
    for (std::string &expression : row.list("expressions")) {
        body.expressions.push_back({std::move(expression)});
    }
    for (std::string const &letter : row.list("kinds")) {
        // 'e' says that there are expressions, which is seen.
        if (letter != "e") {
            body.kinds.push_back(kind_word(letter));
        }
    }
    std::sort(body.kinds.begin(), body.kinds.end());
    if (body.kinds.size() == 3) {
        body.kinds.clear();
    }
    if (row.number("target") != -1) {
        body.target = row.number("target");
    }
    Object object{id_of<Statistics>({row.text("nspname"), row.text("stxname")}), std::move(body)};
    object.owner = names.role(row.number("stxowner"));
    found.add(std::move(object), pg_statistic_ext, row.number("oid"));
}

Qualified name(ObjectId const &id)
{
    return {id.schema(), id.name()};
}

ObjectId relation_id(Statistics const &body, Catalog const &catalog)
{
    return relation_of(id_of<Table>({body.table.schema, body.table.name}), catalog);
}

Sql set_target(Object const &object)
{
    return sql("ALTER STATISTICS {} SET STATISTICS {}", name(object.id),
               Number{object.as<Statistics>().target.value_or(-1)});
}

Side create(Object const &object, Context const &context)
{
    auto const &body = object.as<Statistics>();
    std::vector<Sql> kinds;
    for (std::string const &kind : body.kinds) {
        kinds.push_back(sql("{}", Ident{kind}));
    }
    std::vector<Sql> what;
    for (std::string const &column : body.columns) {
        what.push_back(sql("{}", Ident{column}));
    }
    for (Expression const &expression : body.expressions) {
        what.push_back(sql("({})", Verbatim{expression}));
    }
    auto result = side(sql("CREATE STATISTICS {}{} ON {} FROM {}", name(object.id),
                           kinds.empty() ? sql("") : sql(" ({})", join(kinds, ", ")),
                           join(what, ", "), Qualified{body.table}));
    if (body.target) {
        result.statements.push_back(set_target(object));
    }
    result.locks.push_back({relation_id(body, context.catalog), Lock::share_update_exclusive});
    return result;
}

Side drop(Object const &object, Context const &context)
{
    auto result = side(sql("DROP STATISTICS {}", name(object.id)));
    auto const relation = relation_id(object.as<Statistics>(), context.catalog);
    result.clause = Clause{relation, sql("")};
    result.locks.push_back({relation, Lock::share_update_exclusive});
    return result;
}

Alteration alter(Object const &before, Object const &after, FieldNames const &, Context const &,
                 Context const &)
{
    Alteration alteration;
    alteration.steps.push_back(both_ways(
        before, after, [](Object const &, Object const &to) { return side(set_target(to)); }));
    return alteration;
}

Side rename(ObjectId const &before, ObjectId const &after)
{
    Side result;
    if (before.schema() != after.schema()) {
        result.statements.push_back(
            sql("ALTER STATISTICS {} SET SCHEMA {}", name(before), Ident{after.schema()}));
    }
    if (before.name() != after.name()) {
        result.statements.push_back(sql("ALTER STATISTICS {} RENAME TO {}",
                                        Qualified{after.schema(), before.name()},
                                        Ident{after.name()}));
    }
    return result;
}

std::vector<ObjectId> depends_on(Object const &object, Catalog const &catalog)
{
    auto const &body = object.as<Statistics>();
    auto const relation = relation_id(body, catalog);
    std::vector<ObjectId> ids{id_of<Schema>({object.id.schema()}), relation};
    for (std::string const &column : body.columns) {
        ids.push_back(relation.child(kind_of<Column>, column));
    }
    return ids;
}

Sql address(ObjectId const &id)
{
    return sql("STATISTICS {}", name(id));
}

std::vector<std::string> slots(ObjectId const &id, Object const *)
{
    return {std::string("statistics\0", 11).append(id.path())};
}

void follow(Object &object, ObjectId const &before, ObjectId const &after)
{
    auto &body = object.as<Statistics>();
    follow_columns(body.columns, id_of<Table>({body.table.schema, body.table.name}),
                   {before, after});
    std::sort(body.columns.begin(), body.columns.end());
    follow_name(body.table, {before, after});
}

} // namespace

Rules const rules{.kind = kind_of<Statistics>,
                  .catalog_query = query,
                  .from_row = from_row,
                  .create = create,
                  .drop = drop,
                  .alter = alter,
                  .rename = rename,
                  .follow = follow,
                  .depends_on = depends_on,
                  .address = address,
                  .owner_address = address,
                  .slots = slots};

} // namespace schemadiff::kinds::statistics
