#include "backup.hpp"

#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/failure.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace schemadiff::execute
{

namespace
{

struct Relation {
    long long oid = 0;
    std::string schema;
    std::string name;
    bool is_alone = false; // what inherits from it has rows of its own
    std::vector<std::string> columns;
    std::vector<std::string> order;
};

Relation found(postgres::Connection &connection, std::string const &name)
{
    auto const rows = connection.query(
        sql("SELECT c.oid, n.nspname AS schema, c.relname AS name, c.relkind = 'r' AS is_alone "
            "FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = "
            "c.relnamespace WHERE c.oid = pg_catalog.to_regclass({}) AND c.relkind IN "
            "('r', 'p', 'f', 'm')",
            Literal{name}));
    if (rows.empty()) {
        throw Failure{Diagnostic{.severity = Severity::error,
                                 .code = codes::bad_argument,
                                 .at = {},
                                 .message = fmt::format("there is no table {}", name),
                                 .hints = {"Write it with its schema, as SQL would have it: "
                                           "app.users."}},
                      ExitCode::usage};
    }
    auto const row = rows[0];
    Relation relation{.oid = row.number("oid"),
                      .schema = std::string(row.text("schema")),
                      .name = std::string(row.text("name")),
                      .is_alone = row.boolean("is_alone"),
                      .columns = {},
                      .order = {}};
    auto const columns = connection.query(
        sql("SELECT a.attname AS name FROM pg_catalog.pg_attribute AS a WHERE a.attrelid = {} AND "
            "a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY a.attnum",
            Number{relation.oid}));
    for (auto const &column : columns) {
        relation.columns.emplace_back(column.text("name"));
    }
    auto const order = connection.query(
        sql("SELECT a.attname AS name FROM pg_catalog.pg_attribute AS a JOIN pg_catalog.pg_type AS "
            "t ON t.oid = a.atttypid LEFT JOIN pg_catalog.pg_index AS i ON i.indrelid = a.attrelid "
            "AND i.indisprimary AND a.attnum = ANY (i.indkey) WHERE a.attrelid = {0} AND NOT "
            "a.attisdropped AND (a.attname = 'created_at' AND t.typcategory = 'D' OR i.indrelid IS "
            "NOT NULL) ORDER BY (a.attname = 'created_at' AND t.typcategory = 'D') DESC, "
            "pg_catalog.array_position(i.indkey::smallint[], a.attnum)",
            Number{relation.oid}));
    for (auto const &column : order) {
        relation.order.emplace_back(column.text("name"));
    }
    return relation;
}

Sql rows_of(Relation const &relation)
{
    auto const order =
        relation.order.empty() ? sql("") : sql(" ORDER BY {}", names(relation.order));
    return sql("SELECT {} FROM {}{}{}", names(relation.columns),
               relation.is_alone ? sql("ONLY ") : sql(""),
               Qualified{relation.schema, relation.name}, order);
}

// Each once, and without the partitions of others.
std::vector<Relation> wanted(postgres::Connection &connection,
                             std::vector<std::string> const &relations)
{
    std::vector<Relation> all;
    for (std::string const &name : relations) {
        auto relation = found(connection, name);
        bool const is_known = std::any_of(
            all.begin(), all.end(), [&](Relation const &one) { return one.oid == relation.oid; });
        if (!is_known && !relation.columns.empty()) {
            all.push_back(std::move(relation));
        }
    }
    std::vector<Sql> oids;
    for (Relation const &one : all) {
        oids.push_back(sql("{}", Number{one.oid}));
    }
    std::erase_if(all, [&](Relation const &one) {
        return !connection
                    .query(sql("SELECT FROM pg_catalog.pg_partition_ancestors({0}) AS a WHERE "
                               "a.relid <> {0} AND a.relid IN ({1})",
                               Number{one.oid}, join(oids, ", ")))
                    .empty();
    });
    return all;
}

} // namespace

std::vector<BackedUp> back_up(postgres::Connection &connection,
                              std::vector<std::string> const &relations,
                              std::filesystem::path const &folder)
{
    postgres::Transaction const transaction{connection,
                                            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"};
    connection.execute("SET LOCAL search_path = ''; SET LOCAL row_security = off");
    auto const all = wanted(connection, relations);
    auto const path_of = [&](Relation const &one) {
        return folder / (file_stem({one.schema, one.name}) + ".csv");
    };
    prepare_folder(folder);
    for (Relation const &one : all) {
        refuse_to_write_over(path_of(one));
    }
    std::vector<BackedUp> result;
    for (Relation const &one : all) {
        result.push_back({sql("{}", Qualified{one.schema, one.name}).text(),
                          write_csv(connection, rows_of(one), path_of(one))});
    }
    return result;
}

} // namespace schemadiff::execute
