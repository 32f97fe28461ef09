// Children of other tables. What a child has from its parents without saying so is left out:
// parser/resolve/inheritance.cpp puts it back.
#include <parser/grammar/names.hpp>
#include <parser/yaml/catalog_writer.hpp>
#include <parser/yaml/usual_storage.hpp>
#include <parser/yaml/writer_values.hpp>

#include <algorithm>

namespace schemadiff::yaml
{

void CatalogWriter::add_inherits(Node &map, Table &table)
{
    auto const below = of_tables_.inheritances.below(table.id);
    std::vector<ObjectPtr> links(below.begin(), below.end());
    std::stable_sort(links.begin(), links.end(),
                     [](auto const &a, auto const &b) { return a->position < b->position; });
    Node names = flow_list();
    for (ObjectPtr const &link : links) {
        auto const parts = *grammar::parse_qualified_name(link->id.name());
        table.parents.push_back({kind_of<schemadiff::Table>, parts});
        bool const has_point = (parts[0] + parts[1]).find_first_of(".\"") != std::string::npos;
        names.items.push_back(has_point ? value_node(parts)
                              : parts[0] == table.id.schema()
                                  ? Node::of_text(parts[1])
                                  : Node::of_text(parts[0] + '.' + parts[1]));
    }
    if (!links.empty()) {
        // The reader does not know those of the parents.
        table.knows_columns = false;
        map.add("inherits", std::move(names));
    }
}

CatalogWriter::OfParents CatalogWriter::of_parents(std::string_view column,
                                                   Table const &table) const
{
    OfParents all;
    bool const is_foreign = !source_.find(table.id)->as<schemadiff::Table>().server.empty();
    for (ObjectId const &parent : table.parents) {
        auto const id = parent.child(kind_of<Column>, column);
        Object const *const object = source_.find(id);
        if (object == nullptr) {
            continue;
        }
        auto const &body = object->as<Column>();
        all.not_null = all.not_null || body.not_null;
        if (all.first == nullptr) {
            all.first = &body;
            all.compression = is_foreign ? std::string_view{} : body.compression;
        }
        if (Object const *const value = source_.find(id.as(kind_of<ColumnDefault>))) {
            auto const &expression = value->as<ColumnDefault>().expression;
            all.defaults_differ = all.defaults_differ || (all.default_value != nullptr &&
                                                          *all.default_value != expression);
            all.default_value = &expression;
        }
    }
    return all;
}

bool CatalogWriter::is_inherited(std::string_view column, Table const &table) const
{
    Object const *const object = source_.find(table.id.child(kind_of<Column>, column));
    return object != nullptr && object->as<Column>().inherited &&
           of_parents(column, table).first != nullptr;
}

std::string CatalogWriter::settings_unlike_parents(Column const &body,
                                                   OfParents const &parents) const
{
    std::string text;
    if (body.storage.empty() && !parents.first->storage.empty()) {
        text.append(" storage ").append(usual_storage(body.type.text));
    }
    if (body.compression.empty() && !parents.compression.empty()) {
        text += " compression default";
    }
    return text;
}

std::optional<Node> CatalogWriter::inherited_column(Object const &object,
                                                    Object const *default_value, Table const &table)
{
    auto const &body = object.as<Column>();
    auto const parents = of_parents(object.id.name(), table);
    Node map = flow_map();
    map.add("inherited", Node::of_text("true"));
    if (default_value != nullptr) {
        auto const &expression = default_value->as<ColumnDefault>().expression;
        bool const is_same = parents.default_value != nullptr && !parents.defaults_differ &&
                             *parents.default_value == expression;
        if (!is_same) {
            map.add("default", value_node(expression));
        }
    } else if (parents.default_value != nullptr) {
        map.add("default", Node::of_text("null"));
    }
    bool const is_in_key = table.is_in_primary_key(object.id.name());
    if (body.not_null && !parents.not_null && !is_in_key) {
        map.add("not_null", Node::of_text("true"));
    }
    Column settings;
    settings.statistics = body.statistics;
    settings.options = body.options;
    settings.foreign_options = body.foreign_options;
    if (body.storage != parents.first->storage) {
        settings.storage =
            body.storage.empty() ? usual_storage(body.type.text) : std::string_view(body.storage);
    }
    if (body.compression != parents.compression) {
        settings.compression = body.compression.empty() ? "default" : body.compression;
    }
    add_fields(map, settings);
    add_comment(map, object.id);
    add_grants(map, object.id);
    return map.entries.size() == 1 ? std::nullopt : std::optional{std::move(map)};
}

} // namespace schemadiff::yaml
