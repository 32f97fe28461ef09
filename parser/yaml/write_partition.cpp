// Partitioned tables and partitions. What a partition has from its table without saying so is left
// out: parser/resolve/partitions.cpp puts it back.
#include <parser/yaml/catalog_writer.hpp>
#include <parser/yaml/writer_values.hpp>
#include <schemadiff/base/object_name.hpp>

#include <algorithm>
#include <functional>
#include <set>

namespace schemadiff::yaml
{

namespace
{

// What PostgreSQL calls an index that it makes for a partition; empty where more than names of
// columns goes into it.
std::string usual_name(std::string_view table, Object const &index)
{
    std::vector<std::string> columns;
    std::string_view label = "idx";
    if (index.body.holds<PrimaryKey>()) {
        label = "pkey";
    } else if (auto const *unique = index.body.get_if<Unique>()) {
        label = "key";
        columns = unique->columns;
        columns.insert(columns.end(), unique->include.begin(), unique->include.end());
    } else if (auto const *plain = index.body.get_if<Index>()) {
        for (IndexKey const &key : plain->keys) {
            if (key.expression) {
                return {};
            }
            columns.push_back(key.column);
        }
        columns.insert(columns.end(), plain->include.begin(), plain->include.end());
    } else {
        return {};
    }
    std::string joined;
    for (std::string const &column : columns) {
        if (std::count(columns.begin(), columns.end(), column) > 1) {
            return {};
        }
        joined.append(joined.empty() ? "" : "_").append(column);
    }
    return object_name(table, joined, label);
}

} // namespace

void CatalogWriter::add_partition_key(Node &map, Object const &table, Table const &names)
{
    auto const &body = table.as<schemadiff::Table>();
    if (body.partition_by.empty()) {
        return;
    }
    std::string text;
    Node keys = flow_list();
    for (IndexKey const &key : body.partition_keys) {
        auto const one = index_key_text(key, known_);
        text.append(text.empty() ? "" : ", ").append(one.value_or(""));
        if (!one) {
            keys.items.clear();
            for (IndexKey const &other : body.partition_keys) {
                keys.items.push_back(index_key(other, names));
            }
            map.add("partition_by", Node::of_text(body.partition_by));
            map.add("partition_keys", std::move(keys));
            return;
        }
    }
    map.add("partition_by", Node::of_text(body.partition_by + " (" + text + ")"));
}

void CatalogWriter::add_partition_of(Node &map, Table &table)
{
    Object const *const object = of_tables_.partitions.at(table.id);
    if (object == nullptr) {
        return;
    }
    auto const &body = object->as<Partition>();
    table.parent = id_of<schemadiff::Table>({body.parent.schema, body.parent.name});
    auto const bound = trimmed(body.bound.text);
    if (fits_into_clause(bound)) {
        auto const name = body.parent.schema == table.id.schema() ? clause_name(body.parent.name)
                                                                  : clause_name(body.parent);
        std::string text = name + ' ';
        text += bound == "DEFAULT" ? "default" : bound;
        map.add("partition_of", Node::of_text(text));
        return;
    }
    Node node = Node::of_map();
    add_fields(node, body);
    map.add("partition_of", std::move(node));
}

// Indexes of the partitioned table that were made ON ONLY and have no part here yet.
void CatalogWriter::add_without_indexes(Node &map, Object const &object, Table const &table) const
{
    if (!table.parent || !object.as<schemadiff::Table>().server.empty()) {
        return;
    }
    std::set<std::string, std::less<>> parts;
    for (ObjectPtr const &one : source_.below(kind_of<IndexPartition>, table.id)) {
        parts.insert(one->as<IndexPartition>().parent.name);
    }
    Node without = flow_list();
    for (Kind const kind :
         {kind_of<PrimaryKey>, kind_of<Unique>, kind_of<Exclusion>, kind_of<Index>}) {
        for (ObjectPtr const &index : source_.below(kind, *table.parent)) {
            if (!parts.contains(index->id.name())) {
                without.items.push_back(Node::of_text(std::string{index->id.name()}));
            }
        }
    }
    if (!without.items.empty()) {
        map.add("without_indexes", std::move(without));
    }
}

// Tablespace and access method, where they are not those of the partitioned table.
void CatalogWriter::add_placement(Node &map, Object const &table, Table const &names) const
{
    auto const *parent = names.parent ? source_.find(*names.parent) : nullptr;
    auto const add = [&](std::string_view key, auto const member, std::string_view usual) {
        auto const &own = table.as<schemadiff::Table>().*member;
        auto const passed_on =
            parent == nullptr ? std::nullopt : parent->as<schemadiff::Table>().*member;
        if (own != passed_on) {
            map.add(std::string{key}, Node::of_text(own.value_or(std::string{usual})));
        }
    };
    add("tablespace", &schemadiff::Table::tablespace, "");
    add("access_method", &schemadiff::Table::access_method, "heap");
}

bool CatalogWriter::has_columns_of_parent(Table const &table) const
{
    if (!table.parent) {
        return false;
    }
    auto const of_parent = source_.below(kind_of<Column>, *table.parent);
    auto const in_order = [](std::span<ObjectPtr const> columns) {
        std::vector<ObjectPtr> sorted(columns.begin(), columns.end());
        std::stable_sort(sorted.begin(), sorted.end(),
                         [](auto const &a, auto const &b) { return a->position < b->position; });
        return sorted;
    };
    auto const own = in_order(table.columns);
    auto const theirs = in_order(of_parent);
    return std::equal(
        own.begin(), own.end(), theirs.begin(), theirs.end(), [&](auto const &a, auto const &b) {
            Object copy = *b;
            auto &body = copy.as<Column>();
            body.not_null = body.not_null || !body.identity.empty();
            body.identity.clear();
            body.identity_options = {};
            forget_not_null_constraint(body);
            auto const *one = source_.find(a->id.as(kind_of<ColumnDefault>));
            auto const *other = source_.find(b->id.as(kind_of<ColumnDefault>));
            bool const same_default =
                (one == nullptr) == (other == nullptr) &&
                (one == nullptr || one->template as<ColumnDefault>().expression ==
                                       other->template as<ColumnDefault>().expression);
            return a->id.name() == b->id.name() && same_default && same_content(*a, copy) &&
                   source_.satellites_of(a->id).empty();
        });
}

bool CatalogWriter::is_of_parent(Object const &part, Table const &table) const
{
    auto const *check = part.body.get_if<Check>();
    if (check != nullptr && check->inherited) {
        return source_.satellites_of(part.id).empty();
    }
    if (!table.parent || !source_.satellites_of(part.id).empty()) {
        return false;
    }
    if (part.body.holds<Check>()) {
        auto const *other = source_.find(table.parent->child(kind_of<Check>, part.id.name()));
        return other != nullptr && same_content(part, *other);
    }
    auto const *attached = source_.find(part.id.as(kind_of<IndexPartition>));
    if (attached == nullptr) {
        return false;
    }
    auto const *other = source_.find(
        table.parent->child(part.id.kind(), attached->as<IndexPartition>().parent.name));
    if (other == nullptr || !same_content(part, *other) ||
        usual_name(table.id.name(), part) != part.id.name()) {
        return false;
    }
    // Marks name it, and an index that belongs to the partition alone could be taken for it.
    for (Kind const kind : {kind_of<ReplicaIdentity>, kind_of<ClusterMark>}) {
        if (source_.find(table.id.as(kind)) != nullptr) {
            return false;
        }
    }
    for (Kind const kind : {kind_of<Index>, kind_of<PrimaryKey>, kind_of<Unique>}) {
        for (ObjectPtr const &one : source_.below(kind, table.id)) {
            bool const is_local = source_.find(one->id.as(kind_of<IndexPartition>)) == nullptr;
            bool const is_like_it = one->id != part.id && same_content(*one, part);
            if (is_local || is_like_it) {
                return false;
            }
        }
    }
    return true;
}

void CatalogWriter::add_index_partition(Node &map, Object const &index) const
{
    if (auto const *attached = source_.find(index.id.as(kind_of<IndexPartition>))) {
        map.add("partition_of",
                value_node(QualifiedName{"", attached->as<IndexPartition>().parent.name}));
    }
}

} // namespace schemadiff::yaml
