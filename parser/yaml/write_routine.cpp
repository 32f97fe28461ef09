// Functions, procedures and views.
#include <parser/yaml/catalog_writer.hpp>
#include <parser/yaml/reader_functions.hpp>
#include <parser/yaml/writer_values.hpp>

namespace schemadiff::yaml
{

namespace
{

// No names are `""` to pg_proc, and an empty text to us.
Node settings_node(Options const &settings)
{
    Node node = flow_map();
    for (auto const &[name, value] : settings) {
        bool const is_empty_list = is_name_list(name) && value == quoted_list({});
        node.add(name, Node::of_text(is_empty_list ? "" : value));
    }
    return node;
}

} // namespace

std::string CatalogWriter::function_key(Object const &object) const
{
    auto const signature = signature_text(object.id, object.as<Function>());
    if (signature) {
        return *signature;
    }
    // `arguments` says the rest; the types keep overloaded functions apart.
    return clause_name(object.id.part(1)).append("(").append(object.id.part(2)).append(")");
}

Node CatalogWriter::function(Object const &object) const
{
    auto const &body = object.as<Function>();
    Node map = Node::of_map();
    add_comment(map, object.id);
    add_owner(map, object);
    if (!signature_text(object.id, body)) {
        std::vector<Argument> arguments;
        for (Argument const &argument : body.arguments) {
            if (argument.mode != "table") {
                arguments.push_back(argument);
            }
        }
        map.add("arguments", value_node(arguments));
    }
    if (!body.returns.empty()) {
        map.add("returns", Node::of_text(body.returns));
    }
    if (body.language != "sql" || !body.sql_body) {
        map.add("language", Node::of_text(body.language));
    }
    add_fields(map, body, {"arguments", "returns", "language", "settings", "body", "sql_body"});
    if (!body.settings.empty()) {
        map.add("settings", settings_node(body.settings));
    }
    add_grants(map, object.id, false);
    if (body.body) {
        map.add("body", Node::of_text(*body.body));
    }
    if (body.sql_body) {
        map.add("sql_body", value_node(*body.sql_body));
    }
    return map;
}

void CatalogWriter::add_view_columns(Node &map, Object const &view)
{
    auto names = source_.view_columns(view.id);
    auto const defaults = of_views_.defaults.below(view.id);
    for (ObjectPtr const &one : defaults) {
        names.emplace(one->id.name());
    }
    Node columns = Node::of_map();
    for (std::string const &name : names) {
        auto const id = view.id.child(kind_of<Column>, name);
        Node column = flow_map();
        add_comment(column, id);
        for (ObjectPtr const &one : defaults) {
            if (one->id.name() == name) {
                column.add("default", value_node(one->as<ColumnDefault>().expression));
            }
        }
        add_grants(column, id);
        columns.add(name, std::move(column));
    }
    if (!columns.entries.empty()) {
        map.add("columns", std::move(columns));
    }
}

Node CatalogWriter::view(Object const &object)
{
    auto const &body = object.as<View>();
    Node map = Node::of_map();
    add_comment(map, object.id);
    add_owner(map, object);
    add_fields(map, body, {"query"});
    add_view_columns(map, object);
    Node triggers = Node::of_map();
    for (ObjectPtr const &one : of_views_.triggers.below(object.id)) {
        triggers.add(std::string{one->id.name()}, trigger(*one));
    }
    if (!triggers.entries.empty()) {
        map.add("triggers", std::move(triggers));
    }
    add_plain_sections(map, Home::relation, object.id);
    add_grants(map, object.id, false);
    Node query = value_node(body.query);
    if (map.entries.empty()) {
        return query;
    }
    map.add("query", std::move(query));
    return map;
}

} // namespace schemadiff::yaml
