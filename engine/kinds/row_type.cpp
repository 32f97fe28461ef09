// Typed tables: CREATE TABLE ... OF.
//
// PostgreSQL changes the columns of a typed table only with an attribute of its type, by CASCADE,
// which would also drop whatever reads a column that goes. So a table is let go of while its type
// changes, its columns are altered as those of any other table, and it is tied to the type again:
// both are changes of the catalog only. What is renamed needs no such way: CASCADE renames.
#include <engine/kinds/row_type.hpp>

#include <engine/kinds/follow.hpp>
#include <engine/kinds/registry.hpp>

#include <fmt/format.h>

namespace schemadiff::kinds
{

std::optional<ObjectId> row_type_of(ObjectId const &id, Catalog const &catalog)
{
    auto const *link = catalog.find(id_of<RowType>({id.part(0), id.part(1)}));
    if (link == nullptr) {
        return std::nullopt;
    }
    auto const &type = link->as<RowType>().type;
    return id_of<CompositeType>({type.schema, type.name});
}

namespace
{

std::vector<std::string> room(std::string_view what, ObjectId const &id, Context const &context)
{
    bool const is_typed = row_type_of(id, context.catalog) ||
                          (context.other != nullptr && row_type_of(id, *context.other));
    return is_typed ? std::vector{fmt::format("{} {}", what, quoted(relation_name(id)))}
                    : std::vector<std::string>{};
}

} // namespace

std::vector<std::string> room_for_columns(ObjectId const &id, Context const &context)
{
    return room("room for columns", id, context);
}

std::vector<std::string> room_for_row_type(ObjectId const &id, Context const &context)
{
    return room("room for a row type", id, context);
}

std::vector<ObjectId> typed_tables(ObjectId const &type, Catalog const &catalog)
{
    std::vector<ObjectId> tables;
    for (ObjectPtr const &link : catalog.of_kind(kind_of<RowType>)) {
        if (row_type_of(link->id, catalog) == type) {
            tables.push_back(link->id.as(kind_of<Table>));
        }
    }
    return tables;
}

} // namespace schemadiff::kinds

namespace schemadiff::kinds::row_type
{

namespace
{

Side create(Object const &object, Context const &)
{
    auto const table = object.id.as(kind_of<Table>);
    auto result = side(sql("ALTER TABLE {} OF {}", relation_name(object.id),
                           Qualified{object.as<RowType>().type}));
    result.by_itself.push_back({{{table, std::nullopt}}, false, 1});
    result.locks.push_back(exclusive_lock(table));
    return result;
}

Side drop(Object const &object, Context const &)
{
    auto const table = object.id.as(kind_of<Table>);
    auto result = side(sql("ALTER TABLE {} NOT OF", relation_name(object.id)));
    result.clause = Clause{table, sql("")};
    result.locks.push_back(exclusive_lock(table));
    return result;
}

std::vector<ObjectId> depends_on(Object const &object, Catalog const &catalog)
{
    return {object.id.as(kind_of<Table>), *row_type_of(object.id, catalog)};
}

// All that PostgreSQL compares when a table is tied to a type.
std::vector<ObjectId> comes_after(Object const &object, Catalog const &catalog)
{
    std::vector<ObjectId> ids;
    for (ObjectPtr const &column : catalog.below(kind_of<Column>, object.id.as(kind_of<Table>))) {
        ids.push_back(column->id);
    }
    for (ObjectPtr const &attribute :
         catalog.below(kind_of<CompositeAttribute>, *row_type_of(object.id, catalog))) {
        ids.push_back(attribute->id);
    }
    return ids;
}

void follow(Object &object, ObjectId const &before, ObjectId const &after)
{
    auto &type = object.as<RowType>().type;
    bool const is_it = before.kind() == kind_of<CompositeType> && before.schema() == type.schema &&
                       before.name() == type.name;
    if (is_it) {
        type = {std::string(after.schema()), std::string(after.name())};
    } else if (before.kind() == kind_of<Schema>) {
        follow_name(type, {before, after});
    }
}

} // namespace

Rules const rules{.kind = kind_of<RowType>,
                  .catalog_query = {},
                  .create = create,
                  .drop = drop,
                  .follow = follow,
                  .depends_on = depends_on,
                  .comes_after = comes_after,
                  .frees = room_for_columns,
                  .takes = room_for_row_type};

} // namespace schemadiff::kinds::row_type
