// Identity columns: their clause, their options, and the sequence that PostgreSQL keeps for them.
#include <engine/kinds/column.hpp>
#include <engine/kinds/foreign_table.hpp>
#include <engine/kinds/partition.hpp>
#include <engine/kinds/sequence_bounds.hpp>
#include <schemadiff/model/identity.hpp>

#include <fmt/format.h>

#include <cstdlib>

namespace schemadiff::kinds::column
{

namespace
{

long long number(std::string const &word)
{
    return std::strtoll(word.c_str(), nullptr, 10);
}

// One sequence option in SQL; the keys are those of Column::identity_options.
std::vector<Sql> sequence_options(Options const &options)
{
    std::vector<Sql> parts;
    for (auto const &[key, value] : options) {
        Number const written{number(value)};
        if (key == "increment") {
            parts.push_back(sql("INCREMENT BY {}", written));
        } else if (key == "min_value") {
            parts.push_back(sql("MINVALUE {}", written));
        } else if (key == "max_value") {
            parts.push_back(sql("MAXVALUE {}", written));
        } else if (key == "start") {
            parts.push_back(sql("START WITH {}", written));
        } else if (key == "cache") {
            parts.push_back(sql("CACHE {}", written));
        } else if (key == "cycle") {
            parts.push_back(value == "true" ? sql("CYCLE") : sql("NO CYCLE"));
        }
    }
    return parts;
}

// The options in effect, so that a change back to the usual value can be said.
Options with_usual_options(Column const &body)
{
    Options options = body.identity_options;
    auto const increment = options.contains("increment") ? options["increment"] : std::string("1");
    bool const up = !increment.starts_with('-');
    auto const most = largest_number(body.type.text);
    options.emplace("increment", "1");
    options.emplace("min_value", fmt::format("{}", up ? 1 : -most - 1));
    options.emplace("max_value", fmt::format("{}", up ? most : -1));
    options.emplace("start", up ? options["min_value"] : options["max_value"]);
    options.emplace("cache", "1");
    options.emplace("cycle", "false");
    options.erase("sequence");
    options.erase("sequence_schema");
    return options;
}

SequenceBounds bounds(Options const &all)
{
    return {number(all.find("min_value")->second), number(all.find("max_value")->second),
            number(all.find("start")->second)};
}

} // namespace

Options identity_options(Row const &row, ObjectId const &column)
{
    Options options;
    if (row.text("attidentity").empty()) {
        return options;
    }
    auto const number = [&](std::string_view name) {
        return row.number(name);
    };
    bool const up = number("seqincrement") > 0;
    auto const most = largest_number(row.text("seqtype"));
    auto const usual_min = up ? 1 : -most - 1;
    auto const usual_max = up ? most : -1;
    auto const add = [&](std::string const &key, long long value, long long usual) {
        if (value != usual) {
            options.emplace(key, fmt::format("{}", value));
        }
    };
    add("increment", number("seqincrement"), 1);
    add("min_value", number("seqmin"), usual_min);
    add("max_value", number("seqmax"), usual_max);
    add("start", number("seqstart"), up ? number("seqmin") : number("seqmax"));
    add("cache", number("seqcache"), 1);
    if (row.boolean("seqcycle")) {
        options.emplace("cycle", "true");
    }
    if (row.text("seqschema") != column.schema()) {
        options.emplace("sequence_schema", row.text("seqschema"));
    }
    if (row.text("seqname") != usual_sequence_name(column)) {
        options.emplace("sequence", row.text("seqname"));
    }
    return options;
}

Sql identity_clause(ObjectId const &id, Column const &body)
{
    auto parts = sequence_options(body.identity_options);
    auto const sequence = body.identity_options.find("sequence");
    auto const schema = body.identity_options.find("sequence_schema");
    if (sequence != body.identity_options.end() || schema != body.identity_options.end()) {
        auto const name =
            sequence != body.identity_options.end() ? sequence->second : usual_sequence_name(id);
        parts.insert(parts.begin(),
                     sql("SEQUENCE NAME {}", Qualified{schema != body.identity_options.end()
                                                           ? std::string_view(schema->second)
                                                           : id.schema(),
                                                       name}));
    }
    return sql("GENERATED {} AS IDENTITY{}", Keyword{body.identity},
               parts.empty() ? sql("") : sql(" ({})", join(parts, " ")));
}

namespace
{

// Where the numbers are that an identity has given out or must not give out again. Foreign tables
// are not asked, which may not answer: one that inherits numbers its rows by itself.
std::optional<Sql> numbered_rows(ObjectId const &column, Catalog const &before,
                                 Catalog const &after)
{
    if (is_foreign(column, after)) {
        return std::nullopt;
    }
    bool const has_foreign_heirs =
        !is_partitioned(column, after) && (is_shared_with_the_other_sort(column, before) ||
                                           is_shared_with_the_other_sort(column, after));
    return sql("{}{}", has_foreign_heirs ? sql("ONLY ") : sql(""), relation_name(column));
}

} // namespace

Side change_identity(Object const &from, Object const &to, Catalog const &before,
                     Catalog const &after)
{
    auto const &old_body = from.as<Column>();
    auto const &new_body = to.as<Column>();
    Side result;
    result.locks.push_back(exclusive_lock(table_of(to.id)));
    if (new_body.identity.empty()) {
        if (!old_body.identity.empty()) {
            result.statements.push_back(sql("{} DROP IDENTITY", column_of(to.id)));
            result.hazards.push_back(
                {HazardClass::delete_data,
                 fmt::format("{} without its identity loses the last value that this gave out",
                             described(to.id))});
        }
        return result;
    }
    if (old_body.identity.empty()) {
        result.statements.push_back(
            sql("{} ADD {}", column_of(to.id), identity_clause(to.id, new_body)));
        auto const rows = numbered_rows(to.id, before, after);
        if (!rows) {
            return result;
        }
        // A new sequence starts at its beginning, where rows may have numbers already.
        auto const table = quoted(relation_name(to.id));
        result.statements.push_back(
            sql("SELECT pg_catalog.setval(pg_catalog.pg_get_serial_sequence({}, {}), max({})) "
                "FROM {} HAVING max({}) IS NOT NULL",
                Literal{table}, Literal{to.id.name()}, Ident{to.id.name()}, *rows,
                Ident{to.id.name()}));
        result.scans_table = true;
        return result;
    }
    std::vector<Sql> parts;
    if (old_body.identity != new_body.identity) {
        parts.push_back(sql("SET GENERATED {}", Keyword{new_body.identity}));
    }
    auto const old_options = with_usual_options(old_body);
    auto const new_options = with_usual_options(new_body);
    for (Sql const &option : sequence_options(option_change(old_options, new_options).set)) {
        parts.push_back(sql("SET {}", option));
    }
    auto const old_name = sequence_name(from.id, old_body);
    if (!parts.empty()) {
        result.statements.push_back(
            within_bounds(Qualified{old_name}, bounds(old_options), bounds(new_options),
                          sql("{} {}", column_of(to.id), join(parts, " "))));
    }
    if (are_narrower(bounds(old_options), bounds(new_options))) {
        result.hazards.push_back(last_value_outside(to.id));
    }
    auto const new_name = sequence_name(to.id, new_body);
    if (old_name != new_name) {
        result.statements.push_back(
            sql("ALTER SEQUENCE {} RENAME TO {}", Qualified{old_name}, Ident{new_name.name}));
    }
    return result;
}

// The sequence of an identity column keeps the name that it got, however column and table are
// called later, and goes with the table to another schema (AlterSeqNamespaces).
void keep_sequence(Object &object, ObjectId const &before, ObjectId const &after)
{
    auto &options = object.as<Column>().identity_options;
    bool const is_own = object.id == after || table_of(object.id) == after;
    if (object.as<Column>().identity.empty() || !is_own) {
        return;
    }
    auto const former =
        object.id == after ? before : before.child(kind_of<Column>, object.id.name());
    auto const usual = usual_sequence_name(object.id);
    options.emplace("sequence", usual_sequence_name(former));
    if (options["sequence"] == usual) {
        options.erase("sequence");
    }
}

} // namespace schemadiff::kinds::column
