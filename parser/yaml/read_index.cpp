// Indexes and their keys.
#include <parser/yaml/reader_clauses.hpp>
#include <parser/yaml/reader_templates.hpp>

#include <charconv>

namespace schemadiff::yaml
{

namespace
{

constexpr auto common_keys =
    std::to_array<std::string_view>({"name", "comment", "renamed_from", "partition_of"});

// The name of an operator class alone may be one of pg_catalog or of an extension.
std::optional<QualifiedName> operator_class(std::vector<std::string> const &parts)
{
    if (parts.empty()) {
        return std::nullopt;
    }
    return parts.size() == 1 ? QualifiedName{"", parts.front()}
                             : QualifiedName{parts.front(), parts.back()};
}

std::optional<long long> whole_number(std::string_view text)
{
    long long value = 0;
    auto const *const end = text.data() + text.size();
    auto const [last, error] = std::from_chars(text.data(), end, value);
    return error == std::errc{} && last == end ? std::optional{value} : std::nullopt;
}

} // namespace

IndexKey Reader::index_key(grammar::IndexKey const &clause, Node const &value)
{
    IndexKey key;
    key.column = clause.column;
    if (clause.column.empty()) {
        key.expression = Expression{clause.expression};
        check_part({clause.expression, clause.offset}, value);
    } else {
        check_column(clause.column, value.position_of(clause.offset));
    }
    if (!clause.collation.empty()) {
        key.collation = clause.collation.size() == 1
                            ? QualifiedName{"pg_catalog", clause.collation.front()}
                            : qualified(clause.collation, value);
    }
    key.operator_class = operator_class(clause.operator_class);
    key.operator_class_options = clause.operator_class_parameters;
    key.descending = clause.is_descending;
    key.nulls_first = clause.nulls_first.value_or(clause.is_descending);
    return key;
}

bool Reader::read_index_key(Node const &value, IndexKey &key)
{
    static constexpr auto keys =
        std::to_array<std::string_view>({"column", "expression", "collation", "operator_class",
                                         "operator_class_options", "descending", "nulls_first"});
    if (!value.is_map()) {
        if (!expect_text({"column"}, value)) {
            return false;
        }
        if (relation_->columns.contains(value.text)) {
            key.column = value.text;
            return true;
        }
        auto const clause = parsed(grammar::parse_index_key, value);
        if (clause) {
            key = index_key(*clause, value);
        }
        return clause.has_value();
    }
    expect_keys(value, keys, relation_->id.as(kind_of<Index>));
    auto const read_key = [&](std::string_view name, auto &member) {
        Node const *const node = value.find(name);
        return node != nullptr && read(FieldInfo{name}, *node, member);
    };
    if (read_key("column", key.column)) {
        check_column(key.column, value.find("column")->at);
    }
    read_key("expression", key.expression);
    read_key("collation", key.collation);
    read_key("operator_class", key.operator_class);
    read_key("operator_class_options", key.operator_class_options);
    read_key("descending", key.descending);
    key.nulls_first = key.descending;
    read_key("nulls_first", key.nulls_first);
    if (key.column.empty() != key.expression.has_value()) {
        diagnostics_->error(codes::missing_key, value.at,
                            "a key of an index is either a 'column' or an 'expression'");
        return false;
    }
    return true;
}

bool Reader::read(FieldInfo const &field, Node const &value, std::vector<IndexKey> &member)
{
    if (value.is_scalar() || value.is_map()) {
        member.resize(1);
        return read_index_key(value, member.front());
    }
    if (!value.is_list()) {
        report_shape(*diagnostics_, value, field.name, "a list of keys");
        return false;
    }
    bool is_read = true;
    for (Node const &item : value.items) {
        is_read = read_index_key(item, member.emplace_back()) && is_read;
    }
    return is_read;
}

bool Reader::read_index_text(Node const &value, Index &body)
{
    if (relation_->columns.contains(value.text)) {
        body.keys.emplace_back().column = value.text;
        return true;
    }
    auto const clause = parsed(grammar::parse_index, value);
    if (!clause) {
        return false;
    }
    body.unique = clause->is_unique;
    body.method = clause->method.empty() ? "btree" : clause->method;
    body.nulls_not_distinct = clause->nulls_not_distinct;
    body.include = clause->include;
    body.options = clause->parameters;
    body.tablespace = clause->tablespace;
    if (clause->predicate) {
        body.where = Expression{clause->predicate->text};
        check_part(*clause->predicate, value);
    }
    for (grammar::IndexKey const &key : clause->keys) {
        body.keys.push_back(index_key(key, value));
    }
    check_columns(body.include, value);
    return true;
}

// ATExecSetStatistics() of PostgreSQL's tablecmds.c: only an expression has a target of its own.
void Reader::check_statistics(Index const &body, Node const &value)
{
    for (auto const &[word, target] : body.statistics) {
        auto const position = whole_number(word);
        bool const is_expression =
            position && *position >= 1 && *position <= static_cast<long long>(body.keys.size()) &&
            body.keys[static_cast<std::size_t>(*position) - 1].expression.has_value();
        if (!is_expression) {
            diagnostics_->error(codes::bad_value, value.at,
                                "'" + word + "' is not the position of an expression",
                                {"Positions count from 1. The target of a column belongs to the "
                                 "column: columns: {name: {statistics: 500}}."});
        }
        auto const number = whole_number(target);
        if (!number || *number < 0 || *number > 10000) {
            diagnostics_->error(codes::bad_value, value.at,
                                "'" + target + "' is not a statistics target from 0 to 10000");
        }
    }
}

void Reader::read_index(NameSource source, std::string name, SourcePos at, Node const &value)
{
    Index body;
    if (value.is_map()) {
        read_fields(value, body, common_keys, relation_->id.as(kind_of<Index>));
        take_given_name(value, source, name);
    } else if (value.is_list()) {
        read(FieldInfo{"columns"}, value, body.keys);
    } else if (!expect_text({"index"}, value) || !read_index_text(value, body)) {
        return;
    }
    if (body.keys.empty()) {
        diagnostics_->error(codes::missing_key, at, "the index has no 'columns'");
        return;
    }
    if (value.is_map() && !body.statistics.empty()) {
        check_statistics(body, *value.find("statistics"));
    }
    Draft &draft = add_part(std::move(body), source, std::move(name), std::move(at));
    read_index_partition(value, draft);
    read_common(value, draft);
}

} // namespace schemadiff::yaml
