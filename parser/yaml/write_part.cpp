// What belongs to a relation and has a name: constraints, indexes, triggers, policies.
#include <parser/yaml/catalog_writer.hpp>
#include <parser/yaml/writer_values.hpp>

namespace schemadiff::yaml
{

namespace
{

// A map that says nothing but `key` is written as the value of it.
Node shortest(Node map, std::string_view key)
{
    bool const is_short = map.entries.size() == 1 && map.entries.front().key == key;
    return is_short ? std::move(map.entries.front().value) : map;
}

} // namespace

Node CatalogWriter::unique(Object const &object) const
{
    Node map = flow_map();
    add_fields(map, object.as<Unique>());
    add_index_partition(map, object);
    add_comment(map, object.id);
    return shortest(std::move(map), "columns");
}

Node CatalogWriter::check(Object const &object) const
{
    Node map = flow_map();
    auto const &body = object.as<Check>();
    if (body.inherited) {
        map.add("inherited", Node::of_text("true"));
    } else {
        add_fields(map, body);
    }
    add_comment(map, object.id);
    return shortest(std::move(map), "expression");
}

Node CatalogWriter::foreign_key(Object const &object) const
{
    auto const &body = object.as<ForeignKey>();
    auto const text = foreign_key_text(body, object.id.schema());
    if (text && source_.satellites_of(object.id).comment == nullptr) {
        return Node::of_text(*text);
    }
    Node map = flow_map();
    add_fields(map, body);
    add_comment(map, object.id);
    return map;
}

Node CatalogWriter::index_key(IndexKey const &key, Table const &table)
{
    bool const is_column_alone = !key.expression && !key.collation && !key.operator_class &&
                                 key.operator_class_options.empty() && !key.descending &&
                                 !key.nulls_first;
    if (is_column_alone && table.knows_columns) {
        return Node::of_text(key.column);
    }
    // A text that is the name of a column is that column, whatever else it could mean.
    auto const text = index_key_text(key, known_);
    return text && !table.has_column(*text) ? Node::of_text(*text) : value_node(key);
}

Node CatalogWriter::index(Object const &object, Table const &table)
{
    auto const &body = object.as<Index>();
    Node map = flow_map();
    Node keys = flow_list();
    for (IndexKey const &key : body.keys) {
        keys.items.push_back(index_key(key, table));
    }
    map.add("columns", std::move(keys));
    add_fields(map, body, {"columns"});
    bool const has_list = map.entries.size() == 1;
    add_index_partition(map, object);
    bool const is_attached = source_.find(object.id.as(kind_of<IndexPartition>)) != nullptr;
    add_comment(map, object.id);
    if (has_list || is_attached || source_.satellites_of(object.id).comment != nullptr) {
        return shortest(std::move(map), "columns");
    }
    auto const text = index_text(body, known_);
    return text && !table.has_column(*text) ? Node::of_text(*text) : map;
}

Node CatalogWriter::trigger(Object const &object) const
{
    auto const &body = object.as<Trigger>();
    auto const text = trigger_text(body);
    Node map = flow_map();
    if (text) {
        map.add("definition", Node::of_text(*text));
        if (body.enabled != Trigger{}.enabled) {
            map.add("enabled", Node::of_text(body.enabled));
        }
    } else {
        add_fields(map, body);
    }
    add_comment(map, object.id);
    return shortest(std::move(map), "definition");
}

Node CatalogWriter::policy(Object const &object) const
{
    Node map = flow_map();
    auto const &body = object.as<Policy>();
    add_fields(map, body);
    if (!body.using_rows && !body.check) {
        map.add("without_condition", Node::of_text("true"));
    }
    add_comment(map, object.id);
    return map;
}

} // namespace schemadiff::yaml
