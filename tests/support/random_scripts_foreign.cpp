// Foreign data of random scripts: wrappers, servers, user mappings and foreign tables. Foreign
// partitions are made where the others are (random_scripts_tables.cpp). No wrapper has a handler,
// so that nobody can read a row, and the only options of mappings are those that are no secrets:
// what was not read could not be made again.
#include <support/script_maker.hpp>

namespace schemadiff::tests
{

namespace
{

// It never loses its type or version, for which there is no statement.
std::string const lasting_server = "server 0";

} // namespace

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
        Chance of_name = server_key == lasting_server ? Chance{options_.seed, server_key}
                                                      : chance_of(server_key + " name");
        bool const has_type = of_name.percent(30);
        bool const has_version = of_name.percent(30);
        say("CREATE SERVER " + server.sql + (has_type ? " TYPE 'cellar'" : "") +
            (has_version ? " VERSION '" + std::to_string(of_server.below(3)) + "'" : "") +
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

// SERVER and options of a foreign table.
std::string ScriptMaker::server_of(ScriptServer const &server, std::string const &key) const
{
    auto const options = chance_of(key + " options")
                             .one_of<std::string>({"", " OPTIONS (table_name 'bottles')",
                                                   " OPTIONS (\"Odd o\" 'a', table_name 'it''s')"});
    return " SERVER " + server.sql + (server.has_free_options ? options : "");
}

void ScriptMaker::add_foreign_options(ScriptRelation const &table)
{
    if (!table.has_free_options) {
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
    // PostgreSQL makes one on another server anew, and its children would have columns of their own
    // then. So a parent is another table there, and only on a server that is never made anew.
    bool const can_move = Chance{options_.seed, "moves " + key}.percent(50);
    auto const *server = picked(servers_, key, [&](ScriptServer const &one) {
        return can_move || one.key == lasting_server;
    });
    if (server == nullptr) {
        return;
    }
    ScriptRelation table{key, place_of(schema, key), schema, ScriptRelation::Sort::foreign};
    table.can_move = can_move;
    table.has_free_options = server->has_free_options;
    if (!is_there(key, 70)) {
        return;
    }
    auto const tail = parents.empty() ? "" : inherited(table, parents);
    say("CREATE FOREIGN TABLE " + table.sql + " (" + columns_of(table, layer) + ")" + tail +
        server_of(*server, key));
    finish_table(table);
}

} // namespace schemadiff::tests
