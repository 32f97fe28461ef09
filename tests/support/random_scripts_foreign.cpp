// Foreign data of random scripts: wrappers, servers, user mappings and foreign tables. Foreign
// partitions are made where the others are (random_scripts_tables.cpp). No wrapper has a handler,
// so that nobody can read a row, and the only options of mappings are those that are no secrets:
// what was not read could not be made again.
#include <support/script_maker.hpp>

namespace schemadiff::tests
{

void ScriptMaker::add_foreign_servers()
{
    for (int number = 0; number < 2; ++number) {
        auto const key = "wrapper " + std::to_string(number);
        auto const wrapper = global_name(key);
        auto const server_key = "server " + std::to_string(number);
        ScriptServer server{server_key, global_name(server_key)};
        if (!is_there(key, 35)) {
            continue;
        }
        // The one with a validator is always the same: options that it refuses would stay.
        server.has_free_options = Chance{options_.seed, key}.percent(70);
        Chance chance = chance_of(key);
        say("CREATE FOREIGN DATA WRAPPER " + wrapper +
            (server.has_free_options
                 ? std::string{chance.percent(50) ? " OPTIONS (debug 'true', \"Odd o\" 'it''s')"
                                                  : ""}
                 : " VALIDATOR postgresql_fdw_validator"));
        can_be_described("FOREIGN DATA WRAPPER", wrapper);
        can_be_granted("FOREIGN DATA WRAPPER", wrapper, {"USAGE"});
        Chance of_server = chance_of(server_key);
        // Neither can be changed.
        say("CREATE SERVER " + server.sql + (of_server.percent(30) ? " TYPE 'cellar'" : "") +
            (of_server.percent(30) ? " VERSION '" + std::to_string(of_server.below(3)) + "'" : "") +
            " FOREIGN DATA WRAPPER " + wrapper +
            of_server.one_of<std::string>(
                {"", " OPTIONS (host 'nowhere')", " OPTIONS (host 'nowhere', port '5433')"}));
        can_be_described("SERVER", server.sql);
        can_be_granted("FOREIGN SERVER", server.sql, {"USAGE"});
        can_be_owned("SERVER", server.sql);
        add_user_mappings(server);
        servers_.push_back(std::move(server));
    }
}

void ScriptMaker::add_user_mappings(ScriptServer const &server)
{
    for (std::string const role : {"app_reader", "\"odd \"\"role\"\"\"", "PUBLIC"}) {
        auto const key = server.key + " mapping of " + role;
        if (!is_there(key, 30)) {
            continue;
        }
        say("CREATE USER MAPPING FOR " + role + " SERVER " + server.sql +
            chance_of(key).one_of<std::string>(
                {"", " OPTIONS (user 'bob')", " OPTIONS (user 'it''s')"}));
    }
}

// SERVER and options of a foreign table, or nothing where there is no server.
std::string ScriptMaker::server_of(std::string const &key) const
{
    auto const *server = picked(servers_, key, [](ScriptServer const &) { return true; });
    if (server == nullptr) {
        return "";
    }
    auto const options = chance_of(key + " options")
                             .one_of<std::string>({"", " OPTIONS (table_name 'bottles')",
                                                   " OPTIONS (\"Odd o\" 'a', table_name 'it''s')"});
    return " SERVER " + server->sql + (server->has_free_options ? options : "");
}

void ScriptMaker::add_foreign_options(ScriptRelation const &table)
{
    auto const *server = picked(servers_, table.key, [](ScriptServer const &) { return true; });
    if (server == nullptr || !server->has_free_options) {
        return;
    }
    for (ScriptColumn const &column : table.columns) {
        Chance chance = chance_of("options of " + table.key + column.sql);
        if (chance.percent(20)) {
            say("ALTER FOREIGN TABLE " + table.sql + " ALTER COLUMN " + column.sql +
                " OPTIONS (column_name " +
                chance.one_of<std::string>({"'a'", "'it''s'", "'A', \"Odd o\" ''"}) + ")");
        }
    }
}

void ScriptMaker::add_foreign_table(int layer, int schema)
{
    auto key = "foreign table " + std::to_string(layer) + std::to_string(schema);
    auto const parents = parents_of(key);
    for (ScriptRelation const *parent : parents) {
        key += " of " + parent->key;
    }
    ScriptRelation table{key, place_of(schema, key), schema, ScriptRelation::Sort::foreign};
    auto const server = server_of(key);
    if (server.empty() || !is_there(key, 70)) {
        return;
    }
    auto const tail = parents.empty() ? "" : inherited(table, parents);
    say("CREATE FOREIGN TABLE " + table.sql + " (" + columns_of(table, layer) + ")" + tail +
        server);
    finish_table(table);
}

} // namespace schemadiff::tests
