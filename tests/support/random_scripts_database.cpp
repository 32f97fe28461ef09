// What belongs to no schema in random scripts: extensions, access methods, publications,
// subscriptions, event triggers. And owners, privileges and comments of everything.
#include <support/script_maker.hpp>

namespace schemadiff::tests
{

void ScriptMaker::add_extension()
{
    // A database has an extension once. Pairs that share one have seeds that follow one another.
    static std::vector<std::string> const extensions = {"citext", "hstore", "ltree",   "cube",
                                                        "isn",    "seg",    "pg_trgm", "intarray"};
    auto const &extension = extensions[options_.seed % extensions.size()];
    if (!Chance{options_.seed, "extension"}.percent(20) || !is_there("extension", 75)) {
        return;
    }
    auto const &schema = schemas_[chance_of("schema of extension").percent(70) ? 0 : 1];
    say("CREATE EXTENSION " + extension + " SCHEMA " + schema);
    can_be_described("EXTENSION", extension);
    if (extension != "pg_trgm" && extension != "intarray") {
        auto const type = extension == "isn" ? "isbn" : extension;
        types_.push_back({"extension type", schema + "." + type, Family::other});
    }
}

void ScriptMaker::add_access_methods()
{
    auto const table = global_name("table method");
    auto const index = global_name("index method");
    auto const by_value = place_of(0, "class of index method");
    if (Chance{options_.seed, "table method"}.percent(12) && is_there("table method", 75)) {
        say("CREATE ACCESS METHOD " + table + " TYPE TABLE HANDLER heap_tableam_handler");
        table_methods_.push_back({"table method", table, ""});
        can_be_described("ACCESS METHOD", table);
    }
    if (Chance{options_.seed, "index method"}.percent(12) && is_there("index method", 75)) {
        // PostgreSQL builds no B-tree for a method of another name.
        say("CREATE ACCESS METHOD " + index + " TYPE INDEX HANDLER hashhandler");
        say("CREATE OPERATOR CLASS " + by_value + " DEFAULT FOR TYPE integer USING " + index +
            " AS OPERATOR 1 =, FUNCTION 1 hashint4(integer)");
        index_methods_.push_back({"index method", index, "integer"});
        can_be_described("ACCESS METHOD", index);
        can_be_described("OPERATOR CLASS", by_value + " USING " + index);
    }
}

// Tables with columns and rows, or nothing.
std::string ScriptMaker::published_tables()
{
    std::string list;
    for (ScriptRelation const &table : relations_) {
        auto const key = "publication of " + table.key;
        bool const is_taken =
            is_table(table) && !table.unlogged && !table.is_child && is_there(key, 30);
        if (!is_taken) {
            continue;
        }
        // Without ONLY the tables that inherit from it would come along.
        list += (list.empty() ? "" : ", ") +
                (table.sort == ScriptRelation::Sort::table ? "ONLY " + table.sql : table.sql);
        auto const stored =
            those(table.columns, [](ScriptColumn const &one) { return !one.generated; });
        // Those of partitioned tables would depend on publish_via_partition_root.
        if (options_.server_major >= 15 && !stored.empty() &&
            table.sort == ScriptRelation::Sort::table &&
            chance_of("columns of " + key).percent(15)) {
            list += " (" + stored.front().sql +
                    (stored.size() > 1 ? ", " + stored.back().sql : std::string{}) + ")";
        }
        if (options_.server_major >= 15 && table.sort == ScriptRelation::Sort::table &&
            chance_of("publication rows of " + table.key).percent(20) &&
            table.columns.front().type.family == Family::integer) {
            list += " WHERE (" + table.columns.front().sql + " > 5)";
        }
    }
    return list;
}

void ScriptMaker::add_publications()
{
    auto const key = std::string{"publication"};
    auto const name = global_name(key);
    auto const whole = global_name("whole publication");
    Chance chance = chance_of(key);
    if (is_there(key, 40)) {
        auto const list = published_tables();
        say("CREATE PUBLICATION " + name + (list.empty() ? "" : " FOR TABLE " + list) +
            " WITH (publish = '" +
            chance.one_of<std::string>({"insert", "insert", "insert, truncate"}) + "'" +
            (chance.percent(20) ? ", publish_via_partition_root = true)" : ")"));
        can_be_described("PUBLICATION", name);
        can_be_owned("PUBLICATION", name);
    }
    Chance of_whole = chance_of("whole publication");
    if (is_there("whole publication", 8)) {
        auto const what = options_.server_major >= 15 && of_whole.percent(70)
                              ? "TABLES IN SCHEMA " + of_whole.one_of(schemas_)
                              : std::string{"ALL TABLES"};
        say("CREATE PUBLICATION " + whole + " FOR " + what);
        can_be_described("PUBLICATION", whole);
    }
}

// Both scripts have it, because its connection is a secret that nobody reads, so that it could not
// be made again. It never connects.
void ScriptMaker::add_subscription()
{
    auto const key = std::string{"subscription"};
    auto const name = global_name(key);
    if (!Chance{options_.seed, key}.percent(6)) {
        return;
    }
    Chance chance = chance_of(key + " options");
    say("CREATE SUBSCRIPTION " + name + " CONNECTION 'dbname=nowhere' PUBLICATION " +
        chance.one_of<std::string>({"news", "\"Other news\"", "news, \"Other news\""}) +
        " WITH (connect = false, slot_name = NONE" +
        (chance.percent(30) ? ", synchronous_commit = 'local'" : "") +
        (options_.server_major >= 14 && chance.percent(30) ? ", binary = true" : "") +
        (options_.server_major >= 15 && chance.percent(30) ? ", disable_on_error = true)" : ")"));
    can_be_described("SUBSCRIPTION", name);
}

// Its function does nothing, so that it may fire whenever it wants.
void ScriptMaker::add_event_trigger()
{
    auto const key = std::string{"event trigger"};
    auto const name = global_name(key);
    auto const function = schemas_.front() + "." + name_in(0, key);
    if (!is_there(key, 10)) {
        return;
    }
    Chance chance = chance_of(key);
    say("CREATE FUNCTION " + function +
        "() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN NULL; END'");
    auto const event = chance.one_of<std::string>(
        {"ddl_command_start", "ddl_command_end", "sql_drop", "table_rewrite"});
    say("CREATE EVENT TRIGGER " + name + " ON " + event +
        (chance.percent(40) ? " WHEN TAG IN ('ALTER TABLE'" +
                                  std::string{event == "table_rewrite" ? ")" : ", 'DROP VIEW')"}
                            : "") +
        " EXECUTE FUNCTION " + function + "()");
    if (chance.percent(30)) {
        say("ALTER EVENT TRIGGER " + name + " " +
            chance.one_of<std::string>({"DISABLE", "ENABLE ALWAYS", "ENABLE REPLICA"}));
    }
    can_be_described("EVENT TRIGGER", name);
}

void ScriptMaker::add_satellites()
{
    for (auto const &[what, sql] : owned_) {
        // A sequence of a column has the owner of its table.
        if (!owned_sequences_.contains(sql) && is_there("owner of " + sql, 6)) {
            say("ALTER " + what + " " + sql + " OWNER TO app_owner");
        }
    }
    add_grants();
    for (auto const &[what, sql] : described_) {
        Chance chance = chance_of("comment on " + what + sql);
        if (chance.percent(8)) {
            say("COMMENT ON " + what + " " + sql + " IS " + quoted_text_of(random_text(chance)));
        }
    }
}

void ScriptMaker::add_grants()
{
    for (Granted const &one : granted_) {
        Chance chance = chance_of("grants on " + one.what + one.sql);
        if (chance.percent(8)) {
            auto const role = chance.one_of<std::string>(
                {"app_reader", "app_writer", "\"odd \"\"role\"\"\"", "PUBLIC"});
            bool const can_give = role != "PUBLIC" && chance.percent(20);
            auto const given = chance.one_of(one.privileges) + " ON " + one.what + " " + one.sql;
            say("GRANT " + given + " TO " + role + (can_give ? " WITH GRANT OPTION" : ""));
            if (can_give && chance.percent(50)) {
                // It is somebody else who gives it to the next one.
                for (std::string const &schema : schemas_) {
                    if (one.sql.starts_with(schema + ".")) {
                        say("GRANT USAGE ON SCHEMA " + schema + " TO " + role);
                    }
                }
                say("SET ROLE " + role);
                say("GRANT " + given + " TO " +
                    (role == "app_reader" ? "app_writer" : "app_reader"));
                say("RESET ROLE");
            }
        } else if (chance.percent(2)) {
            // What an owner has anyway.
            say("REVOKE " + chance.one_of(one.privileges) + " ON " + one.what + " " + one.sql +
                " FROM CURRENT_USER");
        } else if (chance.percent(3)) {
            say("REVOKE ALL ON " + one.what + " " + one.sql + " FROM PUBLIC");
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
        // Those of whoever runs the script; what a plan makes would have them, too.
        if (chance.percent(6)) {
            say("ALTER DEFAULT PRIVILEGES IN SCHEMA " + schema + " GRANT " +
                chance.one_of<std::string>({"SELECT ON TABLES", "USAGE ON SEQUENCES",
                                            "EXECUTE ON FUNCTIONS", "USAGE ON TYPES",
                                            "UPDATE ON TABLES"}) +
                " TO app_writer" + (chance.percent(30) ? " WITH GRANT OPTION" : ""));
        }
    }
    Chance chance = chance_of("default privileges everywhere");
    if (chance.percent(8)) {
        say("ALTER DEFAULT PRIVILEGES FOR ROLE app_owner " +
            chance.one_of<std::string>({"REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
                                        "REVOKE USAGE ON TYPES FROM PUBLIC",
                                        "GRANT USAGE ON SCHEMAS TO app_reader",
                                        "REVOKE TRUNCATE ON TABLES FROM app_owner"}));
    }
    if (chance.percent(4)) {
        say("ALTER DEFAULT PRIVILEGES " +
            chance.one_of<std::string>({"REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
                                        "GRANT SELECT ON TABLES TO app_reader"}));
    }
}

} // namespace schemadiff::tests
