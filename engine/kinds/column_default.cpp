// The defaults of columns, as objects of their own.
#include <engine/kinds/column.hpp>
#include <engine/kinds/lineage.hpp>
#include <engine/kinds/registry.hpp>

#include <algorithm>

namespace schemadiff::kinds::column
{

namespace
{

// A default names no column. Told no table, the server does not get the names of its columns ready,
// which would take longer than the printing.
constexpr std::string_view default_query = R"sql(
SELECT ad.oid, ad.adrelid, ad.adnum, pg_catalog.pg_get_expr(ad.adbin, 0) AS expression
FROM pg_catalog.pg_attrdef ad
JOIN pg_catalog.pg_attribute a ON a.attrelid = ad.adrelid AND a.attnum = ad.adnum
JOIN pg_catalog.pg_class c ON c.oid = ad.adrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE {managed} AND ({plain_table} OR c.relkind = 'v') AND a.attgenerated = ''
)sql";

void default_from_row(Row const &row, CatalogNames const &names, Found &found)
{
    auto const table = row.number("adrelid");
    auto const relation = names.relation(table);
    auto const column = names.column(table, static_cast<int>(row.number("adnum")));
    if (relation.name.empty() || column.empty()) {
        return;
    }
    found.add({id_of<ColumnDefault>({relation.schema, relation.name, column}),
               ColumnDefault{{std::string(row.text("expression"))}}},
              catalog_oid::pg_attrdef, row.number("oid"));
}

// Whether all children have the same default for the column, so that one statement serves.
bool is_shared(ObjectId const &id, Expression const &expression, Context const &context)
{
    auto const children = children_of(table_of(id), context);
    return std::all_of(children.begin(), children.end(), [&](ObjectId const &table) {
        auto const part = table.child(kind_of<ColumnDefault>, id.name());
        auto const *one = context.catalog.find(part);
        return one != nullptr && one->as<ColumnDefault>().expression == expression &&
               is_shared(part, expression, context);
    });
}

// A new column is added to children with its default, which not all of them may want.
void keep_from_children(Side &side, ObjectId const &id, Context const &context)
{
    for (ObjectId const &table : lasting_children_of(table_of(id), context)) {
        auto const part = table.child(kind_of<ColumnDefault>, id.name());
        if (!context.catalog.contains(part)) {
            side.statements.push_back(sql("{} DROP DEFAULT", column_of(part, {})));
            side.locks.push_back(exclusive_lock(table));
        }
    }
}

// The aspect of setting a default that all children share, in all depth.
constexpr std::string_view for_all = "for children too";

// Where one below wants another default, each is told its own.
void is_set_with_parents(Side &side, ObjectId const &id, Catalog const &catalog)
{
    if (side.aspect == for_all) {
        comes_with_parents(side, id, catalog);
    }
}

Side set_default(Object const &object, Context const &context)
{
    auto const &expression = object.as<ColumnDefault>().expression;
    bool const is_for_all = is_shared(object.id, expression, context);
    auto const one = is_for_all ? Sql{} : without_children(table_of(object.id), context);
    auto result = side(sql("{} SET DEFAULT {}", column_of(object.id, one), Verbatim{expression}));
    result.clause = Clause{object.id.as(kind_of<Column>), sql("DEFAULT {}", Verbatim{expression})};
    result.locks.push_back(exclusive_lock(table_of(object.id)));
    result.aspect = is_for_all ? for_all : std::string_view{};
    return result;
}

// Whether CREATE TABLE takes this default from a parent.
bool is_that_of_a_parent(Object const &object, Catalog const &catalog)
{
    auto const parents = inherited_from(object.id, catalog);
    return std::any_of(parents.begin(), parents.end(), [&](Parent const &parent) {
        auto const *other =
            catalog.find(parent.table.child(kind_of<ColumnDefault>, object.id.name()));
        return other != nullptr &&
               other->as<ColumnDefault>().expression == object.as<ColumnDefault>().expression;
    });
}

Side create_default(Object const &object, Context const &context)
{
    auto result = set_default(object, context);
    if (is_inherited(object.id, context.catalog)) {
        if (is_that_of_a_parent(object, context.catalog)) {
            comes_with_new_table(result, object.id);
        }
        is_set_with_parents(result, object.id, context.catalog);
    }
    keep_from_children(result, object.id, context);
    return result;
}

Side drop_default(Object const &object, Context const &context)
{
    auto result = side(sql("{} DROP DEFAULT",
                           column_of(object.id, without_children(table_of(object.id), context))));
    result.clause = Clause{object.id.as(kind_of<Column>), sql("")};
    result.locks.push_back(exclusive_lock(table_of(object.id)));
    // It goes with the column of the child, where that goes with the one of the parents.
    auto const column = object.id.as(kind_of<Column>);
    if (is_inherited(column, context.catalog)) {
        is_dropped_with_parents(result, column, context);
    }
    return result;
}

Alteration alter_default(Object const &before, Object const &after, FieldNames const &,
                         Context const &before_context, Context const &after_context)
{
    Step step;
    step.up = set_default(after, after_context);
    step.up.clause.reset();
    is_set_with_parents(step.up, after.id, after_context.catalog);
    step.down = set_default(before, before_context);
    step.down->clause.reset();
    is_set_with_parents(*step.down, before.id, before_context.catalog);
    Alteration alteration;
    alteration.steps.push_back(std::move(step));
    return alteration;
}

std::vector<ObjectId> default_depends_on(Object const &object, Catalog const &catalog)
{
    auto const column = object.id.as(kind_of<Column>);
    return {catalog.contains(column) ? column : relation_of(object.id, catalog)};
}

} // namespace

Rules const default_rules{.kind = kind_of<ColumnDefault>,
                          .catalog_query = default_query,
                          .from_row = default_from_row,
                          .create = create_default,
                          .drop = drop_default,
                          .alter = alter_default,
                          .depends_on = default_depends_on};

} // namespace schemadiff::kinds::column
