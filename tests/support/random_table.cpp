// Tables of random catalogs, with their columns, constraints, indexes and policies.
#include <support/random_maker.hpp>
#include <schemadiff/model/identity.hpp>

#include <algorithm>

namespace schemadiff::tests
{

namespace
{

std::vector<std::string> const column_types = {"integer",
                                               "integer",
                                               "bigint",
                                               "bigint",
                                               "text",
                                               "text",
                                               "character varying(32)",
                                               "numeric(10,2)",
                                               "timestamp with time zone",
                                               "timestamp(3) without time zone",
                                               "boolean",
                                               "uuid",
                                               "jsonb",
                                               "text[]",
                                               "bytea",
                                               "interval day to second(3)",
                                               "character(1)",
                                               "\"char\"",
                                               "bit varying(5)",
                                               "smallint"};

bool is_text(Column const &column)
{
    return column.type.text == "text" || column.type.text.starts_with("character varying");
}

bool is_number(Column const &column)
{
    return column.type.text == "integer" || column.type.text == "bigint" ||
           column.type.text == "smallint";
}

Options identity_options(Chance &chance)
{
    Options options;
    if (chance.percent(30)) {
        options.emplace("increment", "10");
    }
    if (chance.percent(20)) {
        options.emplace("start", "100");
    }
    if (chance.percent(20)) {
        options.emplace("min_value", "-5");
    }
    if (chance.percent(20)) {
        options.emplace("cache", "20");
    }
    if (chance.percent(20)) {
        options.emplace("cycle", "true");
    }
    return options;
}

} // namespace

bool has_fixed_text(Column const &column)
{
    return is_text(column) || is_number(column) || column.type.text == "uuid" ||
           column.type.text == "jsonb";
}

void RandomMaker::add_table(ObjectId const &schema, int number)
{
    auto const key = "table " + std::to_string(number);
    auto const id = schema.child(kind_of<Table>, name_in(schema, key));
    Chance chance = chance_of(key + schema.path());
    if (chance.percent(10)) {
        return;
    }
    Table body;
    body.unlogged = chance.percent(10);
    if (chance.percent(20)) {
        body.options.emplace("fillfactor", "70");
        // Without a toast table PostgreSQL forgets what is said of it.
        body.options.emplace(options_.buildable ? "autovacuum_enabled" : "toast.autovacuum_enabled",
                             "false");
    }
    bool const is_foreign = !options_.buildable && chance.percent(8);
    if (is_foreign) {
        body = {};
        body.server = chance.one_of<std::string>({"cellar", "Odd \"server"});
        if (chance.percent(50)) {
            body.foreign_options.emplace("Odd name", "it's");
        }
    }
    bool const unlogged = body.unlogged;
    auto &object = add(id, std::move(body), chance);
    add_owner(object);
    std::vector<std::string> privileges{"delete", "insert",  "maintain", "references",
                                        "select", "trigger", "truncate", "update"};
    if (options_.buildable) {
        std::erase(privileges, "maintain");
    }
    add_grants(id, privileges, chance);
    RandomTable table{.id = id,
                      .sql_name = sql_name(id),
                      .owner = object.owner,
                      .columns = {},
                      .keys = {},
                      .indexes = {},
                      .unique_indexes = {},
                      .unlogged = unlogged};
    add_columns(table);
    if (is_foreign) {
        for (auto const &column : table.columns) {
            if (chance.percent(20)) {
                column->as<Column>().foreign_options.emplace("column_name", "x");
            }
        }
        add_check(table, 0);
        return; // others take those that are kept for tables with keys
    }
    add_primary_key(table);
    for (int part = 0; part < 2; ++part) {
        add_unique(table, part);
        add_check(table, part);
        add_index(table, part);
        add_index(table, part + 2);
        add_policy(table, part);
    }
    add_marks(table);
    tables_.push_back(std::move(table));
}

void RandomMaker::add_columns(RandomTable &table)
{
    std::set<std::string> taken;
    constexpr int most_columns = 8;
    for (int number = 0; number < most_columns; ++number) {
        add_column(table, number, taken);
    }
}

void RandomMaker::add_column(RandomTable &table, int number, std::set<std::string> &taken)
{
    auto const key = "column " + std::to_string(number) + table.id.path();
    auto const id = table.id.child(kind_of<Column>, name_of(key, taken));
    Chance chance = chance_of(key);
    if (number > 1 && chance.percent(40)) {
        return;
    }
    Column body;
    std::vector<ObjectId> references;
    body.type.text = chance.one_of(column_types);
    if (!enums_.empty() && chance.percent(15)) {
        references.push_back(chance.one_of(enums_));
        body.type.text = sql_name(references.front()) + (chance.percent(20) ? "[]" : "");
    }
    body.not_null = chance.percent(50);
    if (is_text(body)) {
        if (chance.percent(20)) {
            body.collation =
                QualifiedName{"pg_catalog", chance.one_of<std::string>({"C", "POSIX"})};
        }
        body.storage = chance.percent(80) ? "" : "external";
        body.compression = chance.percent(80) ? "" : "lz4";
    }
    if (chance.percent(10)) {
        body.statistics = chance.one_of<long long>({0, 500});
    }
    if (chance.percent(10)) {
        body.options.emplace("n_distinct", "-0.5");
    }
    bool const is_identity = is_number(body) && chance.percent(20);
    bool const is_generated =
        !is_identity && is_number(body) && !table.columns.empty() && chance.percent(15);
    if (is_identity) {
        body.not_null = true;
        body.identity = chance.one_of<std::string>({"always", "by default"});
        body.identity_options = identity_options(chance);
        auto const sequence = name_in(table.id.up(kind_of<Schema>), "sequence of " + key);
        if (chance.percent(20)) {
            body.identity_options.emplace("sequence", sequence);
        }
    } else if (is_generated) {
        auto const &other = *table.columns.front();
        bool const can_be_long = !options_.buildable || has_fixed_text(other.as<Column>());
        body.generated = Expression{chance.percent(70) && can_be_long
                                        ? "length((" + sql_name(other.id.name()) + ")::text)"
                                        : "CASE\n    WHEN (" + sql_name(other.id.name()) +
                                              " IS NULL) THEN 1\n    ELSE 2\nEND"};
        references.push_back(other.id);
    }
    auto &object = add(id, std::move(body), chance, std::move(references));
    object.position = number + 1;
    if (chance.percent(15)) {
        add_grants(id, {"insert", "references", "select", "update"}, chance);
    }
    if (is_identity) {
        auto const sequence = id.as(kind_of<IdentitySequence>);
        add(sequence, IdentitySequence{sequence_name(id, object.as<Column>())}, chance);
        if (chance.percent(30)) {
            add_grants(sequence, {"select", "update", "usage"}, chance);
        }
    }
    if (!is_identity && !is_generated && !add_serial(table, object, chance)) {
        add_default(object, chance);
    }
    auto const added = std::find_if(objects_.begin(), objects_.end(),
                                    [&](auto const &one) { return one.get() == &object; });
    table.columns.push_back(*added);
}

// What `serial` makes, sometimes with something that it does not.
bool RandomMaker::add_serial(RandomTable const &table, Object &column, Chance &chance)
{
    auto const schema = table.id.up(kind_of<Schema>);
    auto const name = std::string{table.id.name()} + "_" + std::string{column.id.name()} + "_seq";
    constexpr std::size_t longest_name = 63;
    if (!is_number(column.as<Column>()) || !chance.percent(20) || name.size() > longest_name ||
        !taken_[schema.path()].insert(name).second) {
        return false;
    }
    auto const id = schema.child(kind_of<Sequence>, name);
    column.as<Column>().not_null = chance.percent(90);
    Sequence body;
    body.type = column.as<Column>().type;
    body.cache = chance.percent(90) ? 1 : 7;
    auto &sequence = add(id, std::move(body), chance);
    if (options_.owners) {
        bool const same = chance.percent(90) || options_.buildable;
        sequence.owner = same ? table.owner : "app_owner";
    }
    std::string quoted;
    for (char const c : sql_name(id)) {
        quoted.append(c == '\'' ? 2 : 1, c);
    }
    add(column.id.as(kind_of<ColumnDefault>),
        ColumnDefault{{"nextval('" + quoted + "'::regclass)"}}, chance, {id});
    add(id.as(kind_of<SequenceOwner>),
        SequenceOwner{{std::string{column.id.part(0)}, std::string{column.id.part(1)},
                       std::string{column.id.part(2)}}},
        chance);
    return true;
}

void RandomMaker::add_default(Object const &column, Chance &chance)
{
    if (!chance.percent(40)) {
        return;
    }
    auto const &body = column.as<Column>();
    std::vector<ObjectId> references;
    std::string text = "NULL::" + body.type.text;
    bool const is_known = is_text(body) || is_number(body) || body.type.text == "boolean" ||
                          body.type.text == "timestamp with time zone" ||
                          body.type.text == "text[]";
    if (options_.buildable && !is_known) {
        // PostgreSQL stores no default that is null.
        return;
    }
    if (is_text(body)) {
        text = chance.one_of<std::string>({"'x'::text", "'it''s: -- #1'::text", "''::text",
                                           "concat('a', 'b')", "('a'::text || 'b'::text)",
                                           "('a'::text = 'b'::text)::text"});
    } else if (is_number(body)) {
        text = chance.one_of<std::string>({"0", "'-1'::integer", "(1 + 2)", "length('x'::text)"});
        if (!sequences_.empty() && chance.percent(40)) {
            references.push_back(chance.one_of(sequences_));
            std::string quoted;
            for (char const c : sql_name(references.front())) {
                quoted.append(c == '\'' ? 2 : 1, c);
            }
            text = "nextval('" + quoted + "'::regclass)";
        }
    } else if (body.type.text == "timestamp with time zone") {
        text = chance.one_of<std::string>(
            {"now()", "CURRENT_TIMESTAMP", "timezone('utc'::text, now())"});
    } else if (body.type.text == "boolean") {
        text = chance.one_of<std::string>({"true", "false"});
    } else if (body.type.text == "text[]") {
        text = "ARRAY['a'::text, 'b'::text]";
    }
    add(column.id.as(kind_of<ColumnDefault>), ColumnDefault{{text}}, chance, std::move(references));
}

void RandomMaker::add_primary_key(RandomTable &table)
{
    auto const key = "primary key of " + table.id.path();
    auto const schema = table.id.up(kind_of<Schema>);
    auto name = std::string{table.id.name()} + "_pkey";
    auto const other_name = name_in(schema, key);
    Chance chance = chance_of(key);
    if (chance.percent(25)) {
        return;
    }
    constexpr std::size_t longest_name = 63;
    bool const is_usual = chance.percent(70) && name.size() <= longest_name &&
                          taken_[schema.path()].insert(name).second;
    name = is_usual ? name : other_name;
    PrimaryKey body;
    for (int count = std::min(chance.between(1, 2), static_cast<int>(table.columns.size()));
         count > 0; --count) {
        auto &column = *table.columns[static_cast<std::size_t>(count - 1)];
        body.columns.emplace_back(column.id.name());
        column.as<Column>().not_null = true;
    }
    if (chance.percent(10) && table.columns.size() > 2) {
        body.include = {std::string{table.columns.back()->id.name()}};
    }
    body.deferrable = chance.percent(10);
    body.initially_deferred = body.deferrable && chance.percent(50);
    if (chance.percent(10)) {
        body.options.emplace("fillfactor", "80");
    }
    if (!body.deferrable) {
        table.keys.push_back({name, body.columns});
    }
    table.indexes.push_back(name);
    add(table.id.child(kind_of<PrimaryKey>, name), std::move(body), chance);
}

void RandomMaker::add_unique(RandomTable &table, int number)
{
    auto const key = "unique " + std::to_string(number) + table.id.path();
    auto const name = name_in(table.id.up(kind_of<Schema>), key);
    Chance chance = chance_of(key);
    if (!chance.percent(40)) {
        return;
    }
    Unique body;
    std::vector<std::string> names;
    for (auto const &column : table.columns) {
        names.emplace_back(column->id.name());
    }
    body.columns = chance.some_of(names, 1);
    body.nulls_not_distinct = chance.percent(15);
    body.deferrable = chance.percent(15);
    body.initially_deferred = body.deferrable && chance.percent(50);
    if (chance.percent(15)) {
        body.options.emplace("fillfactor", "80");
    }
    if (!body.deferrable) {
        table.keys.push_back({name, body.columns});
    }
    table.indexes.push_back(name);
    add(table.id.child(kind_of<Unique>, name), std::move(body), chance);
}

void RandomMaker::add_check(RandomTable &table, int number)
{
    auto const key = "check " + std::to_string(number) + table.id.path();
    auto const name = name_in(table.id.up(kind_of<Schema>), key);
    Chance chance = chance_of(key);
    if (!chance.percent(40)) {
        return;
    }
    auto const &column = *chance.one_of(table.columns);
    auto const text = sql_name(column.id.name());
    Check body;
    body.expression.text = chance.one_of<std::string>(
        {"(" + text + " IS NOT NULL)", "((" + text + ")::text <> ''::text)",
         "((" + text + ")::text = ANY ((ARRAY['a'::character varying])::text[]))", "true",
         "CASE\n    WHEN (" + text + " IS NULL) THEN true\n    ELSE false\nEND"});
    body.no_inherit = chance.percent(10);
    body.not_valid = chance.percent(10);
    std::vector<ObjectId> references;
    if (body.expression.text != "true") {
        references.push_back(column.id);
    }
    add(table.id.child(kind_of<Check>, name), std::move(body), chance, std::move(references));
}

void RandomMaker::add_policy(RandomTable &table, int number)
{
    auto const key = "policy " + std::to_string(number) + table.id.path();
    auto const name = name_of(key, taken_["policies of " + table.id.path()]);
    Chance chance = chance_of(key);
    if (!chance.percent(30)) {
        return;
    }
    auto const &column = *chance.one_of(table.columns);
    Expression const condition{chance.percent(50)
                                   ? "(" + sql_name(column.id.name()) + " IS NOT NULL)"
                                   : "((" + sql_name(column.id.name()) +
                                         ")::text = current_setting('app.tenant'::text))"};
    Policy body;
    body.command =
        chance.one_of<std::string>({"all", "all", "select", "insert", "update", "delete"});
    body.restrictive = chance.percent(30);
    if (chance.percent(50)) {
        body.roles = {"Odd Role", "app"};
    }
    if (body.command != "insert") {
        body.using_rows = condition;
    }
    if (body.command == "insert" ||
        ((body.command == "all" || body.command == "update") && chance.percent(50))) {
        body.check = condition;
    }
    add(table.id.child(kind_of<Policy>, name), std::move(body), chance, {column.id});
}

} // namespace schemadiff::tests
