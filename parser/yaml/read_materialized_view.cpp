// Materialized views: like views, with indexes, and with settings of their columns.
#include <parser/yaml/reader_templates.hpp>

namespace schemadiff::yaml
{

void Reader::read_materialized_view(Entry const &entry)
{
    static constexpr auto others = std::to_array<std::string_view>(
        {"indexes", "cluster_on", "comment", "owner", "grants", "renamed_from"});
    Node const &value = entry.value;
    auto const id = id_of<MaterializedView>({schema_, entry.key});
    MaterializedView body;
    if (value.is_map()) {
        read_fields(value, body, others, id);
        if (value.find("query") == nullptr) {
            diagnostics_->error(codes::missing_key, entry.key_at,
                                together(described(id), " has no 'query'"));
        }
    } else {
        read(FieldInfo{"query"}, value, body.query);
    }
    Draft &draft = add(id, std::move(body), entry.key_at);
    auto const object = draft.object;
    read_owner(&value, *object);
    read_common(value, draft);
    read_grants(value, {object, {}}, object->owner);
    Relation relation{.id = id, .owner = object->owner, .knows_columns = false};
    RelationScope const scope{relation_, relation};
    read_materialized_view_parts(value, id);
}

void Reader::read_materialized_view_parts(Node const &value, ObjectId const &id)
{
    if (Node const *columns = value.find("columns")) {
        for (Entry const &column : columns->entries) {
            auto const column_id = id.child(kind_of<Column>, column.key);
            read_comment(column.value, {nullptr, column_id});
            read_security_labels(column.value, {nullptr, column_id});
            read_grants(column.value, {nullptr, column_id}, relation_->owner);
        }
    }
    if (Node const *indexes = value.find("indexes")) {
        for_each_entry(*indexes, "indexes",
                       [&](NameSource source, std::string key, SourcePos at, Node const &one) {
                           read_index(source, std::move(key), std::move(at), one);
                       });
    }
    if (Node const *cluster_on = value.find("cluster_on")) {
        read_cluster_mark(*cluster_on, id);
    }
}

bool Reader::read(FieldInfo const &field, Node const &value, std::vector<ColumnSettings> &member)
{
    static constexpr auto keys =
        std::to_array<std::string_view>({"comment", "grants", "security_labels", "statistics",
                                         "storage", "compression", "options"});
    static constexpr auto storages =
        std::to_array<std::string_view>({"plain", "external", "extended", "main"});
    for_each_named(&value, field.name, [&](Entry const &entry) {
        auto const id = id_of<Column>({schema_, "", entry.key});
        if (!entry.value.is_map()) {
            report_shape(*diagnostics_, entry.value, entry.key, "a mapping");
            return;
        }
        expect_keys(entry.value, keys, id);
        ColumnSettings settings{.column = entry.key};
        auto const read_key = [&](FieldInfo const &key, auto &setting) {
            if (Node const *node = entry.value.find(key.name)) {
                read(key, *node, setting);
            }
        };
        read_key({"statistics"}, settings.statistics);
        read_key({"storage", storages}, settings.storage);
        read_key({"compression"}, settings.compression);
        read_key({"options"}, settings.options);
        if (settings != ColumnSettings{.column = entry.key}) {
            member.push_back(std::move(settings));
        }
    });
    std::sort(member.begin(), member.end());
    return true;
}

} // namespace schemadiff::yaml
