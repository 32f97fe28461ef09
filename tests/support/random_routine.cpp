// Functions, views and triggers of random catalogs.
#include <support/random_maker.hpp>

namespace schemadiff::tests
{

namespace
{

std::vector<std::string> const argument_types = {"integer",
                                                 "text",
                                                 "bigint",
                                                 "numeric",
                                                 "character varying",
                                                 "timestamp with time zone",
                                                 "boolean",
                                                 "jsonb",
                                                 "integer[]",
                                                 "double precision",
                                                 "character",
                                                 "\"char\""};

std::string usual_value(std::string const &type, Chance &chance, bool buildable)
{
    if (type == "text" || type == "character varying") {
        return chance.one_of<std::string>(
            {"'x'::text", "'it''s, (a'::text", "concat('a', 'b')", "NULL::text"});
    }
    bool const is_number =
        type == "integer" || type == "bigint" || type == "numeric" || type == "double precision";
    auto const value = chance.one_of<std::string>({"NULL", "(1 + 2)", "0"});
    return buildable && !is_number ? "NULL" : value;
}

// Something that the function can return.
std::string sql_body_for(Function const &body)
{
    bool const is_plain = body.returns != "record" && !body.returns.starts_with("TABLE");
    return body.procedure                                    ? "BEGIN ATOMIC\nEND"
           : is_plain && !body.returns.starts_with("SETOF ") ? "RETURN NULL::" + body.returns
                                                             : "";
}

bool is_input(Argument const &argument)
{
    return argument.mode != "out" && argument.mode != "table";
}

std::string identity(Function const &body)
{
    std::string text;
    for (Argument const &argument : body.arguments) {
        if (is_input(argument)) {
            text += (text.empty() ? "" : ", ") + argument.type.text;
        }
    }
    return text;
}

} // namespace

void RandomMaker::add_arguments(Function &body, Chance &chance)
{
    std::set<std::string> taken;
    bool has_default = false;
    int const count = chance.between(0, 4);
    for (int number = 0; number < count; ++number) {
        Argument argument;
        argument.mode = chance.percent(75) ? "in"
                        : number == count - 1 && chance.percent(30)
                            ? "variadic"
                            : chance.one_of<std::string>({"out", "inout"});
        // A procedure without a default behind an OUT argument is all that 13 refuses.
        argument.mode = body.procedure && argument.mode == "out" ? "inout" : argument.mode;
        if (chance.percent(70)) {
            argument.name = random_name(Chance{chance.number(), "a"}, options_.odd_names, taken);
        }
        argument.type.text = argument.mode == "variadic" ? "text[]" : chance.one_of(argument_types);
        has_default = has_default || chance.percent(20);
        if (is_input(argument) && argument.mode != "variadic" && has_default) {
            argument.default_value =
                Expression{usual_value(argument.type.text, chance, options_.buildable)};
        } else if (argument.mode == "variadic" && has_default) {
            argument.default_value = Expression{"'{}'::text[]"};
        }
        body.arguments.push_back(std::move(argument));
    }
}

void RandomMaker::add_result(Function &body, Chance &chance)
{
    if (body.procedure) {
        return;
    }
    std::vector<std::string> outputs;
    for (Argument const &argument : body.arguments) {
        if (argument.mode == "out" || argument.mode == "inout") {
            outputs.push_back(argument.type.text);
        }
    }
    if (!outputs.empty()) {
        body.returns = outputs.size() > 1 ? "record" : outputs.front();
        body.returns = (chance.percent(20) ? "SETOF " : "") + body.returns;
    } else if (chance.percent(20)) {
        std::set<std::string> taken;
        for (Argument const &argument : body.arguments) {
            taken.insert(argument.name);
        }
        std::string columns;
        for (int count = chance.between(1, 3); count > 0; --count) {
            Argument column{
                .mode = "table",
                .name = random_name(Chance{chance.number(), "c"}, options_.odd_names, taken),
                .type = {chance.one_of(argument_types)},
                .default_value = {}};
            columns +=
                (columns.empty() ? "" : ", ") + sql_name(column.name) + " " + column.type.text;
            body.arguments.push_back(std::move(column));
        }
        body.returns = "TABLE(" + columns + ")";
    } else {
        body.returns = (chance.percent(20) ? "SETOF " : "") + chance.one_of(argument_types);
    }
}

void RandomMaker::add_attributes(Function &body, Chance &chance)
{
    body.volatility = chance.one_of<std::string>({"volatile", "stable", "immutable"});
    body.parallel = chance.one_of<std::string>({"unsafe", "unsafe", "restricted", "safe"});
    body.security_definer = chance.percent(20);
    if (!body.procedure) {
        body.strict = chance.percent(20);
        body.leakproof = chance.percent(10);
        if (chance.percent(20)) {
            body.cost = chance.one_of<std::string>({"10", "0.5", "1000"});
        }
        bool const is_set = body.returns.starts_with("SETOF") || body.returns.starts_with("TABLE");
        if (is_set && chance.percent(40)) {
            body.rows = "10";
        }
    } else {
        body.volatility = "volatile";
        body.parallel = "unsafe";
    }
    if (chance.percent(30)) {
        body.settings.emplace("search_path",
                              chance.one_of<std::string>({"\"\"", "pg_catalog, \"My Schema\""}));
    }
    if (chance.percent(15)) {
        body.settings.emplace("TimeZone", "UTC");
        body.settings.emplace("work_mem", "64MB");
    }
}

void RandomMaker::add_function(ObjectId const &schema, int number)
{
    auto const key = "function " + std::to_string(number);
    auto const name = name_of(schema.path() + key, taken_["functions of " + schema.path()]);
    // The second of a pair shares its name with the first, if other types allow that.
    for (std::string const twin : {"", " twin"}) {
        Chance chance = chance_of(key + schema.path() + twin);
        if (chance.percent(twin.empty() ? 10 : 70)) {
            continue;
        }
        Function body;
        body.procedure = chance.percent(15);
        add_arguments(body, chance);
        add_result(body, chance);
        add_attributes(body, chance);
        bool const wants_sql = chance.percent(20);
        if (wants_sql && !(options_.buildable && sql_body_for(body).empty())) {
            body.sql_body = Expression{chance.one_of<std::string>(
                {"BEGIN ATOMIC\n SELECT 1;\nEND", "RETURN 1", "BEGIN ATOMIC\nEND"})};
            if (options_.buildable) {
                body.sql_body = Expression{sql_body_for(body)};
            }
        } else {
            body.body = random_text(chance);
            body.language = chance.one_of<std::string>({"sql", "plpgsql", "plpgsql"});
        }
        auto const id = id_of<Function>({schema.name(), name, identity(body)});
        if (functions_.insert(id).second) {
            add_owner(add(id, std::move(body), chance));
            add_grants(id, {"execute"}, chance);
        }
    }
}

void RandomMaker::add_trigger_function(ObjectId const &schema, int number)
{
    auto const key = "trigger function " + std::to_string(number);
    auto const name = name_of(schema.path() + key, taken_["functions of " + schema.path()]);
    Chance chance = chance_of(key + schema.path());
    Function body;
    body.returns = "trigger";
    body.language = "plpgsql";
    body.body = random_text(chance);
    auto const id = id_of<Function>({schema.name(), name, ""});
    functions_.insert(id);
    trigger_functions_.push_back(id);
    add_owner(add(id, std::move(body), chance));
    add_grants(id, {"execute"}, chance);
}

void RandomMaker::add_view(ObjectId const &schema, int number)
{
    auto const key = "view " + std::to_string(number);
    auto const id = schema.child(kind_of<View>, name_in(schema, key));
    Chance chance = chance_of(key + schema.path());
    if (tables_.empty() || chance.percent(10)) {
        return;
    }
    auto const &table = chance.one_of(tables_);
    View body;
    std::vector<ObjectId> references{table.id};
    std::vector<std::string> names;
    body.query.text = "SELECT";
    for (auto const &column : table.columns) {
        names.emplace_back(column->id.name());
        body.query.text += (names.size() == 1 ? " " : ",\n    ") + sql_name(names.back());
        body.columns.push_back(sql_name(names.back()) + " " + column->as<Column>().type.text);
        references.push_back(column->id);
    }
    body.query.text += "\n   FROM " + table.sql_name;
    if (chance.percent(30)) {
        body.options.emplace("security_barrier", "true");
    }
    if (chance.percent(20)) {
        body.options.emplace("check_option", chance.one_of<std::string>({"local", "cascaded"}));
    }
    add_owner(add(id, std::move(body), chance, std::move(references)));
    add_grants(id, {"delete", "insert", "references", "select", "trigger", "truncate", "update"},
               chance);
    for (std::string const &name : names) {
        auto const column = id.child(kind_of<Column>, name);
        add_comment(column, chance);
        if (chance.percent(10)) {
            add_grants(column, {"insert", "references", "select", "update"}, chance);
        }
        if (chance.percent(10) && !options_.buildable) {
            add(column.as(kind_of<ColumnDefault>), ColumnDefault{{"NULL::text"}}, chance);
        }
    }
    add_view_trigger(id, number);
}

void RandomMaker::add_view_trigger(ObjectId const &view, int number)
{
    auto const key = "view trigger " + std::to_string(number);
    auto const name = name_of(view.path() + key, taken_[view.path()]);
    Chance chance = chance_of(key + view.path());
    if (!chance.percent(40)) {
        return;
    }
    auto const &function = chance.one_of(trigger_functions_);
    Trigger body;
    body.timing = "instead of";
    body.events = chance.some_of({"insert", "update", "delete"}, 1);
    body.for_each_row = true;
    body.function = {std::string{function.part(0)}, std::string{function.part(1)}};
    add(view.child(kind_of<Trigger>, name), std::move(body), chance);
}

void RandomMaker::add_trigger(RandomTable const &table, int number)
{
    auto const key = "trigger " + std::to_string(number);
    auto const name = name_in(table.id.up(kind_of<Schema>), key + table.id.path());
    Chance chance = chance_of(key + table.id.path());
    if (!chance.percent(50)) {
        return;
    }
    auto const &function = chance.one_of(trigger_functions_);
    auto const &chosen = *chance.one_of(table.columns);
    auto const column = std::string{chosen.id.name()};
    std::vector<ObjectId> references;
    Trigger body;
    body.timing = chance.one_of<std::string>({"before", "after"});
    body.events = chance.some_of({"insert", "update", "delete"}, 1);
    body.for_each_row = chance.percent(70);
    body.constraint = chance.percent(20);
    if (body.constraint) {
        body.timing = "after";
        body.for_each_row = true;
        body.deferrable = chance.percent(60);
        body.initially_deferred = body.deferrable && chance.percent(50);
        if (chance.percent(30)) {
            auto const &other = chance.one_of(tables_).id;
            body.referred_table = {std::string{other.part(0)}, std::string{other.part(1)}};
        }
    } else if (body.timing == "after" && chance.percent(40)) {
        body.events = {"update"};
        body.old_table = chance.percent(50) ? "Old rows" : "";
        body.new_table = chance.percent(50) || body.old_table.empty() ? "new_rows" : "";
    }
    bool const updates = body.events == std::vector<std::string>{"update"};
    if (updates && body.old_table.empty() && body.new_table.empty() && chance.percent(60)) {
        body.update_columns = {column};
    }
    // A generated column has no new value yet before the row is written.
    bool const has_value = !options_.buildable || !chosen.as<Column>().generated;
    if (body.for_each_row && updates && chance.percent(50) && has_value) {
        body.when = Expression{"(new." + sql_name(column) + " IS DISTINCT FROM old." +
                               sql_name(column) + ")"};
        references.push_back(table.id.child(kind_of<Column>, column));
    }
    body.function = {std::string{function.part(0)}, std::string{function.part(1)}};
    for (int count = chance.percent(70) ? 0 : 2; count > 0; --count) {
        body.arguments.push_back(chance.one_of<std::string>({"it's", "", "a\\b", "42", "a, b"}));
    }
    body.enabled = chance.percent(80)
                       ? "origin"
                       : chance.one_of<std::string>({"disabled", "replica", "always"});
    add(table.id.child(kind_of<Trigger>, name), std::move(body), chance, std::move(references));
}

} // namespace schemadiff::tests
