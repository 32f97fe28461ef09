// Aggregates, operators, their families and classes, and casts of random scripts.
#include <support/script_maker.hpp>

namespace schemadiff::tests
{

void ScriptMaker::add_aggregate(int layer, int schema)
{
    auto const key = "aggregate " + std::to_string(layer) + std::to_string(schema);
    auto const name = place_of(schema, key);
    if (!is_there(key, 25)) {
        return;
    }
    Chance chance = chance_of(key);
    say("CREATE AGGREGATE " + name + "(integer) (sfunc = int4pl, stype = integer" +
        (chance.percent(50) ? ", initcond = '1'" : "") +
        (chance.percent(30) ? ", combinefunc = int4pl, parallel = safe" : "") +
        (chance.percent(20) ? ", msfunc = int4pl, minvfunc = int4mi, mstype = integer" : "") +
        (chance.percent(20) ? ", finalfunc = int4abs, finalfunc_modify = shareable" : "") + ")");
    describe_aggregate(name + "(integer)");
    // Never called with the argument of a row outside of a grouped view.
    routines_.push_back({key, name, {{"none", "none"}, {"none", "none"}}, {"none", "none"}});
    add_other_aggregate(layer, schema);
}

// One that nothing stands on: of a type of the script, or with an order of its input.
void ScriptMaker::add_other_aggregate(int layer, int schema)
{
    auto const key = "other aggregate " + std::to_string(layer) + std::to_string(schema);
    auto const name = place_of(schema, key);
    auto const *type = picked(types_, key, [](ScriptType const &one) {
        return one.family == Family::enumeration || one.key.starts_with("composite");
    });
    Chance chance = chance_of(key);
    if (chance.percent(30)) {
        say("CREATE AGGREGATE " + name +
            "(double precision ORDER BY anyelement) (sfunc = ordered_set_transition, "
            "stype = internal, finalfunc = percentile_disc_final, finalfunc_extra)");
        describe_aggregate(name + "(double precision ORDER BY anyelement)");
    } else if (chance.percent(30)) {
        say("CREATE AGGREGATE " + name + "(integer) (sfunc = int4smaller, stype = integer, " +
            "sortop = operator(pg_catalog.<))");
        describe_aggregate(name + "(integer)");
    } else if (type != nullptr) {
        say("CREATE AGGREGATE " + name + "(" + type->sql + ") (sfunc = array_append, stype = " +
            type->sql + "[]" + (chance.percent(50) ? ", initcond = '{}'" : "") + ")");
        describe_aggregate(name + "(" + type->sql + ")");
    }
}

void ScriptMaker::describe_aggregate(std::string const &signature)
{
    can_be_described("AGGREGATE", signature);
    can_be_owned("AGGREGATE", signature);
}

void ScriptMaker::add_operator(int layer, int schema)
{
    auto const key = "operator " + std::to_string(layer) + std::to_string(schema);
    auto const &space = schemas_[static_cast<std::size_t>(schema)];
    auto const function = space + "." + name_in(schema, key);
    if (!is_there(key, 25)) {
        return;
    }
    auto const type = column_type(key);
    Chance chance = chance_of(key);
    say("CREATE FUNCTION " + function + "(" + type.sql + ", " + type.sql +
        ") RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 IS NULL'");
    auto const symbol = chance.one_of<std::string>({"===", "~~~", "<#>"}) +
                        std::string(static_cast<std::size_t>(layer), '=');
    auto const name = space + "." + symbol;
    auto const arguments = " (" + type.sql + ", " + type.sql + ")";
    bool const has_negator = chance.percent(30);
    auto const opposite = space + ".!" + symbol;
    say("CREATE OPERATOR " + name + " (FUNCTION = " + function + ", LEFTARG = " + type.sql +
        ", RIGHTARG = " + type.sql + (chance.percent(50) ? ", RESTRICT = eqsel" : "") +
        (chance.percent(25) ? ", COMMUTATOR = OPERATOR(" + name + ")" : "") +
        (chance.percent(20) ? ", HASHES, MERGES, JOIN = eqjoinsel" : "") +
        (has_negator ? ", NEGATOR = OPERATOR(" + opposite + ")" : "") + ")");
    can_be_described("OPERATOR", name + arguments);
    can_be_owned("OPERATOR", name + arguments);
    if (has_negator) {
        // Until then it is a name without an operator.
        say("CREATE OPERATOR " + opposite + " (FUNCTION = " + function + ", LEFTARG = " + type.sql +
            ", RIGHTARG = " + type.sql + ", NEGATOR = OPERATOR(" + name + "))");
        can_be_described("OPERATOR", opposite + arguments);
    }
}

void ScriptMaker::add_prefix_operator(int layer, int schema)
{
    auto const key = "prefix operator " + std::to_string(layer) + std::to_string(schema);
    auto const *function = picked(routines_, key, [](ScriptRoutine const &one) {
        return one.key.starts_with("function") && one.arguments.size() == 1;
    });
    if (function == nullptr || !is_there(key, 15)) {
        return;
    }
    auto const &type = function->arguments.front().sql;
    auto const name = schemas_[static_cast<std::size_t>(schema)] + ".@@" +
                      std::string(static_cast<std::size_t>(layer) + 1, '#');
    say("CREATE OPERATOR " + name + " (FUNCTION = " + function->sql + ", RIGHTARG = " + type + ")");
    can_be_described("OPERATOR", name + " (NONE, " + type + ")");
    can_be_owned("OPERATOR", name + " (NONE, " + type + ")");
}

// FAMILY of the class, or nothing. It compares two types in a way that no class of it does.
std::string ScriptMaker::operator_family(int layer, int schema)
{
    auto const key = "operator family " + std::to_string(layer) + std::to_string(schema);
    auto const name = place_of(schema, key);
    if (!is_there(key, 50)) {
        return "";
    }
    Chance chance = chance_of(key);
    say("CREATE OPERATOR FAMILY " + name + " USING btree");
    if (chance.percent(70)) {
        say("ALTER OPERATOR FAMILY " + name + " USING btree ADD OPERATOR 1 < (integer, bigint), " +
            (chance.percent(50) ? "OPERATOR 3 = (integer, bigint), " : "") +
            "FUNCTION 1 (integer, bigint) btint48cmp(integer, bigint)");
    }
    can_be_described("OPERATOR FAMILY", name + " USING btree");
    can_be_owned("OPERATOR FAMILY", name + " USING btree");
    return " FAMILY " + name;
}

void ScriptMaker::add_operator_class(int layer, int schema)
{
    auto const key = "operator class " + std::to_string(layer) + std::to_string(schema);
    auto const name = place_of(schema, key);
    if (!is_there(key, 20)) {
        return;
    }
    auto const family = operator_family(layer, schema);
    bool const is_text = family.empty() && Chance{options_.seed, key}.percent(40);
    std::string const type = is_text ? "text" : "integer";
    say("CREATE OPERATOR CLASS " + name + " FOR TYPE " + type + " USING btree" + family +
        " AS OPERATOR 1 <, " + (chance_of(key).percent(70) ? "OPERATOR 2 <=, " : "") +
        "OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 " +
        (is_text ? "bttextcmp(text, text)" : "btint4cmp(integer, integer)"));
    operator_classes_.push_back({key, name, type});
    can_be_described("OPERATOR CLASS", name + " USING btree");
    can_be_owned("OPERATOR CLASS", name + " USING btree");
}

void ScriptMaker::add_cast(int layer, int schema)
{
    auto const key = "cast " + std::to_string(layer) + std::to_string(schema);
    auto const function = place_of(schema, key);
    auto const *type = picked(types_, key, [&](ScriptType const &one) {
        return (one.family == Family::enumeration || one.key.starts_with("composite")) &&
               !casts_.contains(one.key);
    });
    if (type == nullptr || !is_there(key, 25)) {
        return;
    }
    casts_.insert(type->key);
    say("CREATE FUNCTION " + function + "(" + type->sql +
        ") RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1'");
    auto const cast = "(" + type->sql + " AS integer)";
    say("CREATE CAST " + cast + " WITH FUNCTION " + function + "(" + type->sql + ")" +
        chance_of(key).one_of<std::string>({"", "", " AS ASSIGNMENT", " AS ASSIGNMENT"}));
    can_be_described("CAST", cast);
}

// Without a function: over the text of the value, or because both have the same bytes.
void ScriptMaker::add_plain_cast(int layer, int schema)
{
    auto const key = "plain cast " + std::to_string(layer) + std::to_string(schema);
    auto const is_range = [](ScriptType const &one) {
        // Intervals stand at other addresses than bytes.
        return one.key.starts_with("range") && !one.key.ends_with("interval");
    };
    auto const *type = picked(types_, key, [&](ScriptType const &one) {
        return (one.family == Family::enumeration || is_range(one)) &&
               !casts_.contains("plain " + one.key);
    });
    if (type == nullptr || !is_there(key, 15)) {
        return;
    }
    casts_.insert("plain " + type->key);
    // With an implicit one of an enumeration its operators would not be unique any more.
    auto const cast = "(" + type->sql + (is_range(*type) ? " AS bytea)" : " AS jsonb)");
    say("CREATE CAST " + cast + (is_range(*type) ? " WITHOUT FUNCTION" : " WITH INOUT") +
        (chance_of(key).percent(30) ? is_range(*type) ? " AS IMPLICIT" : " AS ASSIGNMENT" : ""));
    can_be_described("CAST", cast);
}

} // namespace schemadiff::tests
