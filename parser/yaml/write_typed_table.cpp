// Tables that are of a composite type. What their columns have from it is left out:
// parser/resolve/typed_tables.cpp puts it back.
#include <parser/yaml/catalog_writer.hpp>
#include <parser/yaml/writer_values.hpp>

namespace schemadiff::yaml
{

void CatalogWriter::add_row_type(Node &map, Table &table)
{
    Object const *const row_type = of_tables_.row_types.at(table.id);
    if (row_type == nullptr) {
        return;
    }
    table.is_typed = true;
    // The reader does not know those of the type.
    table.knows_columns = false;
    auto const &type = row_type->as<RowType>().type;
    bool const has_point = (type.schema + type.name).find_first_of(".\"") != std::string::npos;
    map.add("of", has_point ? value_node(std::vector{type.schema, type.name})
                  : type.schema == table.id.schema()
                      ? Node::of_text(type.name)
                      : Node::of_text(type.schema + '.' + type.name));
}

std::optional<Node> CatalogWriter::typed_column(Object const &object, Object const *default_value,
                                                Table const &table)
{
    auto body = object.as<Column>();
    Node map = flow_map();
    if (default_value != nullptr) {
        map.add("default", value_node(default_value->as<ColumnDefault>().expression));
    }
    // What is in the primary key is NOT NULL without saying so.
    if (table.is_in_primary_key(object.id.name()) && !says_more_of_not_null(body)) {
        body.not_null = false;
    }
    add_fields(map, body, {"type", "collation"});
    add_comment(map, object.id);
    add_grants(map, object.id);
    return map.entries.empty() ? std::nullopt : std::optional{std::move(map)};
}

} // namespace schemadiff::yaml
