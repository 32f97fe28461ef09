// The order of a random script, its names and its expressions. It has all kinds of objects but:
// roles and memberships, which belong to the server, so that both scripts would make the same ones
// (those of fixtures/cases/roles.sql own, are granted to and mapped); security labels, for which
// PostgreSQL itself has no provider; tablespaces, which are folders of the server.
#include <support/random_scripts.hpp>

#include <support/script_maker.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace schemadiff::tests
{

namespace
{

std::vector<ScriptType> const plain_types = {
    {"integer", "integer", Family::integer},
    {"bigint", "bigint", Family::integer},
    {"smallint", "smallint", Family::integer},
    {"text", "text", Family::text},
    {"varchar", "character varying(40)", Family::text},
    {"char", "character(3)", Family::other},
    {"boolean", "boolean", Family::boolean},
    {"timestamptz", "timestamp with time zone", Family::moment},
    {"timestamp", "timestamp(3) without time zone", Family::other},
    {"date", "date", Family::date},
    {"numeric", "numeric(10,2)", Family::number},
    {"double", "double precision", Family::number},
    {"uuid", "uuid", Family::other},
    {"jsonb", "jsonb", Family::other},
    {"bytea", "bytea", Family::other},
    {"inet", "inet", Family::other},
    {"interval", "interval day to second(2)", Family::other},
    {"texts", "text[]", Family::other},
    {"int4range", "int4range", Family::other},
    {"quoted char", "\"char\"", Family::other},
};

int second_variation(ScriptOptions const &options)
{
    return 1 + static_cast<int>(options.seed % 7);
}

} // namespace

std::string quoted_name_of(std::string const &name)
{
    std::string quoted = "\"";
    for (char const c : name) {
        quoted.append(c == '"' ? 2 : 1, c);
    }
    return quoted + '"';
}

std::string quoted_text_of(std::string_view text)
{
    std::string quoted = "'";
    for (char const c : text) {
        quoted.append(c == '\'' ? 2 : 1, c);
    }
    return quoted + '\'';
}

Chance ScriptMaker::chance_of(std::string const &key) const
{
    // Most pairs differ little, so that a mistake can be found in them.
    static constexpr std::array changed_shares{2, 3, 9, 1, 4};
    int const changed_share = changed_shares[options_.seed % changed_shares.size()];
    bool const is_changed =
        variation_ != 0 &&
        Chance{options_.seed + 1000003U * static_cast<unsigned>(variation_), key}.percent(
            changed_share);
    return {options_.seed + (is_changed ? 7919U * static_cast<unsigned>(variation_) : 0U), key};
}

bool ScriptMaker::is_there(std::string const &key, int share) const
{
    return chance_of("there " + key).percent(share);
}

bool ScriptMaker::is_in_both(std::string const &key, int share) const
{
    return ScriptMaker{options_, 0}.is_there(key, share) &&
           ScriptMaker{options_, second_variation(options_)}.is_there(key, share);
}

std::string ScriptMaker::name_of(std::string const &key, std::string const &space)
{
    return random_name(Chance{options_.seed, "name " + key}, options_.seed % 3 == 0, taken_[space]);
}

std::string ScriptMaker::name_in(int schema, std::string const &key)
{
    // Names are given in the same order in both scripts only if those of absent objects are, too;
    // a number makes them independent of each other.
    auto const name = name_of(key, key);
    constexpr std::size_t longest_base = 40;
    auto const number = Chance{options_.seed, "number " + key}.below(100000);
    auto cut = std::min(name.size(), longest_base);
    while (cut < name.size() && (static_cast<unsigned char>(name[cut]) & 0xC0U) == 0x80U) {
        --cut;
    }
    return quoted_name_of(name.substr(0, cut) + std::to_string(number) + std::to_string(schema));
}

std::string ScriptMaker::global_name(std::string const &key)
{
    return quoted_name_of("r" + std::to_string(static_cast<int>(options_.seed)) + " " +
                          name_of(key, "global"));
}

std::string ScriptMaker::place_of(int schema, std::string const &key)
{
    return schemas_[static_cast<std::size_t>(schema)] + "." + name_in(schema, key);
}

void ScriptMaker::say(std::string statement)
{
    text_ += std::move(statement) + ";\n";
}

void ScriptMaker::can_be_described(std::string const &what, std::string const &sql)
{
    described_.emplace_back(what, sql);
}

void ScriptMaker::can_be_granted(std::string const &what, std::string const &sql,
                                 std::vector<std::string> const &privileges)
{
    granted_.push_back({what, sql, privileges});
}

void ScriptMaker::can_be_owned(std::string const &what, std::string const &sql)
{
    owned_.emplace_back(what, sql);
}

std::string ScriptMaker::value(ScriptType const &type, std::string const &key, Use use)
{
    Chance chance = chance_of("value " + key);
    if (chance.percent(25)) {
        auto const *function = picked(routines_, key, [&](ScriptRoutine const &one) {
            return one.arguments.size() <= 1 && one.result.sql == type.sql &&
                   (use == Use::anything || one.immutable);
        });
        if (function != nullptr) {
            std::string const argument = function->arguments.empty()
                                             ? ""
                                             : "(NULL::" + function->arguments.front().sql + ")";
            return function->sql + "(" + argument + ")";
        }
    }
    switch (type.family) {
    case Family::integer:
        if (!sequences_.empty() && use == Use::anything && chance.percent(15)) {
            return "nextval(" + quoted_text_of(chance.one_of(sequences_)) +
                   "::regclass)::" + type.sql;
        }
        return chance.one_of<std::string>({"0", "-1", "(1 + 2)", "'7'", "abs(-3)"});
    case Family::number:
        return chance.one_of<std::string>({"0", "-1.5", "1.50", "(2 * 3.0)"});
    case Family::text:
        return chance.one_of<std::string>(
            {"''", "'it''s'", "'a' || 'b'", "lower('X')", "'a\nb'", "E'\\t'"});
    case Family::boolean:
        return chance.one_of<std::string>({"true", "false", "(1 = 2)", "(NOT true)"});
    case Family::moment:
        return use == Use::immutable ? "'2020-01-01 00:00:00+00'::timestamptz"
                                     : chance.one_of<std::string>({"now()", "CURRENT_TIMESTAMP",
                                                                   "now() + interval '1 day'"});
    case Family::date:
        return "'2020-02-03'::date";
    case Family::enumeration:
        return type.labels.empty() ? "NULL::" + type.sql
                                   : quoted_text_of(chance.one_of(type.labels)) + "::" + type.sql;
    case Family::other:
        break;
    }
    return "NULL::" + type.sql;
}

std::string ScriptMaker::condition(std::vector<ScriptColumn> const &columns, std::string const &key,
                                   Use use, std::string const &of)
{
    Chance chance = chance_of("condition " + key);
    if (columns.empty()) {
        return "true";
    }
    auto const &column = chance.one_of(columns);
    auto const name = of + column.sql;
    if (chance.percent(30)) {
        auto const *function = picked(routines_, key, [&](ScriptRoutine const &one) {
            return one.arguments.size() == 1 && one.arguments.front().sql == column.type.sql &&
                   one.result.family == Family::boolean && (use == Use::anything || one.immutable);
        });
        if (function != nullptr) {
            return function->sql + "(" + name + ")";
        }
    }
    switch (column.type.family) {
    case Family::integer:
        return chance.one_of<std::string>({name + " > 0", name + " BETWEEN -5 AND 10",
                                           name + " IN (1, 2, 3)", name + " % 2 = 0",
                                           name + " <> ALL (ARRAY[1, 2])"});
    case Family::number:
        return chance.one_of<std::string>({name + " > 0.5", name + " <= 100"});
    case Family::text:
        return chance.one_of<std::string>({name + " <> ''", "length(" + name + ") < 90",
                                           name + " ~ '^[a-z]'", name + " LIKE 'a%'",
                                           name + " IN ('a', 'b')", "lower(" + name + ") = 'x'"});
    case Family::boolean:
        return chance.one_of<std::string>({name, "NOT " + name, name + " IS NOT TRUE"});
    case Family::date:
        return name + " >= '2001-01-01'::date";
    case Family::enumeration:
        if (!column.type.labels.empty()) {
            auto const label = quoted_text_of(chance.one_of(column.type.labels));
            return name + chance.one_of<std::string>({" = ", " <> ", " < "}) + label +
                   "::" + column.type.sql;
        }
        break;
    case Family::moment:
    case Family::other:
        break;
    }
    return name + chance.one_of<std::string>({" IS NULL", " IS NOT NULL"});
}

std::string ScriptMaker::count(std::vector<ScriptColumn> const &columns, std::string const &key,
                               Use use, std::string const &of)
{
    Chance chance = chance_of("count " + key);
    if (columns.empty()) {
        return "1";
    }
    auto const &column = chance.one_of(columns);
    auto const name = of + column.sql;
    if (chance.percent(30)) {
        auto const *function = picked(routines_, key, [&](ScriptRoutine const &one) {
            return one.arguments.size() == 1 && one.arguments.front().sql == column.type.sql &&
                   one.result.sql == "integer" && (use == Use::anything || one.immutable);
        });
        if (function != nullptr) {
            return function->sql + "(" + name + ")";
        }
    }
    switch (column.type.family) {
    case Family::integer:
        return "(" + name + " + 1)::integer";
    case Family::text:
        return "length(" + name + ")";
    default:
        return "CASE WHEN " + condition({column}, key, use, of) + " THEN 1 ELSE 2 END";
    }
}

ScriptType ScriptMaker::column_type(std::string const &key) const
{
    Chance chance = chance_of("type of " + key);
    if (chance.percent(45)) {
        // No row types: PostgreSQL refuses most changes of a table while a column has its row type.
        auto const *own = picked(
            types_, key, [&](ScriptType const &type) { return !type.key.starts_with("row of "); });
        if (own != nullptr) {
            auto type = *own;
            if (chance.percent(15)) {
                type = {type.key + "[]", type.sql + "[]", Family::other};
            }
            return type;
        }
    }
    return chance.one_of(plain_types);
}

// One that is the same in both scripts, if perhaps with other labels or another base: an attribute
// that changes its type for one that no value can be brought over to would come back at the end.
ScriptType ScriptMaker::lasting_type(std::string const &key, int layer) const
{
    Chance chance{options_.seed, "type of " + key};
    auto const places = std::to_string(layer) + std::to_string(chance.below(2));
    std::string const wanted = (chance.percent(60) ? "enum " : "domain ") + places;
    bool const is_enum = wanted.starts_with("enum");
    if (chance.percent(50) && is_in_both(wanted, is_enum ? 85 : 60)) {
        for (ScriptType const &type : types_) {
            if (type.key == wanted) {
                return type;
            }
        }
    }
    return chance.one_of(plain_types);
}

void ScriptMaker::add_types(int layer, int schema)
{
    add_collation(layer, schema);
    add_text_search(layer, schema);
    add_conversion(layer, schema);
    add_enum(layer, schema);
    add_sequence(layer, schema);
    add_domain(layer, schema);
    add_composite(layer, schema);
    add_range(layer, schema);
    add_operator_class(layer, schema);
    add_function(layer, schema, 0);
    add_function(layer, schema, 1);
    add_procedure(layer, schema);
    add_trigger_function(layer, schema);
}

void ScriptMaker::add_tables(int layer, int schema)
{
    add_table(layer, schema, 0);
    add_table(layer, schema, 1);
    add_typed_table(layer, schema);
    add_foreign_table(layer, schema);
    add_query_function(layer, schema);
    add_view(layer, schema, 0);
    add_view(layer, schema, 1);
    add_aggregate(layer, schema);
    add_operator(layer, schema);
    add_prefix_operator(layer, schema);
    add_cast(layer, schema);
    add_plain_cast(layer, schema);
}

std::string ScriptMaker::script()
{
    // Most pairs are small, too.
    static constexpr std::array layers_of{1, 1, 2, 3};
    int const layers = layers_of[options_.seed % layers_of.size()];
    constexpr int schemas = 2;
    for (int schema = 0; schema < schemas; ++schema) {
        add_schema(schema);
    }
    add_extension();
    add_access_methods();
    add_foreign_servers();
    for (int layer = 0; layer < layers; ++layer) {
        for (int schema = 0; schema < schemas; ++schema) {
            add_types(layer, schema);
            add_tables(layer, schema);
        }
    }
    add_foreign_keys();
    for (ScriptRelation const &relation : relations_) {
        add_triggers(relation);
        add_rules(relation);
        if (is_table(relation)) {
            add_policies(relation);
        }
    }
    add_publications();
    add_subscription();
    add_event_trigger();
    add_satellites();
    add_default_privileges();
    return std::move(text_);
}

ScriptPair random_scripts(ScriptOptions const &options)
{
    return {ScriptMaker{options, 0}.script(),
            ScriptMaker{options, second_variation(options)}.script()};
}

} // namespace schemadiff::tests
