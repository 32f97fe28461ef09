#include <parser/yaml/writer_values.hpp>

#include <parser/yaml/write_texts.hpp>

namespace schemadiff::yaml
{

Node flow_map()
{
    Node node = Node::of_map();
    node.flow = true;
    return node;
}

Node flow_list()
{
    Node node = Node::of_list();
    node.flow = true;
    return node;
}

Node value_node(bool value)
{
    return Node::of_text(value ? "true" : "false");
}

Node value_node(long long value)
{
    return Node::of_text(std::to_string(value));
}

Node value_node(std::string const &text)
{
    return Node::of_text(text);
}

// pg_get_expr() begins with a line break where the expression is a CASE.
Node value_node(Expression const &expression)
{
    return Node::of_text(std::string{trimmed(expression.text)});
}

Node value_node(TypeName const &type)
{
    return Node::of_text(type.text);
}

Node value_node(Version const &version)
{
    return Node::of_text(version.text);
}

Node value_node(QualifiedName const &name)
{
    auto const is_simple = [](std::string const &part) {
        return part.find_first_of(".\"") == std::string::npos;
    };
    if (is_simple(name.schema) && is_simple(name.name)) {
        return Node::of_text(name.schema.empty() ? name.name : name.schema + "." + name.name);
    }
    Node node = flow_list();
    if (!name.schema.empty()) {
        node.items.push_back(Node::of_text(name.schema));
    }
    node.items.push_back(Node::of_text(name.name));
    return node;
}

Node value_node(Options const &options)
{
    Node node = flow_map();
    for (auto const &[key, value] : options) {
        node.add(key, Node::of_text(value));
    }
    return node;
}

Node value_node(std::vector<Expression> const &expressions)
{
    Node list = flow_list();
    for (Expression const &expression : expressions) {
        list.items.push_back(value_node(expression));
    }
    return list;
}

Node value_node(std::vector<std::string> const &texts)
{
    Node node = flow_list();
    node.items.reserve(texts.size());
    for (std::string const &text : texts) {
        node.items.push_back(Node::of_text(text));
    }
    return node;
}

Node value_node(IndexKey const &key)
{
    Node node = flow_map();
    if (key.expression) {
        node.add("expression", value_node(*key.expression));
    } else {
        node.add("column", Node::of_text(key.column));
    }
    if (key.collation) {
        node.add("collation", value_node(*key.collation));
    }
    if (key.operator_class) {
        node.add("operator_class", value_node(*key.operator_class));
    }
    if (!key.operator_class_options.empty()) {
        node.add("operator_class_options", value_node(key.operator_class_options));
    }
    if (key.descending) {
        node.add("descending", value_node(true));
    }
    if (key.nulls_first != key.descending) {
        node.add("nulls_first", value_node(key.nulls_first));
    }
    return node;
}

Node value_node(std::vector<IndexKey> const &keys)
{
    Node node = flow_list();
    for (IndexKey const &key : keys) {
        node.items.push_back(value_node(key));
    }
    return node;
}

Node value_node(std::vector<ColumnSettings> const &columns)
{
    Node node = Node::of_map();
    for (ColumnSettings const &settings : columns) {
        Node one = flow_map();
        if (settings.statistics) {
            one.add("statistics", value_node(*settings.statistics));
        }
        if (!settings.storage.empty()) {
            one.add("storage", Node::of_text(settings.storage));
        }
        if (!settings.compression.empty()) {
            one.add("compression", Node::of_text(settings.compression));
        }
        if (!settings.options.empty()) {
            one.add("options", value_node(settings.options));
        }
        node.add(settings.column, std::move(one));
    }
    return node;
}

Node value_node(std::vector<Argument> const &arguments)
{
    Node node = flow_list();
    for (Argument const &argument : arguments) {
        Node one = flow_map();
        if (argument.mode != "in") {
            one.add("mode", Node::of_text(argument.mode));
        }
        if (!argument.name.empty()) {
            one.add("name", Node::of_text(argument.name));
        }
        one.add("type", value_node(argument.type));
        if (argument.default_value) {
            one.add("default", value_node(*argument.default_value));
        }
        node.items.push_back(std::move(one));
    }
    return node;
}

} // namespace schemadiff::yaml
