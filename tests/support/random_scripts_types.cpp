// Schemas, types, collations and sequences of random scripts.
#include <support/script_maker.hpp>

#include <algorithm>

namespace schemadiff::tests
{

void ScriptMaker::add_schema(int schema)
{
    auto const key = "schema " + std::to_string(schema);
    auto const name =
        quoted_name_of("r" + std::to_string(options_.seed) + "." + name_of(key, "global"));
    schemas_.push_back(name);
    say("CREATE SCHEMA " + name);
    can_be_described("SCHEMA", name);
    can_be_granted("SCHEMA", name, {"USAGE", "CREATE"});
    can_be_owned("SCHEMA", name);
}

void ScriptMaker::add_enum(int layer, int schema)
{
    auto const key = "enum " + std::to_string(layer) + std::to_string(schema);
    auto const name = place_of(schema, key);
    if (!is_there(key, 85)) {
        return;
    }
    ScriptType type{key, name, Family::enumeration};
    std::string list;
    for (int label = 0; label < 6; ++label) {
        // One that another place makes appear earlier is a label that moves.
        int const at = chance_of(key + " order").percent(90) ? label : 5 - label;
        auto const label_key = key + " label " + std::to_string(at);
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
    auto const key = "domain " + std::to_string(layer) + std::to_string(schema);
    auto const name = place_of(schema, key);
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
    auto const check = quoted_name_of(name_of(key + " check", "checks of " + key));
    bool const has_check = chance.percent(50);
    if (has_check) {
        text += " CONSTRAINT " + check + " CHECK (" +
                condition({{"VALUE", base}}, key + " check", Use::immutable) + ")";
    }
    say(std::move(text));
    if (has_check) {
        can_be_described("CONSTRAINT", check + " ON DOMAIN " + name);
    }
    auto const later = quoted_name_of(name_of(key + " later check", "checks of " + key));
    if (is_there(key + " later check", 15)) {
        say("ALTER DOMAIN " + name + " ADD CONSTRAINT " + later + " CHECK (" +
            condition({{"VALUE", base}}, key + " later check", Use::immutable) + ") NOT VALID");
        can_be_described("CONSTRAINT", later + " ON DOMAIN " + name);
    }
    // What the base can do a domain can do, too, but its defaults have to pass its checks.
    types_.push_back({key, name, Family::other});
    can_be_described("DOMAIN", name);
    can_be_granted("TYPE", name, {"USAGE"});
    can_be_owned("DOMAIN", name);
}

void ScriptMaker::add_composite(int layer, int schema)
{
    auto const key = "composite " + std::to_string(layer) + std::to_string(schema);
    auto const name = place_of(schema, key);
    if (!is_there(key, 60)) {
        return;
    }
    bool const is_of_tables = Chance{options_.seed, "typed tables of " + key}.percent(50);
    std::vector<ScriptColumn> attributes;
    std::string list;
    for (int number = 0; number < 4; ++number) {
        auto const part = key + " attribute " + std::to_string(number);
        ScriptColumn attribute{quoted_name_of(name_of(part, "attributes of " + key)),
                               is_of_tables ? lasting_type(part, layer) : column_type(part)};
        if (number != 0 && !is_there(part, is_of_tables ? 80 : 60)) {
            if (is_of_tables) {
                break;
            }
            continue;
        }
        list += (list.empty() ? "" : ", ") + attribute.sql + " " + attribute.type.sql;
        if (attribute.type.family == Family::text && chance_of(part + " collation").percent(15)) {
            attribute.collation = "\"C\"";
            list += " COLLATE \"C\"";
        }
        attributes.push_back(attribute);
    }
    if (is_of_tables) {
        composites_.push_back({key, name, attributes});
    }
    say("CREATE TYPE " + name + " AS (" + list + ")");
    for (ScriptColumn const &attribute : attributes) {
        can_be_described("COLUMN", name + "." + attribute.sql);
    }
    types_.push_back({key, name, Family::other});
    can_be_described("TYPE", name);
    can_be_granted("TYPE", name, {"USAGE"});
    can_be_owned("TYPE", name);
}

void ScriptMaker::add_range(int layer, int schema)
{
    auto const key = "range " + std::to_string(layer) + std::to_string(schema);
    auto const name = place_of(schema, key);
    auto const many = place_of(schema, key + " many");
    if (!is_there(key, 30)) {
        return;
    }
    Chance chance = chance_of(key);
    auto const of = chance.one_of<std::string>({"numeric", "text", "interval", "uuid"});
    std::string text = "CREATE TYPE " + name + " AS RANGE (subtype = " + of;
    if (of == "text") {
        text += ", collation = \"C\"";
        text += chance.percent(30) ? ", subtype_opclass = text_pattern_ops" : "";
    } else if (of == "numeric" && chance.percent(40)) {
        text += ", subtype_diff = numrange_subdiff";
    }
    if (options_.server_major >= 14 && chance.percent(50)) {
        text += ", multirange_type_name = " + many;
    }
    say(text + ")");
    types_.push_back({key + " of " + of, name, Family::other});
    can_be_described("TYPE", name);
    can_be_granted("TYPE", name, {"USAGE"});
    can_be_owned("TYPE", name);
}

void ScriptMaker::add_collation(int layer, int schema)
{
    auto const key = "collation " + std::to_string(layer) + std::to_string(schema);
    auto const name = place_of(schema, key);
    if (!is_there(key, 20)) {
        return;
    }
    Chance chance = chance_of(key);
    say("CREATE COLLATION " + name +
        (chance.percent(50) ? " FROM \"C\"" : " (provider = libc, locale = 'C')"));
    collations_.push_back(name);
    can_be_described("COLLATION", name);
    can_be_owned("COLLATION", name);
}

void ScriptMaker::add_sequence(int layer, int schema)
{
    auto const key = "sequence " + std::to_string(layer) + std::to_string(schema);
    auto const name = place_of(schema, key);
    if (!is_there(key, 80)) {
        return;
    }
    Chance chance = chance_of(key);
    bool const is_unlogged = options_.server_major >= 15 && chance_of(key + " log").percent(6);
    std::string text =
        std::string{"CREATE "} + (is_unlogged ? "UNLOGGED " : "") + "SEQUENCE " + name;
    text += chance.one_of<std::string>({"", "", " AS integer", " AS smallint"});
    text += chance.percent(30) ? " INCREMENT BY 5" : "";
    text += chance.percent(30) ? " MAXVALUE 20000" : "";
    text += chance.percent(30) ? " START WITH 3" : "";
    text += chance.percent(20) ? " CACHE 20" : "";
    text += chance.percent(20) ? " CYCLE" : "";
    text += chance.percent(15) ? " MINVALUE -10" : "";
    say(std::move(text));
    sequences_.push_back(name);
    can_be_described("SEQUENCE", name);
    can_be_granted("SEQUENCE", name, {"USAGE", "SELECT", "UPDATE"});
    can_be_owned("SEQUENCE", name);
}

} // namespace schemadiff::tests
