// Tables that have columns and checks from others: CREATE TABLE ... INHERITS.
//
// A new table names its parents where it is made, because what it has from them alone can be had in
// no other way: a column that is there before ALTER TABLE ... INHERIT is the table's own for ever
// (MergeAttributesIntoExisting of src/backend/commands/tablecmds.c).
#include <engine/kinds/inheritance.hpp>

#include <engine/kinds/follow.hpp>
#include <engine/kinds/lineage.hpp>
#include <engine/kinds/names.hpp>
#include <engine/kinds/registry.hpp>
#include <schemadiff/base/identifier.hpp>

namespace schemadiff::kinds::inheritance
{

namespace
{

constexpr std::string_view query = R"sql(
SELECT i.inhrelid, i.inhparent,
       pg_catalog.row_number() OVER (PARTITION BY i.inhrelid ORDER BY i.inhseqno) AS place
FROM pg_catalog.pg_inherits i
JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE NOT c.relispartition AND {managed} AND {plain_table}
)sql";

void from_row(Row const &row, CatalogNames const &names, Found &found)
{
    auto const table = names.relation(row.number("inhrelid"));
    auto const parent = names.relation(row.number("inhparent"));
    Object object{id_of<Inheritance>({table.schema, table.name, quoted(Qualified{parent})}),
                  Inheritance{},
                  {},
                  static_cast<int>(row.number("place"))};
    found.add(std::move(object));
}

ObjectId table_of(ObjectId const &link)
{
    return link.up(kind_of<Table>);
}

Side create(Object const &object, Context const &)
{
    auto const table = table_of(object.id);
    auto const parent = parent_of(object.id);
    auto result =
        side(sql("ALTER TABLE {} INHERIT {}", relation_name(table), relation_name(parent)));
    result.by_itself.push_back({{{table, std::nullopt}}, false, 1});
    result.locks = {exclusive_lock(table), {parent, Lock::share_update_exclusive}};
    return result;
}

Side drop(Object const &object, Context const &)
{
    auto const table = table_of(object.id);
    auto const parent = parent_of(object.id);
    auto result =
        side(sql("ALTER TABLE {} NO INHERIT {}", relation_name(table), relation_name(parent)));
    result.clause = Clause{table, sql("")};
    result.locks = {exclusive_lock(table), {parent, Lock::access_share}};
    return result;
}

std::vector<ObjectId> depends_on(Object const &object, Catalog const &)
{
    return {table_of(object.id), parent_of(object.id)};
}

// All that has to be alike in both tables, or that a new table gets.
std::vector<ObjectId> comes_after(Object const &object, Catalog const &catalog)
{
    std::vector<ObjectId> ids;
    auto const add = [&](Kind kind, ObjectId const &table) {
        for (ObjectPtr const &part : catalog.below(kind, table)) {
            ids.push_back(part->id);
        }
    };
    for (ObjectId const &table : depends_on(object, catalog)) {
        add(kind_of<Column>, table);
        add(kind_of<Check>, table);
    }
    add(kind_of<ColumnDefault>, parent_of(object.id));
    return ids;
}

// The id names the parent, too.
void follow(Object &object, ObjectId const &before, ObjectId const &after)
{
    auto const parent = parent_of(object.id);
    QualifiedName name{std::string(parent.part(0)), std::string(parent.part(1))};
    follow_name(name, {before, after});
    object.id = object.id.renamed(quoted(Qualified{name}));
}

} // namespace

ObjectId parent_of(ObjectId const &link)
{
    return {kind_of<Table>, name_parts(link.name())};
}

Rules const rules{.kind = kind_of<Inheritance>,
                  .catalog_query = query,
                  .from_row = from_row,
                  .create = create,
                  .drop = drop,
                  .follow = follow,
                  .depends_on = depends_on,
                  .comes_after = comes_after};

} // namespace schemadiff::kinds::inheritance
