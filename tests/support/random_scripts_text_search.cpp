// Text search and conversions of random scripts.
#include <support/script_maker.hpp>

namespace schemadiff::tests
{

// Their functions are the server's own, which are written in C.
std::string ScriptMaker::text_search_parser(int layer, int schema)
{
    auto const key = "text search parser " + std::to_string(layer) + std::to_string(schema);
    auto const name = place_of(schema, key);
    if (!is_there(key, 35)) {
        return "pg_catalog.\"default\"";
    }
    Chance chance = chance_of(key);
    say("CREATE TEXT SEARCH PARSER " + name + " (START = prsd_start, GETTOKEN = prsd_nexttoken, " +
        "END = prsd_end, LEXTYPES = prsd_lextype" +
        (chance.percent(50) ? ", HEADLINE = prsd_headline)" : ")"));
    can_be_described("TEXT SEARCH PARSER", name);
    return name;
}

std::string ScriptMaker::text_search_template(int layer, int schema)
{
    auto const key = "text search template " + std::to_string(layer) + std::to_string(schema);
    auto const name = place_of(schema, key);
    if (!is_there(key, 35)) {
        return "pg_catalog.simple";
    }
    say("CREATE TEXT SEARCH TEMPLATE " + name + " (INIT = dsimple_init, LEXIZE = dsimple_lexize)");
    can_be_described("TEXT SEARCH TEMPLATE", name);
    return name;
}

void ScriptMaker::add_text_search(int layer, int schema)
{
    auto const key = "text search " + std::to_string(layer) + std::to_string(schema);
    auto const dictionary = place_of(schema, key + " dictionary");
    auto const name = place_of(schema, key);
    if (!is_there(key, 20)) {
        return;
    }
    auto const parser = text_search_parser(layer, schema);
    auto const simple = text_search_template(layer, schema);
    Chance chance = chance_of(key);
    auto const language = chance.one_of<std::string>({"english", "german"});
    auto const options = chance.one_of<std::string>(
        {"TEMPLATE = " + simple + ", stopwords = " + language,
         "TEMPLATE = " + simple + ", stopwords = " + language + ", accept = false",
         "TEMPLATE = pg_catalog.snowball, language = " + language,
         "TEMPLATE = pg_catalog.synonym, synonyms = synonym_sample, casesensitive = 1"});
    say("CREATE TEXT SEARCH DICTIONARY " + dictionary + " (" + options + ")");
    say("CREATE TEXT SEARCH CONFIGURATION " + name + " (PARSER = " + parser + ")");
    say("ALTER TEXT SEARCH CONFIGURATION " + name + " ADD MAPPING FOR asciiword" +
        (chance.percent(50) ? ", word" : "") + " WITH " + dictionary +
        (chance.percent(40) ? ", pg_catalog.simple" : ""));
    configurations_.push_back(name);
    for (auto const &[what, sql] : {std::pair{"TEXT SEARCH CONFIGURATION", name},
                                    std::pair{"TEXT SEARCH DICTIONARY", dictionary}}) {
        can_be_described(what, sql);
        can_be_owned(what, sql);
    }
}

void ScriptMaker::add_conversion(int layer, int schema)
{
    auto const key = "conversion " + std::to_string(layer) + std::to_string(schema);
    auto const name = place_of(schema, key);
    if (!is_there(key, 12)) {
        return;
    }
    Chance chance = chance_of(key);
    // A schema has one default at most for a pair of encodings, so only the first layer has some.
    say(std::string{"CREATE "} + (layer == 0 && chance.percent(40) ? "DEFAULT " : "") +
        "CONVERSION " + name + " FOR " +
        chance.one_of<std::string>({"'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8",
                                    "'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1",
                                    "'KOI8R' TO 'UTF8' FROM koi8r_to_utf8"}));
    can_be_described("CONVERSION", name);
    can_be_owned("CONVERSION", name);
}

} // namespace schemadiff::tests
