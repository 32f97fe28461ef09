// Tables and views: what they say themselves, and the order in which their parts are read. Columns
// come first, because everything else names them.
#include <parser/yaml/reader_templates.hpp>
#include <schemadiff/model/plain_kinds.hpp>

namespace schemadiff::yaml
{

namespace
{

std::vector<std::string_view> with_plain_parts(std::vector<std::string_view> keys)
{
    auto const plain = plain_sections(Home::relation);
    keys.insert(keys.end(), plain.begin(), plain.end());
    return keys;
}

} // namespace

void Reader::read_table(Entry const &entry)
{
    static auto const others = with_plain_parts({"mixins",
                                                 "columns",
                                                 "primary_key",
                                                 "uniques",
                                                 "checks",
                                                 "foreign_keys",
                                                 "indexes",
                                                 "triggers",
                                                 "row_security",
                                                 "policies",
                                                 "replica_identity",
                                                 "cluster_on",
                                                 "comment",
                                                 "owner",
                                                 "grants",
                                                 "renamed_from",
                                                 "partition_by",
                                                 "partition_keys",
                                                 "partition_of",
                                                 "partitions",
                                                 "without_indexes",
                                                 "inherits",
                                                 "of"});
    Node const &value = entry.value;
    auto const id = id_of<Table>({schema_, entry.key});
    Table body;
    if (value.is_map()) {
        read_fields(value, body, others, id);
    } else if (!value.is_null()) {
        report_shape(*diagnostics_, value, entry.key, "a mapping");
        return;
    }
    Draft &draft = add(id, std::move(body), entry.key_at);
    auto const object = draft.object;
    read_owner(&value, *object);
    read_common(value, draft);
    read_grants(value, {object, {}}, object->owner);
    // A partition that names no columns has those of its table; a child has those of its parents.
    // A typed table has those of its type.
    bool const inherits = value.find("inherits") != nullptr;
    bool const is_typed = value.find("of") != nullptr;
    bool const knows_columns =
        !inherits && !is_typed &&
        (value.find("partition_of") == nullptr || value.find("columns") != nullptr);
    Relation relation{.id = id,
                      .owner = object->owner,
                      .knows_columns = knows_columns,
                      .inherits = inherits,
                      .is_typed = is_typed};
    RelationScope const scope{relation_, relation};
    read_table_parts(value, id);
    read_partition_key(value, object->as<Table>());
    // Privileges of columns are part of the table's access, so they are claimed with it.
    if (value.find("grants") != nullptr) {
        for (std::string_view const column : relation.column_names) {
            drafts_->with_grants.push_back({nullptr, id.child(kind_of<Column>, column)});
        }
    }
    if (Node const *partitions = value.find("partitions")) {
        read_partitions(*partitions, id, object->owner);
    }
}

void Reader::read_table_parts(Node const &table, ObjectId const &id)
{
    Node const *const columns = table.find("columns");
    if (columns != nullptr && columns->is_map()) {
        for (Entry const &column : columns->entries) {
            relation_->column_names.push_back(column.key);
            relation_->columns.emplace(column.key, nullptr);
        }
    }
    int position = 0;
    for_each_named(columns, "columns",
                   [&](Entry const &column) { read_column(column, ++position); });
    if (table.find("partition_by") != nullptr || table.find("partition_of") != nullptr) {
        forget_not_null_constraints();
    }
    if (Node const *key = table.find("primary_key")) {
        read_primary_key(*key, key->at);
    }
    auto const each = [&](std::string_view name, auto const read_one) {
        if (Node const *section = table.find(name)) {
            for_each_entry(
                *section, name,
                [&](NameSource source, std::string key, SourcePos at, Node const &value) {
                    (this->*read_one)(source, std::move(key), std::move(at), value);
                });
        }
    };
    each("uniques", &Reader::read_unique);
    each("checks", &Reader::read_check);
    each("foreign_keys", &Reader::read_foreign_key);
    each("indexes", &Reader::read_index);
    each("triggers", &Reader::read_trigger);
    each("policies", &Reader::read_policy);
    read_plain_sections(Home::relation, table, {});
    if (Node const *parent = table.find("partition_of")) {
        read_partition_of(*parent, id);
    }
    if (Node const *indexes = table.find("without_indexes")) {
        read_without_indexes(*indexes, id);
    }
    if (Node const *parents = table.find("inherits")) {
        read_inherits(*parents, id);
    }
    if (Node const *type = table.find("of")) {
        RowType body;
        if (read(FieldInfo{"of"}, *type, body.type)) {
            add(id.as(kind_of<RowType>), std::move(body), type->at);
        }
    }
    if (Node const *security = table.find("row_security")) {
        read_row_security(*security, id);
    }
    if (Node const *identity = table.find("replica_identity")) {
        read_replica_identity(*identity, id);
    }
    if (Node const *cluster_on = table.find("cluster_on")) {
        read_cluster_mark(*cluster_on, id);
    }
}

// A partition that is made with its table has the names of that, and one that is attached its own.
void Reader::forget_not_null_constraints()
{
    for (auto const &[name, object] : relation_->columns) {
        if (object == nullptr) {
            continue;
        }
        auto &column = object->as<Column>();
        if (says_more_of_not_null(column)) {
            diagnostics_->warning(codes::not_kept, object->at,
                                  "of partitioned tables and their partitions no more is kept "
                                  "than that a column is NOT NULL",
                                  {"Write 'not null' alone."});
        }
        forget_not_null_constraint(column);
    }
}

void Reader::read_cluster_mark(Node const &value, ObjectId const &relation)
{
    ClusterMark mark;
    if (read(FieldInfo{"cluster_on"}, value, mark.index)) {
        add(relation.as(kind_of<ClusterMark>), std::move(mark), value.at);
    }
}

void Reader::read_row_security(Node const &value, ObjectId const &table)
{
    static constexpr auto words =
        std::to_array<std::string_view>({"enabled", "forced", "force_only", "off"});
    RowSecurity body;
    if (read(FieldInfo{"row_security", words}, value, body.state) && body.state != "off") {
        add(table.as(kind_of<RowSecurity>), std::move(body), value.at);
    }
}

void Reader::read_replica_identity(Node const &value, ObjectId const &table)
{
    static constexpr auto words = std::to_array<std::string_view>({"default", "full", "nothing"});
    static constexpr auto keys = std::to_array<std::string_view>({"index"});
    auto const id = table.as(kind_of<ReplicaIdentity>);
    ReplicaIdentity body;
    if (value.is_map()) {
        expect_keys(value, keys, id);
        body.what = "index";
        Node const *const index = value.find("index");
        if (index == nullptr) {
            diagnostics_->error(codes::missing_key, value.at,
                                "a replica identity needs the name of its 'index'");
            return;
        }
        if (!read(FieldInfo{"index"}, *index, body.index)) {
            return;
        }
    } else if (!read(FieldInfo{"replica_identity", words}, value, body.what) ||
               body.what == "default") {
        return;
    }
    add(id, std::move(body), value.at);
}

void Reader::read_view(Entry const &entry)
{
    static auto const others =
        with_plain_parts({"columns", "triggers", "comment", "owner", "grants", "renamed_from"});
    Node const &value = entry.value;
    auto const id = id_of<View>({schema_, entry.key});
    View body;
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
    if (Node const *columns = value.find("columns")) {
        read_view_columns(*columns);
    }
    if (Node const *triggers = value.find("triggers")) {
        for_each_entry(*triggers, "triggers",
                       [&](NameSource source, std::string key, SourcePos at, Node const &one) {
                           read_trigger(source, std::move(key), std::move(at), one);
                       });
    }
    read_plain_sections(Home::relation, value, {});
}

void Reader::read_view_columns(Node const &value)
{
    static constexpr auto keys =
        std::to_array<std::string_view>({"comment", "default", "grants", "security_labels"});
    for_each_named(&value, "columns", [&](Entry const &entry) {
        auto const id = relation_->id.child(kind_of<Column>, entry.key);
        if (!entry.value.is_map()) {
            report_shape(*diagnostics_, entry.value, entry.key, "a mapping");
            return;
        }
        expect_keys(entry.value, keys, id);
        ColumnDefault body;
        Node const *const expression = entry.value.find("default");
        if (expression != nullptr && read(FieldInfo{"default"}, *expression, body.expression)) {
            add(id.as(kind_of<ColumnDefault>), std::move(body), expression->at);
        }
        read_comment(entry.value, {nullptr, id});
        read_security_labels(entry.value, {nullptr, id});
        read_grants(entry.value, {nullptr, id}, relation_->owner);
    });
}

} // namespace schemadiff::yaml
