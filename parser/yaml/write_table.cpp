// Tables and their columns.
#include <parser/yaml/catalog_writer.hpp>
#include <parser/yaml/writer_values.hpp>

#include <algorithm>
#include <tuple>

namespace schemadiff::yaml
{

namespace
{

std::string_view serial_type(TypeName const &type)
{
    return type.text == "bigint" ? "bigserial" : type.text == "integer" ? "serial" : "smallserial";
}

struct ColumnParts {
    Object const *column;
    Object const *default_value;
};

std::string generated_text(std::string_view expression, bool is_virtual)
{
    return std::string{" generated always as ("}
        .append(expression)
        .append(is_virtual ? ") virtual" : ") stored");
}

// What PostgreSQL 18 knows of NOT NULL beside the words.
std::string not_null_text(Column const &body)
{
    std::string text = body.not_null_name.empty()
                           ? std::string{" not null"}
                           : " constraint " + clause_name(body.not_null_name) + " not null";
    return text + (body.not_null_no_inherit ? " no inherit" : "");
}

} // namespace

bool CatalogWriter::Table::has_column(std::string_view name) const
{
    return std::binary_search(column_names.begin(), column_names.end(), name);
}

bool CatalogWriter::Table::is_in_primary_key(std::string_view column) const
{
    if (primary_key == nullptr) {
        return false;
    }
    auto const &names = primary_key->as<PrimaryKey>().columns;
    return std::find(names.begin(), names.end(), column) != names.end();
}

bool CatalogWriter::is_column_key(Table const &table) const
{
    if (table.primary_key == nullptr) {
        return false;
    }
    Object const &key = *table.primary_key;
    auto const &body = key.as<PrimaryKey>();
    return body.columns.size() == 1 && body.include.empty() && body.options.empty() &&
           !body.tablespace && !body.deferrable && source_.is_usual_key_name(key.id) &&
           source_.find(key.id.as(kind_of<IndexPartition>)) == nullptr &&
           !is_inherited(body.columns.front(), table) && !table.is_typed &&
           source_.satellites_of(key.id).comment == nullptr;
}

std::string CatalogWriter::column_text(Object const &object, Object const *default_value,
                                       Table const &table)
{
    auto const &body = object.as<Column>();
    bool const is_serial = source_.is_serial(object.id);
    std::string text = is_serial ? std::string{serial_type(body.type)} : body.type.text;
    if (body.collation) {
        text += " collate " + unless_builtin(*body.collation);
    }
    bool const is_key = table.is_in_primary_key(object.id.name());
    if (is_key && is_column_key(table)) {
        text += " primary key";
    }
    // Identities, serials and columns of the primary key are NOT NULL without saying so.
    bool const is_never_null = (is_key || is_serial || !body.identity.empty()) &&
                               body.not_null_name.empty() && !body.not_null_no_inherit;
    text += body.not_null && !is_never_null ? not_null_text(body) : "";
    if (default_value != nullptr && !is_serial) {
        std::string const expression{trimmed(default_value->as<ColumnDefault>().expression.text)};
        text += known_.is_default(expression) ? " default " + expression : "";
    }
    if (body.generated && fits_into_clause(trimmed(body.generated->text))) {
        text += generated_text(trimmed(body.generated->text), body.is_virtual);
    }
    if (!body.identity.empty()) {
        text +=
            " generated " + identity_text(body, object.id).value_or(body.identity + " as identity");
    }
    text += body.storage.empty() ? "" : " storage " + body.storage;
    text += body.compression.empty() ? "" : " compression " + clause_name(body.compression);
    auto const parents = of_parents(object.id.name(), table);
    if (parents.default_value != nullptr && default_value == nullptr) {
        text += " default null";
    }
    return parents.first == nullptr ? text : text + settings_unlike_parents(body, parents);
}

Node CatalogWriter::column(Object const &object, Object const *default_value, Table const &table)
{
    auto const &body = object.as<Column>();
    Node map = flow_map();
    map.add("type", Node::of_text(column_text(object, default_value, table)));
    if (default_value != nullptr && !source_.is_serial(object.id)) {
        auto const &expression = default_value->as<ColumnDefault>().expression;
        if (!known_.is_default(std::string{trimmed(expression.text)})) {
            map.add("default", value_node(expression));
        }
    }
    if (body.generated && !fits_into_clause(trimmed(body.generated->text))) {
        map.add("generated", value_node(*body.generated));
        if (body.is_virtual) {
            map.add("virtual", value_node(true));
        }
    }
    if (!body.identity.empty() && !identity_text(body, object.id)) {
        map.add("identity_options", value_node(body.identity_options));
    }
    add_fields(map, body,
               {"type", "collation", "not_null", "not_null_name", "not_null_no_inherit", "identity",
                "identity_options", "generated", "virtual", "storage", "compression"});
    add_comment(map, object.id);
    add_grants(map, object.id);
    add_identity_sequence(map, object.id.as(kind_of<IdentitySequence>));
    return map.entries.size() == 1 ? std::move(map.entries.front().value) : map;
}

void CatalogWriter::add_identity_sequence(Node &map, ObjectId const &sequence) const
{
    Node own = flow_map();
    add_comment(own, sequence);
    add_grants(own, sequence);
    if (!own.entries.empty()) {
        map.add(std::string{IdentitySequence::section}, std::move(own));
    }
}

void CatalogWriter::add_columns(Node &map, Table const &table)
{
    auto const defaults = of_tables_.defaults.below(table.id);
    std::vector<ColumnParts> columns;
    columns.reserve(table.columns.size());
    auto next_default = defaults.begin();
    for (ObjectPtr const &column : table.columns) {
        while (next_default != defaults.end() && (*next_default)->id.path() < column->id.path()) {
            ++next_default;
        }
        bool const has_default =
            next_default != defaults.end() && (*next_default)->id.path() == column->id.path();
        columns.push_back({column.get(), has_default ? next_default->get() : nullptr});
    }
    std::stable_sort(columns.begin(), columns.end(), [](auto const &a, auto const &b) {
        return a.column->position < b.column->position;
    });
    Node section = Node::of_map();
    section.entries.reserve(columns.size());
    for (ColumnParts const &one : columns) {
        std::string name{one.column->id.name()};
        if (table.is_typed) {
            if (auto own = typed_column(*one.column, one.default_value, table)) {
                section.add(std::move(name), *std::move(own));
            }
        } else if (!is_inherited(name, table)) {
            section.add(std::move(name), column(*one.column, one.default_value, table));
        } else if (auto own = inherited_column(*one.column, one.default_value, table)) {
            section.add(std::move(name), *std::move(own));
        }
    }
    if (!section.entries.empty()) {
        map.add("columns", std::move(section));
    }
}

Node CatalogWriter::primary_key(Object const &object) const
{
    auto const &body = object.as<PrimaryKey>();
    Node map = flow_map();
    if (!source_.is_usual_key_name(object.id)) {
        map.add("name", Node::of_text(std::string{object.id.name()}));
    }
    add_fields(map, body);
    add_index_partition(map, object);
    add_comment(map, object.id);
    bool const is_short = map.entries.size() == 1 && map.entries.front().key == "columns";
    return is_short ? std::move(map.entries.front().value) : map;
}

Node CatalogWriter::table(Object const &object)
{
    Table table{.id = object.id, .columns = of_tables_.columns.below(object.id)};
    for (ObjectPtr const &column : table.columns) {
        table.column_names.push_back(column->id.name());
    }
    auto const keys = of_tables_.primary_keys.below(object.id);
    table.primary_key = keys.empty() ? nullptr : keys.front().get();

    Node map = Node::of_map();
    add_comment(map, object.id);
    add_owner(map, object);
    add_inherits(map, table);
    add_row_type(map, table);
    add_partition_of(map, table);
    add_without_indexes(map, object, table);
    add_partition_key(map, object, table);
    add_fields(map, object.as<schemadiff::Table>(),
               {"partition_by", "partition_keys", "tablespace", "access_method"});
    add_placement(map, object, table);
    if (table.primary_key != nullptr && is_of_parent(*table.primary_key, table)) {
        table.primary_key = nullptr;
    }
    bool const has_own_columns = !has_columns_of_parent(table);
    if (has_own_columns) {
        add_columns(map, table);
    } else {
        // The reader does not know those of the parent.
        table.knows_columns = false;
    }
    if (table.primary_key != nullptr && !(has_own_columns && is_column_key(table))) {
        map.add("primary_key", primary_key(*table.primary_key));
    }
    auto const add_parts = [&](std::string_view name, Run &run, auto const &write) {
        Node section = Node::of_map();
        for (ObjectPtr const &part : run.below(object.id)) {
            if (!is_of_parent(*part, table)) {
                section.add(std::string{part->id.name()}, write(*part));
            }
        }
        if (!section.entries.empty()) {
            map.add(std::string{name}, std::move(section));
        }
    };
    add_parts("uniques", of_tables_.uniques, [&](Object const &one) { return unique(one); });
    add_parts("checks", of_tables_.checks, [&](Object const &one) { return check(one); });
    add_parts("foreign_keys", of_tables_.foreign_keys,
              [&](Object const &one) { return foreign_key(one); });
    add_parts("indexes", of_tables_.indexes, [&](Object const &one) { return index(one, table); });
    add_parts("triggers", of_tables_.triggers, [&](Object const &one) { return trigger(one); });
    if (Object const *security = of_tables_.row_securities.at(object.id)) {
        map.add("row_security", Node::of_text(security->as<RowSecurity>().state));
    }
    add_parts("policies", of_tables_.policies, [&](Object const &one) { return policy(one); });
    add_plain_sections(map, Home::relation, object.id);
    if (Object const *identity = of_tables_.replica_identities.at(object.id)) {
        auto const &body = identity->as<ReplicaIdentity>();
        Node index = flow_map();
        index.add("index", Node::of_text(body.index));
        map.add("replica_identity", body.what == "index" ? index : Node::of_text(body.what));
    }
    if (Object const *mark = of_tables_.cluster_marks.at(object.id)) {
        map.add("cluster_on", Node::of_text(mark->as<ClusterMark>().index));
    }
    add_grants(map, object.id, false);
    return map.entries.empty() ? Node{} : map;
}

} // namespace schemadiff::yaml
