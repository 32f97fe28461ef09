// Materialized views with what hangs on them.
#include <parser/yaml/catalog_writer.hpp>
#include <parser/yaml/writer_values.hpp>

#include <algorithm>

namespace schemadiff::yaml
{

void CatalogWriter::add_materialized_view_columns(Node &map, Object const &view)
{
    Node columns = value_node(view.as<MaterializedView>().columns);
    for (std::string const &name : source_.view_columns(view.id)) {
        auto const id = view.id.child(kind_of<Column>, name);
        auto found = std::find_if(columns.entries.begin(), columns.entries.end(),
                                  [&](Entry const &entry) { return entry.key == name; });
        if (found == columns.entries.end()) {
            columns.add(name, flow_map());
            found = std::prev(columns.entries.end());
        }
        add_comment(found->value, id);
        add_grants(found->value, id);
    }
    if (!columns.entries.empty()) {
        map.add("columns", std::move(columns));
    }
}

Node CatalogWriter::materialized_view(Object const &object)
{
    auto const &body = object.as<MaterializedView>();
    Node map = Node::of_map();
    add_comment(map, object.id);
    add_owner(map, object);
    add_fields(map, body, {"query", "columns"});
    add_materialized_view_columns(map, object);
    Node indexes = Node::of_map();
    for (ObjectPtr const &one : of_materialized_views_.indexes.below(object.id)) {
        indexes.add(std::string{one->id.name()},
                    index(*one, {.id = object.id, .knows_columns = false, .columns = {}}));
    }
    if (!indexes.entries.empty()) {
        map.add("indexes", std::move(indexes));
    }
    if (auto const *mark = of_materialized_views_.cluster_marks.at(object.id)) {
        map.add("cluster_on", Node::of_text(mark->as<ClusterMark>().index));
    }
    add_grants(map, object.id, false);
    Node query = value_node(body.query);
    if (map.entries.empty()) {
        return query;
    }
    map.add("query", std::move(query));
    return map;
}

} // namespace schemadiff::yaml
