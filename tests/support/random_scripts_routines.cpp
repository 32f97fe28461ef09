// What stands on types and tables in random scripts: functions, procedures, views, triggers, rules.
#include <support/script_maker.hpp>

namespace schemadiff::tests
{

namespace
{

using Sort = ScriptRelation::Sort;

std::string dollar_quoted(std::string const &body)
{
    return "$body$" + body + "$body$";
}

} // namespace

// Over types only: integer or boolean of one argument, or a value of any type of none.
void ScriptMaker::add_function(int layer, int schema, int number)
{
    auto const key =
        "function " + std::to_string(layer) + std::to_string(schema) + std::to_string(number);
    auto const name = place_of(schema, key);
    if (!is_there(key, 80)) {
        return;
    }
    Chance chance = chance_of(key);
    ScriptRoutine routine{key, name, {}, {}};
    std::string result;
    if (chance.percent(70)) {
        routine.arguments.push_back(column_type(key + " argument"));
        routine.result = chance.percent(50) ? ScriptType{"integer", "integer", Family::integer}
                                            : ScriptType{"boolean", "boolean", Family::boolean};
        std::vector<ScriptColumn> const argument = {{"$1", routine.arguments.front()}};
        result = routine.result.family == Family::integer
                     ? count(argument, key + " body", Use::immutable)
                     : condition(argument, key + " body", Use::immutable);
    } else {
        routine.result = column_type(key + " result");
        result = value(routine.result, key + " body", Use::immutable);
        // Text has to be that type exactly.
        result = "(" + result + ")::" + routine.result.sql;
    }
    routine.immutable = chance.percent(80);
    std::string const argument =
        routine.arguments.empty()
            ? ""
            : (chance.percent(50) ? quoted_name_of(name_of(key + " argument", key)) + " " : "") +
                  routine.arguments.front().sql;
    std::string text =
        "CREATE FUNCTION " + name + "(" + argument + ") RETURNS " + routine.result.sql;
    bool const is_parsed = options_.server_major >= 14 && chance.percent(30);
    text += " LANGUAGE " + std::string{is_parsed || chance.percent(50) ? "sql" : "plpgsql"};
    bool const is_sql = text.ends_with(" sql");
    text += routine.immutable ? " IMMUTABLE" : chance.percent(50) ? " STABLE" : "";
    text += chance.percent(15) ? " STRICT" : "";
    text += chance.percent(15) ? " PARALLEL SAFE" : "";
    text += chance.percent(15) ? " COST 7" : "";
    text += chance.percent(8) ? " SECURITY DEFINER" : "";
    text += chance.percent(10) ? " SET search_path TO 'pg_catalog'" : "";
    text += is_parsed ? " RETURN " + result
            : is_sql  ? " AS " + dollar_quoted("SELECT " + result)
                      : " AS " + dollar_quoted("\nBEGIN\n    RETURN " + result + ";\nEND;\n");
    say(std::move(text));
    std::string const signature =
        name + "(" + (routine.arguments.empty() ? "" : routine.arguments.front().sql) + ")";
    can_be_described("FUNCTION", signature);
    can_be_granted("FUNCTION", signature, {"EXECUTE"});
    can_be_owned("FUNCTION", signature);
    routines_.push_back(std::move(routine));
}

// Over a relation: a count of its rows, or its rows themselves.
void ScriptMaker::add_query_function(int layer, int schema)
{
    auto const key = "query function " + std::to_string(layer) + std::to_string(schema);
    auto const name = place_of(schema, key);
    auto const *relation =
        picked(relations_, key, [](ScriptRelation const &one) { return !one.columns.empty(); });
    if (relation == nullptr || !is_there(key, 70)) {
        return;
    }
    Chance chance = chance_of(key);
    auto const where = " FROM " + relation->sql + " q WHERE " +
                       condition(relation->columns, key, Use::anything, "q.");
    std::string text = "CREATE FUNCTION " + name + "() RETURNS ";
    ScriptRoutine routine{key, name, {}, {"integer", "integer", Family::integer}};
    std::string body = "SELECT count(*)::integer" + where;
    if (chance.percent(30)) {
        text += "SETOF " + relation->sql;
        body = "SELECT q.*" + where;
        routine.result = {"set", "set"};
    } else if (chance.percent(20)) {
        text += "TABLE(a integer, b text)";
        body = "SELECT count(*)::integer, 'x'::text" + where;
        routine.result = {"set", "set"};
    } else {
        text += "integer";
    }
    text += " LANGUAGE sql STABLE";
    text += options_.server_major >= 14 && chance.percent(50)
                ? " BEGIN ATOMIC " + body + "; END"
                : " AS " + dollar_quoted("\n" + body + ";\n");
    say(std::move(text));
    can_be_described("FUNCTION", name + "()");
    can_be_granted("FUNCTION", name + "()", {"EXECUTE"});
    can_be_owned("FUNCTION", name + "()");
    routines_.push_back(std::move(routine));
}

void ScriptMaker::add_trigger_function(int layer, int schema)
{
    auto const key = "trigger function " + std::to_string(layer) + std::to_string(schema);
    auto const name = place_of(schema, key);
    if (layer != 0 && !is_there(key, 60)) {
        return;
    }
    Chance chance = chance_of(key);
    say("CREATE FUNCTION " + name + "() RETURNS trigger LANGUAGE plpgsql AS " +
        dollar_quoted(
            "\nBEGIN\n    " +
            chance.one_of<std::string>({"RETURN NEW;", "RETURN NULL;",
                                        "RAISE NOTICE 'it''s %', TG_OP;\n    RETURN OLD;"}) +
            "\nEND;\n"));
    can_be_described("FUNCTION", name + "()");
    trigger_functions_.push_back({key, name, {}, {}});
}

// The same rows by a longer way, or nothing.
std::string ScriptMaker::wrapped(std::string const &query, std::string const &key) const
{
    Chance chance = chance_of("wrapped " + key);
    if (!chance.percent(14)) {
        return "";
    }
    return chance.one_of<std::string>(
        {"WITH w AS (" + query + ") SELECT * FROM w", "SELECT DISTINCT w.* FROM (" + query + ") w",
         "SELECT * FROM (" + query + ") w UNION ALL SELECT * FROM (" + query + ") x",
         "SELECT w.* FROM (" + query + ") w, LATERAL generate_series(1, 2) AS n ORDER BY n LIMIT 9",
         "SELECT w.* FROM (" + query + ") w WHERE EXISTS (" + query + ")"});
}

void ScriptMaker::add_view(int layer, int schema, int number)
{
    auto const key =
        "view " + std::to_string(layer) + std::to_string(schema) + std::to_string(number);
    ScriptRelation view{key, place_of(schema, key), schema};
    auto const *from =
        picked(relations_, key, [](ScriptRelation const &one) { return !one.columns.empty(); });
    if (from == nullptr || !is_there(key, 85)) {
        return;
    }
    Chance chance = chance_of(key);
    bool const is_materialized = chance.percent(20);
    view.sort = is_materialized ? Sort::materialized : Sort::view;
    std::string list;
    auto const add = [&](std::string const &expression, ScriptType const &type,
                         std::string const &part) {
        auto const name =
            quoted_name_of(name_of(key + " column " + part, "columns of " + key) + "_v");
        list += (list.empty() ? "" : ", ") + expression + " AS " + name;
        view.columns.push_back({name, type});
    };
    ScriptType const integer{"integer", "integer", Family::integer};
    bool const is_grouped = chance.percent(20);
    std::string tail;
    if (is_grouped) {
        auto const &column = chance.one_of(from->columns);
        bool const can_group = column.type.family != Family::other;
        if (can_group) {
            add("a." + column.sql, column.type, "group");
            tail = " GROUP BY a." + column.sql;
        }
        add("count(*)::integer", integer, "count");
        if (auto const *aggregate =
                picked(routines_, key + " aggregate",
                       [](ScriptRoutine const &one) { return one.key.starts_with("aggregate"); })) {
            add(aggregate->sql + "(1)", integer, "aggregate");
        }
    } else {
        for (std::size_t at = 0; at < from->columns.size(); ++at) {
            auto const &column = from->columns[at];
            if (at == 0 || is_there(key + " takes " + column.sql, 60)) {
                add("a." + column.sql, column.type, column.sql);
            }
        }
        if (chance.percent(40)) {
            add(count(from->columns, key, Use::anything, "a."), integer, "counted");
        }
        auto const *row = picked(types_, "row of " + key, [&](ScriptType const &one) {
            return one.key == "row of " + from->key;
        });
        if (row != nullptr && chance.percent(15)) {
            add("a", *row, "row");
        }
    }
    std::string text = "SELECT " + list + " FROM " + from->sql + " a";
    bool is_simple = !is_grouped;
    auto const *joined = picked(relations_, key + " joined", [&](ScriptRelation const &one) {
        return one.key != from->key && !one.columns.empty();
    });
    if (joined != nullptr && chance.percent(25)) {
        text += " LEFT JOIN " + joined->sql + " b ON " +
                condition(joined->columns, key + " on", Use::anything, "b.");
        is_simple = false;
    }
    if (chance.percent(40)) {
        text += " WHERE " + condition(from->columns, key + " where", Use::anything, "a.");
    }
    text += tail;
    bool const is_bare = is_simple && servers_.empty() && from->sort == Sort::table &&
                         text.find(" WHERE ") == std::string::npos &&
                         list.find('(') == std::string::npos;
    if (auto more = wrapped(text, key); !more.empty()) {
        text = std::move(more);
        is_simple = false;
    }
    std::string options;
    if (!is_materialized && chance.percent(15)) {
        options = " WITH (security_barrier = true)";
    } else if (!is_materialized && options_.server_major >= 15 && chance.percent(10)) {
        options = " WITH (security_invoker = true)";
    }
    bool const is_checked =
        !is_materialized && is_simple && from->sort == Sort::table && chance.percent(15);
    if (is_materialized) {
        options = access_method(key) + (chance.percent(15) ? " WITH (fillfactor = 75)" : "");
    }
    text = "CREATE " + std::string{is_materialized ? "MATERIALIZED " : ""} + "VIEW " + view.sql +
           options + " AS " + text +
           (!is_checked          ? ""
            : chance.percent(50) ? " WITH LOCAL CHECK OPTION"
                                 : " WITH CASCADED CHECK OPTION");
    // One with data has to be computed: over no rows nothing is, but no foreign table can be read.
    say(std::move(text) +
        (is_materialized && !(is_bare && chance.percent(60)) ? " WITH NO DATA" : ""));
    std::string const what = is_materialized ? "MATERIALIZED VIEW" : "VIEW";
    can_be_described(what, view.sql);
    can_be_granted("TABLE", view.sql, {"SELECT", "INSERT"});
    can_be_owned(what, view.sql);
    for (ScriptColumn const &column : view.columns) {
        can_be_described("COLUMN", view.sql + "." + column.sql);
        if (!is_materialized && column.type.family == Family::integer &&
            chance_of("default of " + view.sql + column.sql).percent(4)) {
            say("ALTER VIEW " + view.sql + " ALTER COLUMN " + column.sql + " SET DEFAULT 5");
        }
        if (chance_of("column grant " + view.sql + column.sql).percent(2)) {
            say("GRANT SELECT (" + column.sql + ") ON " + view.sql + " TO app_reader");
        }
    }
    if (is_materialized) {
        add_indexes(view);
        add_statistics(view);
        add_marks(view);
    }
    relations_.push_back(view);
    if (!is_materialized) {
        types_.push_back({"row of " + key, view.sql, Family::other});
    }
}

void ScriptMaker::add_triggers(ScriptRelation const &relation)
{
    auto const *function =
        picked(trigger_functions_, relation.key, [](ScriptRoutine const &) { return true; });
    auto const key = relation.key + " trigger";
    auto const name = name_in(relation.schema, key);
    if (function == nullptr || relation.sort == Sort::materialized || !is_there(key, 25)) {
        return;
    }
    Chance chance = chance_of(key);
    auto const *referred = picked(relations_, key + " from", [&](ScriptRelation const &one) {
        return one.sort == Sort::table && chance_of(key + " from").percent(30);
    });
    std::string text;
    if (relation.sort == Sort::view) {
        text = "CREATE TRIGGER " + name + " INSTEAD OF " +
               chance.one_of<std::string>({"INSERT", "UPDATE", "INSERT OR DELETE"}) + " ON " +
               relation.sql + " FOR EACH ROW EXECUTE FUNCTION " + function->sql + "()";
    } else if (chance.percent(20) && relation.sort == Sort::table) {
        text = "CREATE CONSTRAINT TRIGGER " + name + " AFTER INSERT ON " + relation.sql +
               (referred != nullptr ? " FROM " + referred->sql : "") +
               " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION " + function->sql +
               "()";
    } else if (chance.percent(20) && !relation.is_child && relation.sort != Sort::foreign) {
        text = "CREATE TRIGGER " + name + " AFTER UPDATE ON " + relation.sql +
               " REFERENCING OLD TABLE AS was NEW TABLE AS is_now FOR EACH STATEMENT EXECUTE "
               "FUNCTION " +
               function->sql + "()";
    } else {
        auto const events = chance.one_of<std::string>(
            {"INSERT", "UPDATE OF " + chance.one_of(relation.columns).sql, "INSERT OR UPDATE"});
        // Generated columns are not there yet before a row is stored.
        std::vector<ScriptColumn> stored;
        std::copy_if(relation.columns.begin(), relation.columns.end(), std::back_inserter(stored),
                     [](ScriptColumn const &one) { return !one.generated; });
        text = "CREATE TRIGGER " + name + chance.one_of<std::string>({" BEFORE ", " AFTER "}) +
               events + " ON " + relation.sql + " FOR EACH ROW";
        text += chance.percent(40) ? " WHEN (" + condition(stored, key, Use::anything, "NEW.") + ")"
                                   : "";
        text += " EXECUTE FUNCTION " + function->sql +
                (chance.percent(20) ? "('an argument', 'it''s')" : "()");
    }
    if (is_table(relation) && !relation.is_child && chance_of(key + " truncate").percent(10)) {
        text = "CREATE TRIGGER " + name + " BEFORE TRUNCATE ON " + relation.sql +
               " FOR EACH STATEMENT EXECUTE FUNCTION " + function->sql + "()";
    }
    say(std::move(text));
    can_be_described("TRIGGER", name + " ON " + relation.sql);
    if (is_table(relation) && chance.percent(15)) {
        say("ALTER TABLE " + relation.sql + " " +
            chance.one_of<std::string>({"DISABLE", "ENABLE ALWAYS", "ENABLE REPLICA"}) +
            " TRIGGER " + name);
    }
}

void ScriptMaker::add_rules(ScriptRelation const &relation)
{
    auto const key = relation.key + " rule";
    auto const name = name_in(relation.schema, key);
    if (relation.sort == Sort::materialized || relation.sort == Sort::foreign ||
        !is_there(key, 6)) {
        return;
    }
    Chance chance = chance_of(key);
    std::string text = "CREATE RULE " + name + " AS ON ";
    auto const *other = picked(relations_, key, [&](ScriptRelation const &one) {
        return is_table(one) && one.key != relation.key && !one.columns.empty();
    });
    if (other != nullptr && chance.percent(30)) {
        text += "INSERT TO " + relation.sql + " DO ALSO (DELETE FROM " + other->sql + " d WHERE " +
                condition(other->columns, key, Use::anything, "d.") + "; NOTIFY changed)";
    } else {
        text += chance.one_of<std::string>({"DELETE", "UPDATE"}) + " TO " + relation.sql;
        text += chance.percent(30)
                    ? " DO ALSO NOTIFY changed"
                    : " WHERE " + condition(relation.columns, key, Use::anything, "OLD.") +
                          " DO INSTEAD NOTHING";
    }
    say(std::move(text));
    can_be_described("RULE", name + " ON " + relation.sql);
    if (is_table(relation) && chance.percent(20)) {
        say("ALTER TABLE " + relation.sql + " " +
            chance.one_of<std::string>({"DISABLE", "ENABLE ALWAYS", "ENABLE REPLICA"}) + " RULE " +
            name);
    }
}

// One that nothing stands on, with arguments of all sorts.
void ScriptMaker::add_procedure(int layer, int schema)
{
    auto const key = "procedure " + std::to_string(layer) + std::to_string(schema);
    auto const name = place_of(schema, key);
    if (!is_there(key, 35)) {
        return;
    }
    auto const type = column_type(key);
    Chance chance = chance_of(key);
    auto const given = quoted_name_of(name_of(key + " given", "arguments of " + key));
    auto const taken = quoted_name_of(name_of(key + " taken", "arguments of " + key));
    std::string what = "FUNCTION";
    std::string signature = name;
    if (chance.percent(40)) {
        what = "PROCEDURE";
        signature += "(" + type.sql + ", text)";
        say("CREATE PROCEDURE " + name + "(" + given + " " + type.sql + ", " + taken + " text" +
            (chance.percent(50) ? " DEFAULT 'it''s'" : "") + ") LANGUAGE plpgsql" +
            (chance.percent(30) ? " SECURITY DEFINER SET work_mem TO '8MB'" : "") + " AS " +
            dollar_quoted("BEGIN NULL; END"));
    } else if (chance.percent(35)) {
        signature += "(integer[])";
        say("CREATE FUNCTION " + name + "(VARIADIC " + given +
            " integer[]) RETURNS bigint LANGUAGE sql" + (chance.percent(40) ? " LEAKPROOF" : "") +
            " AS 'SELECT 1::bigint'");
    } else if (chance.percent(50)) {
        signature += "(" + type.sql + ")";
        say("CREATE FUNCTION " + name + "(" + given + " " + type.sql + ", OUT " + taken +
            " integer, OUT more " + type.sql + ") LANGUAGE sql AS 'SELECT 1, $1'");
    } else {
        signature += "(" + type.sql + ", integer)";
        say("CREATE FUNCTION " + name + "(" + given + " " + type.sql + " DEFAULT " +
            value(type, key + " default", Use::anything) + ", " + taken +
            " integer DEFAULT 5) RETURNS SETOF integer LANGUAGE sql ROWS 20 PARALLEL RESTRICTED" +
            " SET search_path TO '' SET work_mem TO '1MB' AS 'SELECT $2'");
    }
    can_be_described(what, signature);
    can_be_granted(what, signature, {"EXECUTE"});
    can_be_owned(what, signature);
}

} // namespace schemadiff::tests
