// The order of a random script, its names, its expressions and its types.
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

std::string number_of(int number)
{
    return std::to_string(number);
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

bool ScriptMaker::is_there(std::string const &key, int share)
{
    return chance_of("there " + key).percent(share);
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
    return quoted_name_of(name.substr(0, cut) + number_of(number) + number_of(schema));
}

std::string ScriptMaker::global_name(std::string const &key)
{
    return quoted_name_of("r" + number_of(static_cast<int>(options_.seed)) + " " +
                          name_of(key, "global"));
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

void ScriptMaker::add_schema(int schema)
{
    auto const key = "schema " + number_of(schema);
    auto const name = quoted_name_of("r" + number_of(static_cast<int>(options_.seed)) + "." +
                                     name_of(key, "global"));
    schemas_.push_back(name);
    say("CREATE SCHEMA " + name);
    can_be_described("SCHEMA", name);
    can_be_granted("SCHEMA", name, {"USAGE", "CREATE"});
    can_be_owned("SCHEMA", name);
}

void ScriptMaker::add_enum(int layer, int schema)
{
    auto const key = "enum " + number_of(layer) + number_of(schema);
    auto const name = schemas_[static_cast<std::size_t>(schema)] + "." + name_in(schema, key);
    if (!is_there(key, 85)) {
        return;
    }
    ScriptType type{key, name, Family::enumeration};
    std::string list;
    for (int label = 0; label < 6; ++label) {
        // One that another place makes appear earlier is a label that moves.
        int const at = chance_of(key + " order").percent(90) ? label : 5 - label;
        auto const label_key = key + " label " + number_of(at);
        auto const text = name_of(label_key, "labels of " + key);
        if (is_there(label_key, 60)) {
            type.labels.push_back(text);
            list += (list.empty() ? "" : ", ") + quoted_text_of(text);
        }
    }
    say("CREATE TYPE " + name + " AS ENUM (" + list + ")");
    types_.push_back(type);
    can_be_described("TYPE", name);
    can_be_granted("TYPE", name, {"USAGE"});
    can_be_owned("TYPE", name);
}

void ScriptMaker::add_domain(int layer, int schema)
{
    auto const key = "domain " + number_of(layer) + number_of(schema);
    auto const name = schemas_[static_cast<std::size_t>(schema)] + "." + name_in(schema, key);
    if (!is_there(key, 60)) {
        return;
    }
    auto const base = column_type(key);
    Chance chance = chance_of(key);
    std::string text = "CREATE DOMAIN " + name + " AS " + base.sql;
    if (base.family == Family::text && !collations_.empty() && chance.percent(30)) {
        text += " COLLATE " + chance.one_of(collations_);
    }
    if (chance.percent(30)) {
        text += " DEFAULT " + value(base, key + " default", Use::anything);
    }
    if (chance.percent(10)) {
        text += " NOT NULL";
    }
    auto const check = name_of(key + " check", "checks of " + key);
    if (chance.percent(50)) {
        text += " CONSTRAINT " + quoted_name_of(check) + " CHECK (" +
                condition({{"VALUE", base}}, key + " check", Use::immutable) + ")";
    }
    say(std::move(text));
    // What the base can do a domain can do, too, but its defaults have to pass its checks.
    types_.push_back({key, name, Family::other});
    can_be_described("DOMAIN", name);
    can_be_granted("TYPE", name, {"USAGE"});
    can_be_owned("DOMAIN", name);
}

void ScriptMaker::add_composite(int layer, int schema)
{
    auto const key = "composite " + number_of(layer) + number_of(schema);
    auto const name = schemas_[static_cast<std::size_t>(schema)] + "." + name_in(schema, key);
    if (!is_there(key, 60)) {
        return;
    }
    std::string list;
    for (int number = 0; number < 4; ++number) {
        auto const part = key + " attribute " + number_of(number);
        auto const attribute = quoted_name_of(name_of(part, "attributes of " + key));
        if (number == 0 || is_there(part, 60)) {
            list += (list.empty() ? "" : ", ") + attribute + " " + column_type(part).sql;
        }
    }
    say("CREATE TYPE " + name + " AS (" + list + ")");
    types_.push_back({key, name, Family::other});
    can_be_described("TYPE", name);
    can_be_granted("TYPE", name, {"USAGE"});
    can_be_owned("TYPE", name);
}

void ScriptMaker::add_range(int layer, int schema)
{
    auto const key = "range " + number_of(layer) + number_of(schema);
    auto const name = schemas_[static_cast<std::size_t>(schema)] + "." + name_in(schema, key);
    auto const many =
        schemas_[static_cast<std::size_t>(schema)] + "." + name_in(schema, key + " many");
    if (!is_there(key, 30)) {
        return;
    }
    Chance chance = chance_of(key);
    auto const of = chance.one_of<std::string>({"numeric", "text", "interval", "uuid"});
    std::string text = "CREATE TYPE " + name + " AS RANGE (subtype = " + of;
    if (of == "text") {
        text += ", collation = \"C\"";
    }
    if (options_.server_major >= 14 && chance.percent(50)) {
        text += ", multirange_type_name = " + many;
    }
    say(text + ")");
    types_.push_back({key, name, Family::other});
    can_be_described("TYPE", name);
}

void ScriptMaker::add_collation(int layer, int schema)
{
    auto const key = "collation " + number_of(layer) + number_of(schema);
    auto const name = schemas_[static_cast<std::size_t>(schema)] + "." + name_in(schema, key);
    if (!is_there(key, 20)) {
        return;
    }
    Chance chance = chance_of(key);
    say("CREATE COLLATION " + name +
        (chance.percent(50) ? " FROM \"C\"" : " (provider = libc, locale = 'C')"));
    collations_.push_back(name);
    can_be_described("COLLATION", name);
}

void ScriptMaker::add_text_search(int layer, int schema)
{
    auto const key = "text search " + number_of(layer) + number_of(schema);
    auto const &space = schemas_[static_cast<std::size_t>(schema)];
    auto const dictionary = space + "." + name_in(schema, key + " dictionary");
    auto const name = space + "." + name_in(schema, key);
    if (!is_there(key, 20)) {
        return;
    }
    Chance chance = chance_of(key);
    say("CREATE TEXT SEARCH DICTIONARY " + dictionary +
        " (TEMPLATE = pg_catalog.simple, stopwords = " +
        chance.one_of<std::string>({"english", "german"}) + ")");
    say("CREATE TEXT SEARCH CONFIGURATION " + name + " (PARSER = pg_catalog.\"default\")");
    say("ALTER TEXT SEARCH CONFIGURATION " + name + " ADD MAPPING FOR asciiword" +
        (chance.percent(50) ? ", word" : "") + " WITH " + dictionary);
    configurations_.push_back(name);
    can_be_described("TEXT SEARCH CONFIGURATION", name);
    can_be_described("TEXT SEARCH DICTIONARY", dictionary);
}

void ScriptMaker::add_sequence(int layer, int schema)
{
    auto const key = "sequence " + number_of(layer) + number_of(schema);
    auto const name = schemas_[static_cast<std::size_t>(schema)] + "." + name_in(schema, key);
    if (!is_there(key, 80)) {
        return;
    }
    Chance chance = chance_of(key);
    std::string text = "CREATE SEQUENCE " + name;
    text += chance.one_of<std::string>({"", "", " AS integer", " AS smallint"});
    text += chance.percent(30) ? " INCREMENT BY 5" : "";
    text += chance.percent(30) ? " MAXVALUE 20000" : "";
    text += chance.percent(30) ? " START WITH 3" : "";
    text += chance.percent(20) ? " CACHE 20" : "";
    text += chance.percent(20) ? " CYCLE" : "";
    say(std::move(text));
    sequences_.push_back(name);
    can_be_described("SEQUENCE", name);
    can_be_granted("SEQUENCE", name, {"USAGE", "SELECT", "UPDATE"});
}

void ScriptMaker::add_satellites()
{
    for (auto const &[what, sql] : owned_) {
        if (is_there("owner of " + sql, 6)) {
            say("ALTER " + what + " " + sql + " OWNER TO app_owner");
        }
    }
    for (Granted const &one : granted_) {
        Chance chance = chance_of("grants on " + one.what + one.sql);
        if (chance.percent(8)) {
            auto const role = chance.one_of<std::string>(
                {"app_reader", "app_writer", "\"odd \"\"role\"\"\"", "PUBLIC"});
            auto const option = role != "PUBLIC" && chance.percent(20) ? " WITH GRANT OPTION" : "";
            say("GRANT " + chance.one_of(one.privileges) + " ON " + one.what + " " + one.sql +
                " TO " + role + option);
        } else if (chance.percent(3)) {
            say("REVOKE ALL ON " + one.what + " " + one.sql + " FROM PUBLIC");
        }
    }
    for (auto const &[what, sql] : described_) {
        Chance chance = chance_of("comment on " + what + sql);
        if (chance.percent(8)) {
            say("COMMENT ON " + what + " " + sql + " IS " + quoted_text_of(random_text(chance)));
        }
    }
}

void ScriptMaker::add_default_privileges()
{
    for (std::string const &schema : schemas_) {
        Chance chance = chance_of("default privileges " + schema);
        if (chance.percent(12)) {
            say("ALTER DEFAULT PRIVILEGES FOR ROLE app_owner IN SCHEMA " + schema + " GRANT " +
                chance.one_of<std::string>({"SELECT", "INSERT"}) + " ON TABLES TO app_reader");
        }
    }
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
    for (int layer = 0; layer < layers; ++layer) {
        for (int schema = 0; schema < schemas; ++schema) {
            add_collation(layer, schema);
            add_text_search(layer, schema);
            add_enum(layer, schema);
            add_sequence(layer, schema);
            add_domain(layer, schema);
            add_composite(layer, schema);
            add_range(layer, schema);
            add_function(layer, schema, 0);
            add_function(layer, schema, 1);
            add_trigger_function(layer, schema);
            add_table(layer, schema, 0);
            add_table(layer, schema, 1);
            add_query_function(layer, schema);
            add_view(layer, schema, 0);
            add_view(layer, schema, 1);
            add_aggregate(layer, schema);
            add_operator(layer, schema);
            add_cast(layer, schema);
        }
    }
    add_foreign_keys();
    for (ScriptRelation const &relation : relations_) {
        add_triggers(relation);
        add_rules(relation);
        if (relation.sort == ScriptRelation::Sort::table ||
            relation.sort == ScriptRelation::Sort::partitioned) {
            add_policies(relation);
        }
    }
    add_publications();
    add_event_trigger();
    add_satellites();
    add_default_privileges();
    return std::move(text_);
}

ScriptPair random_scripts(ScriptOptions const &options)
{
    return {ScriptMaker{options, 0}.script(),
            ScriptMaker{options, 1 + static_cast<int>(options.seed % 7)}.script()};
}

} // namespace schemadiff::tests
