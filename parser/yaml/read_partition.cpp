// Partitioned tables and partitions: partition_by, partition_of, partitions.
#include <parser/yaml/reader_templates.hpp>

namespace schemadiff::yaml
{

void Reader::read_partition_key(Node const &table, Table &body)
{
    Node const *const value = table.find("partition_by");
    Node const *const keys = table.find("partition_keys");
    static constexpr std::span<std::string_view const> words{Table::strategies};
    if (keys != nullptr) {
        read(FieldInfo{"partition_keys"}, *keys, body.partition_keys);
    }
    if (value == nullptr) {
        if (keys != nullptr) {
            diagnostics_->error(codes::missing_key, keys->at,
                                "'partition_keys' need 'partition_by': range, list or hash");
        }
        return;
    }
    if (keys != nullptr) {
        read(FieldInfo{"partition_by", words}, *value, body.partition_by);
        return;
    }
    if (!expect_text({"partition_by"}, *value)) {
        return;
    }
    if (auto const key = parsed(grammar::parse_partition_key, *value)) {
        body.partition_by = key->strategy;
        for (grammar::IndexKey const &one : key->keys) {
            body.partition_keys.push_back(index_key(one, *value));
        }
    }
}

bool Reader::read_bound(Node const &value, Expression &bound)
{
    if (!expect_text({"values"}, value)) {
        return false;
    }
    auto const text = parsed(grammar::parse_partition_bound, value);
    if (text) {
        bound.text = *text;
    }
    return text.has_value();
}

void Reader::read_partition_of(Node const &value, ObjectId const &table)
{
    static constexpr auto keys = std::to_array<std::string_view>({"table", "values"});
    auto const id = table.as(kind_of<Partition>);
    Partition body;
    if (value.is_map()) {
        expect_keys(value, keys, id);
        Node const *const parent = value.find("table");
        Node const *const bound = value.find("values");
        if (parent == nullptr || bound == nullptr) {
            diagnostics_->error(codes::missing_key, value.at,
                                "a partition needs its 'table' and its 'values'");
            return;
        }
        if (!read(FieldInfo{"table"}, *parent, body.parent) || !read_bound(*bound, body.bound)) {
            return;
        }
    } else {
        if (!expect_text({"partition_of"}, value)) {
            return;
        }
        auto const clause = parsed(grammar::parse_partition_of, value);
        if (!clause) {
            return;
        }
        body.parent = qualified(clause->table, value);
        body.bound.text = clause->bound;
    }
    add(id, std::move(body), value.at);
}

// Partitions that say nothing but their bounds, or one word about all of them.
void Reader::read_partitions(Node const &value, ObjectId const &table,
                             std::optional<std::string> const &owner)
{
    static constexpr auto words = std::to_array<std::string_view>({"ignored", "managed"});
    if (value.is_scalar() && !value.is_null()) {
        std::string word;
        if (read(FieldInfo{"partitions", words}, value, word)) {
            drafts_->partitions.emplace(table, PartitionsDraft{word == "ignored", value.at});
        }
        return;
    }
    for_each_named(&value, "partitions", [&](Entry const &entry) {
        Expression bound;
        if (!read_bound(entry.value, bound)) {
            return;
        }
        auto const id = id_of<Table>({schema_, entry.key});
        Draft &draft = add(id, Table{}, entry.key_at);
        draft.object->owner = owner;
        add(id.as(kind_of<Partition>),
            Partition{{std::string(table.schema()), std::string(table.name())}, std::move(bound)},
            entry.value.at);
    });
}

void Reader::read_index_partition(Node const &value, Draft const &draft)
{
    Node const *const parent = value.is_map() ? value.find("partition_of") : nullptr;
    QualifiedName name;
    if (parent != nullptr && read(FieldInfo{"partition_of"}, *parent, name)) {
        drafts_->index_partitions.push_back({draft.object, name.name, parent->at});
    }
}

void Reader::read_without_indexes(Node const &value, ObjectId const &table)
{
    WithoutIndexesDraft draft{{}, value.at};
    if (read(FieldInfo{"without_indexes"}, value, draft.indexes)) {
        drafts_->without_indexes.emplace(table, std::move(draft));
    }
}

} // namespace schemadiff::yaml
