#include <support/table_values.hpp>

#include <engine/postgres/connection.hpp>
#include <schemadiff/model/body.hpp>
#include <schemadiff/sql/sql.hpp>

#include <algorithm>
#include <cstdlib>

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

// With the column that one belongs to.
constexpr std::string_view sequences = R"sql(
SELECT c.oid, n.nspname, c.relname, tn.nspname AS table_schema, t.relname AS table_name, a.attname
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN (pg_catalog.pg_depend d
           JOIN pg_catalog.pg_class t ON t.oid = d.refobjid
           JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
           JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid)
       ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
      AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype IN ('a', 'i')
WHERE c.relkind = 'S' AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'schemadiff')
)sql";

// A sequence counts as a column of which as many values are there as it has given out.
void add_sequences(postgres::Connection &connection, TableValues &all)
{
    for (auto const &row : connection.query(sequences)) {
        auto const schema = row.text("nspname");
        auto const name = row.text("relname");
        ColumnValues one;
        one.column = described(id_of<Sequence>({schema, name}));
        one.table = one.column;
        if (!row.is_null("attname")) {
            auto const owner = id_of<Column>(
                {row.text("table_schema"), row.text("table_name"), row.text("attname")});
            one.table = described(owner.up(kind_of<Table>));
            one.owner = described(owner);
        }
        auto const state =
            connection.query(sql("SELECT last_value, is_called FROM {}", Qualified{schema, name}));
        auto const last = state[0].number("last_value");
        one.count = state[0].boolean("is_called") ? std::abs(last) : 0;
        one.values = std::to_string(last) + (one.count == 0 ? " next" : " given out");
        all.emplace(row.text("oid"), std::move(one));
    }
}

// What a sentence says of a table it says of all its columns.
bool named_in(std::vector<std::string> const &sentences, ColumnValues const &one)
{
    return std::any_of(sentences.begin(), sentences.end(), [&](std::string const &sentence) {
        auto const names = [&](std::string const &name) {
            return !name.empty() && sentence.find(name) != sentence.npos;
        };
        return names(one.column) || names(one.table) || names(one.owner);
    });
}

// A column whose type changes in the online way is exchanged for one with another number, which is
// new in the same relation and has as many values; and the sequence of its identity for a new one
// of the same name.
TableValues::const_iterator exchanged(TableValues const &before, std::string const &key,
                                      TableValues const &after)
{
    auto const relation = key.substr(0, key.find('.') + 1);
    return std::find_if(after.begin(), after.end(), [&](auto const &entry) {
        bool const is_like = relation.empty() ? entry.second.column == before.at(key).column
                                              : entry.first.starts_with(relation);
        return is_like && !before.contains(entry.first) &&
               entry.second.count >= before.at(key).count;
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
                            "ORDER BY {}::text COLLATE \"C\") AS values FROM ONLY {}",
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
    add_sequences(connection, all);
    return all;
}

std::vector<std::string> lost(TableValues const &before, TableValues const &after,
                              std::vector<std::string> const &sentences)
{
    std::vector<std::string> result;
    for (auto const &[key, one] : before) {
        auto const same = after.find(key);
        auto const now = same == after.end() ? exchanged(before, key, after) : same;
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
