#include <support/table_values.hpp>

#include <engine/postgres/connection.hpp>
#include <schemadiff/model/body.hpp>
#include <schemadiff/sql/sql.hpp>

#include <algorithm>

namespace schemadiff::test
{

namespace
{

constexpr std::string_view columns = R"sql(
SELECT a.attrelid || '.' || a.attnum AS key, n.nspname, c.relname, a.attname
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
  AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'schemadiff')
)sql";

// What a sentence says of a table it says of all its columns.
bool named_in(std::vector<std::string> const &sentences, ColumnValues const &one)
{
    return std::any_of(sentences.begin(), sentences.end(), [&](std::string const &sentence) {
        return sentence.find(one.column) != sentence.npos ||
               sentence.find(one.table) != sentence.npos;
    });
}

} // namespace

TableValues table_values(postgres::Address const &address)
{
    postgres::Connection connection{address};
    TableValues all;
    std::vector<Sql> parts;
    for (auto const &row : connection.query(columns)) {
        auto const schema = row.text("nspname");
        auto const table = row.text("relname");
        auto const column = row.text("attname");
        ColumnValues one;
        one.table = described(id_of<Table>({schema, table}));
        one.column = described(id_of<Column>({schema, table, column}));
        all.emplace(row.text("key"), std::move(one));
        parts.push_back(sql("SELECT {} AS key, count({}) AS count, string_agg({}::text, '|' "
                            "ORDER BY {}::text COLLATE \"C\") AS values FROM {}",
                            Literal{row.text("key")}, Ident{column}, Ident{column}, Ident{column},
                            Qualified{schema, table}));
    }
    if (!parts.empty()) {
        for (auto const &row : connection.query(join(parts, " UNION ALL "))) {
            auto &one = all.at(std::string(row.text("key")));
            one.count = row.number("count");
            one.values = row.is_null("values") ? "" : row.text("values");
        }
    }
    return all;
}

std::vector<std::string> lost(TableValues const &before, TableValues const &after,
                              std::vector<std::string> const &sentences)
{
    std::vector<std::string> result;
    for (auto const &[key, one] : before) {
        auto const now = after.find(key);
        long long const left = now == after.end() ? 0 : now->second.count;
        bool const said =
            named_in(sentences, one) || (now != after.end() && named_in(sentences, now->second));
        if (left < one.count && !said) {
            result.push_back(one.column + " had " + std::to_string(one.count) + " values and has " +
                             std::to_string(left));
        }
    }
    return result;
}

std::vector<std::string> changed(TableValues const &before, TableValues const &after,
                                 std::vector<std::string> const &sentences)
{
    std::map<std::string, std::string> values;
    for (auto const &[key, one] : after) {
        values.emplace(one.column, one.values);
    }
    std::vector<std::string> result;
    for (auto const &[key, one] : before) {
        auto const found = values.find(one.column);
        auto const now = found == values.end() ? std::string{"(gone)"} : found->second;
        if (now != one.values && !named_in(sentences, one)) {
            result.push_back(one.column + " was " + one.values + " and is " + now);
        }
    }
    return result;
}

} // namespace schemadiff::test
