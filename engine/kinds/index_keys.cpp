#include <engine/kinds/index_keys.hpp>

#include <engine/kinds/printed_text.hpp>
#include <engine/kinds/type_names.hpp>

#include <algorithm>
#include <charconv>

namespace schemadiff::kinds
{

namespace
{

std::vector<long long> numbers(std::string_view text)
{
    std::vector<long long> all;
    char const *at = text.data();
    char const *const end = at + text.size();
    while (at != end) {
        long long value = 0;
        auto const [next, error] = std::from_chars(at, end, value);
        if (error != std::errc{}) {
            ++at;
            continue;
        }
        all.push_back(value);
        at = next;
    }
    return all;
}

} // namespace

std::pair<std::vector<IndexKey>, std::vector<std::string>> keys_from_row(Row const &row,
                                                                         CatalogNames const &names)
{
    return keys_from_row(row, names, row.list("expressions"));
}

std::pair<std::vector<IndexKey>, std::vector<std::string>>
keys_from_row(Row const &row, CatalogNames const &names,
              std::vector<std::string> const &expressions)
{
    auto const table = row.number("indrelid");
    auto const columns = numbers(row.text("indkey"));
    auto const classes = numbers(row.text("indclass"));
    auto const collations = numbers(row.text("indcollation"));
    auto const flags = numbers(row.text("indoption"));
    auto const key_count = static_cast<std::size_t>(row.number("indnkeyatts"));
    constexpr long long descending = 1; // INDOPTION_DESC
    constexpr long long nulls_first = 2;
    constexpr long long default_collation = 100;

    std::vector<IndexKey> keys;
    std::vector<std::string> include;
    std::size_t next_expression = 0;
    for (std::size_t at = 0; at < columns.size(); ++at) {
        auto const number = static_cast<int>(columns[at]);
        if (at >= key_count) {
            include.push_back(names.column(table, number));
            continue;
        }
        IndexKey key;
        long long usual_collation = default_collation;
        if (number == 0) {
            key.expression = Expression{expressions.at(next_expression++)};
        } else {
            key.column = names.column(table, number);
            usual_collation = names.collation_of(table, number);
        }
        if (collations[at] != 0 && collations[at] != usual_collation) {
            key.collation = names.collation(collations[at]);
        }
        key.operator_class_options =
            names.key_options(row.number("indexrelid"), static_cast<int>(at) + 1);
        // Parameters can be given only after the name of the class, even of the default one.
        auto const operator_class = key.operator_class_options.empty()
                                        ? names.operator_class(classes[at], table, number)
                                        : names.operator_class(classes[at]);
        if (!operator_class.name.empty()) {
            key.operator_class = operator_class;
        }
        key.descending = (flags[at] & descending) != 0;
        key.nulls_first = (flags[at] & nulls_first) != 0;
        keys.push_back(std::move(key));
    }
    return {std::move(keys), std::move(include)};
}

void follow_keys(std::vector<IndexKey> &keys, ObjectId const &relation, Renamed const &renamed)
{
    for (IndexKey &key : keys) {
        key.column = followed_column(std::move(key.column), relation, renamed);
        follow_collation(key.collation, renamed);
        if (key.operator_class && renamed.before.kind() == kind_of<Schema>) {
            follow_name(*key.operator_class, renamed);
        }
    }
}

void add_classes(std::vector<IndexKey> const &keys, std::string_view method, Catalog const &catalog,
                 std::vector<ObjectId> &ids)
{
    if (keys.empty()) {
        return;
    }
    bool const is_ours = catalog.contains(id_of<AccessMethod>({method}));
    for (ObjectPtr const &one : catalog.of_kind(kind_of<OperatorClass>)) {
        bool const is_named = std::any_of(keys.begin(), keys.end(), [&](IndexKey const &key) {
            return key.operator_class && key.operator_class->schema == one->id.schema() &&
                   key.operator_class->name == one->id.part(1);
        });
        if (one->id.part(2) == method &&
            (is_named || (is_ours && one->as<OperatorClass>().is_default))) {
            ids.push_back(one->id);
        }
    }
    for (IndexKey const &key : keys) {
        add_collation(ids, key.collation, catalog);
    }
}

Sql index_key_sql(IndexKey const &key)
{
    auto const none = sql("");
    auto const what = key.expression ? sql("({})", Verbatim{read_as_printed(*key.expression)})
                                     : sql("{}", Ident{key.column});
    auto const collation = key.collation ? sql(" COLLATE {}", Qualified{*key.collation}) : none;
    auto const options = key.operator_class_options.empty()
                             ? none
                             : sql(" ({})", option_list(key.operator_class_options));
    auto const operator_class =
        key.operator_class ? sql(" {}{}", unless_catalog(*key.operator_class), options) : none;
    auto const order = key.descending ? sql(" DESC") : none;
    auto const nulls = key.nulls_first == key.descending ? none
                       : key.nulls_first                 ? sql(" NULLS FIRST")
                                                         : sql(" NULLS LAST");
    return sql("{}{}{}{}{}", what, collation, operator_class, order, nulls);
}

} // namespace schemadiff::kinds
