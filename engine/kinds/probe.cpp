#include <engine/kinds/probe.hpp>

#include <engine/kinds/registry.hpp>

#include <algorithm>

namespace schemadiff::kinds
{

namespace
{

ObjectId table_of(Object const &object)
{
    return id_of<Table>({object.id.part(0), object.id.part(1)});
}

bool is_as_before(ObjectId const &id, Context const &context)
{
    auto const *before = context.other->find(id);
    auto const *after = context.catalog.find(id);
    if (before == nullptr || after == nullptr) {
        return after == nullptr; // what is of the server is no object of ours
    }
    return id.kind() != kind_of<Column> ||
           before->as<Column>().type.text == after->as<Column>().type.text;
}

// What the query names is there, and means the same, before the plan has run.
bool can_be_asked(Object const &object, Context const &context)
{
    if (context.other == nullptr || !context.other->contains(table_of(object))) {
        return false;
    }
    auto needed = dependencies(object, context.catalog);
    if (object.id.kind() == kind_of<Column>) {
        needed.push_back(object.id);
    }
    return std::all_of(needed.begin(), needed.end(), [&](ObjectId const &id) {
        return id.kind() == kind_of<PrimaryKey> || id.kind() == kind_of<Unique> ||
               is_as_before(id, context);
    });
}

// The key of a row as text, of the primary key that is there before.
Sql key_of_row(Object const &object, Catalog const &before)
{
    for (auto const &key : before.below(kind_of<PrimaryKey>, table_of(object))) {
        std::vector<Sql> columns;
        for (std::string const &column : key->as<PrimaryKey>().columns) {
            columns.push_back(sql("t.{}", Ident{column}));
        }
        return sql("pg_catalog.concat_ws(', ', {})", join(columns, ", "));
    }
    return sql("t.ctid::text");
}

} // namespace

std::optional<Sql> rows_where(Object const &object, Sql const &condition, Context const &context)
{
    if (!can_be_asked(object, context)) {
        return std::nullopt;
    }
    return rows_before(object, condition, *context.other);
}

Sql rows_before(Object const &before, Sql const &condition, Catalog const &catalog)
{
    return sql("SELECT {} AS key FROM {} AS t WHERE {}", key_of_row(before, catalog),
               relation_name(before.id), condition);
}

std::optional<Sql> rows_alike(Object const &object, std::vector<Sql> const &keys,
                              Sql const &condition, Context const &context)
{
    if (!can_be_asked(object, context)) {
        return std::nullopt;
    }
    return sql("SELECT pg_catalog.min({}) AS key FROM {} AS t WHERE {} GROUP BY {} "
               "HAVING pg_catalog.count(*) > 1",
               key_of_row(object, *context.other), relation_name(object.id), condition,
               join(keys, ", "));
}

} // namespace schemadiff::kinds
