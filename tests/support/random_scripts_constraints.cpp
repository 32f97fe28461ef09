// Constraints, indexes, statistics and marks of tables in random scripts.
#include <support/script_maker.hpp>

namespace schemadiff::tests
{

namespace
{

using Sort = ScriptRelation::Sort;

bool has_column(std::vector<ScriptColumn> const &columns, ScriptColumn const &wanted)
{
    return std::any_of(columns.begin(), columns.end(),
                       [&](ScriptColumn const &one) { return one.sql == wanted.sql; });
}

bool all_not_null(std::vector<ScriptColumn> const &columns)
{
    return std::all_of(columns.begin(), columns.end(),
                       [](ScriptColumn const &one) { return one.not_null; });
}

} // namespace

std::string listed(std::vector<ScriptColumn> const &columns)
{
    std::string list;
    for (ScriptColumn const &column : columns) {
        list += (list.empty() ? "" : ", ") + column.sql;
    }
    return list;
}

void ScriptMaker::add_keys(ScriptRelation &table)
{
    auto fit = those(table.columns, [](ScriptColumn const &one) { return has_order(one.type); });
    for (int number = 0; number < 2; ++number) {
        auto const key = table.key + " key " + std::to_string(number);
        auto const name = name_in(table.schema, key);
        if (fit.empty() || !table.partition_expression.empty() || !is_there(key, 65)) {
            continue;
        }
        Chance chance = chance_of(key);
        std::vector<ScriptColumn> columns = {number == 0 ? fit.front() : chance.one_of(fit)};
        if (auto const &other = chance.one_of(fit);
            chance.percent(30) && !has_column(columns, other)) {
            columns.push_back(other);
        }
        if (table.sort == Sort::partitioned && !has_column(columns, table.partition_key)) {
            columns.push_back(table.partition_key);
        }
        std::string text = "ALTER TABLE " + table.sql + " ADD ";
        bool const is_named = chance.percent(60);
        text += is_named ? "CONSTRAINT " + name + " " : "";
        bool const is_included = chance.percent(10) && !has_column(columns, table.columns.back());
        bool const is_deferrable = chance.percent(10);
        bool const treats_nulls_alike =
            number != 0 && options_.server_major >= 15 && chance.percent(15);
        text += number == 0          ? "PRIMARY KEY ("
                : treats_nulls_alike ? "UNIQUE NULLS NOT DISTINCT ("
                                     : "UNIQUE (";
        text += listed(columns) + ")";
        text += is_included ? " INCLUDE (" + table.columns.back().sql + ")" : "";
        text += chance.percent(10) ? " WITH (fillfactor = 70)" : "";
        text += !is_deferrable
                    ? ""
                    : chance.one_of<std::string>({" DEFERRABLE INITIALLY DEFERRED", " DEFERRABLE"});
        say(std::move(text));
        for (ScriptColumn &column : table.columns) {
            column.not_null = column.not_null || (number == 0 && has_column(columns, column));
        }
        for (ScriptColumn &column : columns) {
            column.not_null = column.not_null || number == 0;
        }
        table.has_unique = true;
        if (is_named) {
            can_be_described("CONSTRAINT", name + " ON " + table.sql);
            table.orders.push_back(name);
        }
        if (!is_deferrable) {
            table.keys.push_back(columns);
            if (is_named && all_not_null(columns)) {
                table.identities.push_back(name);
            }
        }
    }
}

void ScriptMaker::add_exclusion(ScriptRelation &table)
{
    auto const key = table.key + " exclusion";
    auto const name = name_in(table.schema, key);
    auto const equal = those(table.columns, [](ScriptColumn const &one) {
        return has_order(one.type) && one.type.family != Family::boolean;
    });
    auto const ranges =
        those(table.columns, [](ScriptColumn const &one) { return one.type.sql == "int4range"; });
    // Partitioned tables have them from PostgreSQL 17 on.
    if (table.sort != Sort::table || (equal.empty() && ranges.empty()) || !is_there(key, 10)) {
        return;
    }
    Chance chance = chance_of(key);
    std::string text = "ALTER TABLE " + table.sql + " ADD CONSTRAINT " + name + " EXCLUDE USING ";
    if (!ranges.empty()) {
        text += "gist (" + chance.one_of(ranges).sql +
                chance.one_of<std::string>({" WITH &&)", " range_ops WITH -|-)"});
    } else {
        text += chance.one_of<std::string>({"btree (", "hash ("}) + chance.one_of(equal).sql +
                " WITH =)";
    }
    text += chance.percent(30)
                ? " WHERE (" + condition(table.columns, key + " where", Use::immutable) + ")"
                : "";
    text += chance.percent(25) ? " DEFERRABLE INITIALLY DEFERRED" : "";
    say(std::move(text));
    can_be_described("CONSTRAINT", name + " ON " + table.sql);
}

void ScriptMaker::add_checks(ScriptRelation &table)
{
    for (int number = 0; number < 2; ++number) {
        auto const key = table.key + " check " + std::to_string(number);
        auto const name = name_in(table.schema, key);
        if (!is_there(key, table.key.find("partition") == std::string::npos ? 30 : 15)) {
            continue;
        }
        Chance chance = chance_of(key);
        std::string text = "ALTER TABLE " + table.sql + " ADD CONSTRAINT " + name + " CHECK (" +
                           condition(table.columns, key, Use::anything) + ")";
        text += table.sort == Sort::table && chance.percent(15) ? " NO INHERIT" : "";
        text += chance.percent(10) ? " NOT VALID" : "";
        say(std::move(text));
        can_be_described("CONSTRAINT", name + " ON " + table.sql);
        table.has_checks = true;
    }
}

// USING, keys and whatever follows them.
std::string ScriptMaker::index_of(ScriptRelation const &table, std::string const &key,
                                  Chance &chance)
{
    auto const fit =
        those(table.columns, [](ScriptColumn const &one) { return has_order(one.type); });
    auto const &column = chance.one_of(fit);
    std::string keys = column.sql;
    if (chance.percent(30)) {
        keys = "(" + count(table.columns, key, Use::immutable) + ")";
    } else if (column.type.family == Family::text && chance.percent(30)) {
        keys = "(lower(" + column.sql + ")) text_pattern_ops";
    } else if (column.type.family == Family::text && !configurations_.empty() &&
               chance.percent(40)) {
        auto const config = quoted_text_of(chance.one_of(configurations_)) + "::regconfig";
        return " USING " + chance.one_of<std::string>({"gin", "gin", "gist"}) + " (to_tsvector(" +
               config + ", " + column.sql + "))";
    }
    if (Chance other = chance_of(key + " other"); other.percent(30)) {
        auto const found = other_index_of(table, column, other);
        if (!found.empty()) {
            return found;
        }
    }
    keys += chance.percent(20) ? " DESC NULLS LAST" : "";
    keys += chance.percent(25) ? ", " + chance.one_of(fit).sql : "";
    bool const is_hash = chance.percent(15) && keys.find("DESC") == std::string::npos &&
                         keys.find("_ops") == std::string::npos && keys.find(',') > keys.size() &&
                         keys.front() != '(';
    std::string text = is_hash ? " USING hash (" + keys + ")" : " (" + keys + ")";
    if (!is_hash && chance.percent(8)) {
        text += " INCLUDE (" + table.columns.back().sql + ")";
    }
    text += chance.percent(8) ? " WITH (fillfactor = 60)" : "";
    text += chance.percent(20)
                ? " WHERE (" + condition(table.columns, key + " where", Use::immutable) + ")"
                : "";
    return text;
}

// One of another method or operator class, or nothing where none fits.
std::string ScriptMaker::other_index_of(ScriptRelation const &table, ScriptColumn const &column,
                                        Chance &chance) const
{
    auto const of_sort = [&](std::string_view sql) {
        return those(table.columns, [&](ScriptColumn const &one) { return one.type.sql == sql; });
    };
    auto const *by_class =
        picked(operator_classes_, "class of " + table.key,
               [&](ScriptMethod const &one) { return one.type == column.type.sql; });
    if (by_class != nullptr && chance.percent(50)) {
        return " (" + column.sql + " " + by_class->sql + ")";
    }
    if (!index_methods_.empty() && column.type.sql == "integer" && chance.percent(60)) {
        return " USING " + index_methods_.front().sql + " (" + column.sql + ")";
    }
    if (auto const some = of_sort("jsonb"); !some.empty() && chance.percent(60)) {
        return " USING gin (" + some.front().sql +
               chance.one_of<std::string>({")", " jsonb_path_ops)", ") WITH (fastupdate = false)"});
    }
    if (auto const some = of_sort("inet"); !some.empty() && chance.percent(60)) {
        return " USING gist (" + some.front().sql + " inet_ops)";
    }
    if (auto const some = of_sort("int4range"); !some.empty() && chance.percent(60)) {
        return chance.one_of<std::string>({" USING gist (", " USING spgist ("}) + some.front().sql +
               ")";
    }
    if (auto const some = of_sort("integer"); !some.empty() && options_.server_major >= 14) {
        return " USING brin (" + some.front().sql +
               chance.one_of<std::string>(
                   {")", " int4_bloom_ops (n_distinct_per_range = 50))",
                    " int4_minmax_multi_ops) WITH (pages_per_range = 4, autosummarize = true)"});
    }
    return "";
}

void ScriptMaker::add_indexes(ScriptRelation &table)
{
    for (int number = 0; number < 3; ++number) {
        auto const key = table.key + " index " + std::to_string(number);
        auto const name = name_in(table.schema, key);
        bool const has_fit =
            std::any_of(table.columns.begin(), table.columns.end(),
                        [](ScriptColumn const &one) { return has_order(one.type); });
        if (!has_fit || !is_there(key, table.is_child ? 20 : 40)) {
            continue;
        }
        if (!add_unique_index(table, key, name)) {
            Chance chance = chance_of(key);
            auto const text = index_of(table, key, chance);
            say("CREATE INDEX " + name + " ON " + table.sql + text);
            bool const is_whole = text.find(" WHERE ") == std::string::npos;
            if (is_whole && (text.starts_with(" (") || text.starts_with(" USING gist"))) {
                table.orders.push_back(name);
            }
            if (text.starts_with(" ((") && chance.percent(15)) {
                say("ALTER INDEX " + schemas_[static_cast<std::size_t>(table.schema)] + "." + name +
                    " ALTER COLUMN 1 SET STATISTICS 200");
            }
        }
        can_be_described("INDEX", schemas_[static_cast<std::size_t>(table.schema)] + "." + name);
    }
}

// Instead of a plain one. That of a partitioned table has its key, and none of its partitions is a
// foreign table.
bool ScriptMaker::add_unique_index(ScriptRelation &table, std::string const &key,
                                   std::string const &name)
{
    Chance chance = chance_of(key + " unique");
    auto const fit =
        those(table.columns, [](ScriptColumn const &one) { return has_order(one.type); });
    bool const is_wanted = table.sort != Sort::materialized && table.partition_expression.empty() &&
                           chance.percent(20);
    if (!is_wanted || fit.empty()) {
        return false;
    }
    std::vector<ScriptColumn> columns = {chance.one_of(fit)};
    if (table.sort == Sort::partitioned && !has_column(columns, table.partition_key)) {
        columns.push_back(table.partition_key);
    }
    bool const is_part = chance.percent(25);
    say("CREATE UNIQUE INDEX " + name + " ON " + table.sql + " (" + listed(columns) + ")" +
        (options_.server_major >= 15 && chance.percent(15) ? " NULLS NOT DISTINCT" : "") +
        (is_part ? " WHERE (" + condition(table.columns, key + " where", Use::immutable) + ")"
                 : ""));
    table.has_unique = true;
    if (!is_part) {
        table.orders.push_back(name);
        if (all_not_null(columns)) {
            table.identities.push_back(name);
        }
    }
    return true;
}

void ScriptMaker::add_statistics(ScriptRelation const &table)
{
    auto const key = table.key + " statistics";
    auto const name =
        schemas_[static_cast<std::size_t>(table.schema)] + "." + name_in(table.schema, key);
    auto const fit = those(table.columns, [](ScriptColumn const &one) {
        return has_order(one.type) && !one.generated;
    });
    if (fit.size() < 2 || !is_there(key, 12)) {
        return;
    }
    Chance chance = chance_of(key);
    // Their columns are kept in the order of the table, in which a column that came later is last.
    if (table.sort == Sort::materialized) {
        say("CREATE STATISTICS " + name +
            chance.one_of<std::string>({" (ndistinct, dependencies)", " (mcv)", ""}) + " ON " +
            fit.front().sql + ", " + fit.back().sql + " FROM " + table.sql);
    } else if (options_.server_major >= 14 && chance.percent(50)) {
        say("CREATE STATISTICS " + name + " (mcv, dependencies) ON " + fit.front().sql + ", (" +
            count(fit, key, Use::immutable) + ") FROM " + table.sql);
    } else if (options_.server_major >= 14) {
        say("CREATE STATISTICS " + name + " ON (" + count(fit, key, Use::immutable) + ") FROM " +
            table.sql);
    } else {
        return;
    }
    if (chance.percent(20)) {
        say("ALTER STATISTICS " + name + " SET STATISTICS 300");
    }
    can_be_described("STATISTICS", name);
    can_be_owned("STATISTICS", name);
}

void ScriptMaker::add_marks(ScriptRelation const &table)
{
    Chance chance = chance_of(table.key + " marks");
    std::string const alter = "ALTER TABLE " + table.sql;
    if (is_table(table)) {
        if (!table.identities.empty() && chance.percent(12)) {
            say(alter + " REPLICA IDENTITY USING INDEX " + chance.one_of(table.identities));
        } else if (chance.percent(8)) {
            say(alter + " REPLICA IDENTITY " +
                chance.one_of<std::string>({"FULL", "FULL", "NOTHING"}));
        }
    }
    bool const can_have_order = table.sort == Sort::table || table.sort == Sort::materialized;
    if (can_have_order && !table.orders.empty() && chance.percent(12)) {
        say((table.sort == Sort::table ? alter : "ALTER MATERIALIZED VIEW " + table.sql) +
            " CLUSTER ON " + chance.one_of(table.orders));
    }
    add_column_marks(table);
}

void ScriptMaker::add_column_marks(ScriptRelation const &table)
{
    std::string const alter = (table.sort == Sort::foreign        ? "ALTER FOREIGN TABLE "
                               : table.sort == Sort::materialized ? "ALTER MATERIALIZED VIEW "
                                                                  : "ALTER TABLE ") +
                              table.sql + " ALTER COLUMN ";
    for (ScriptColumn const &column : table.columns) {
        Chance chance = chance_of(table.key + " marks of " + column.sql);
        if (chance.percent(5)) {
            say(alter + column.sql + " SET STATISTICS 500");
        }
        bool const is_text = column.type.family == Family::text;
        if (chance.percent(5) && is_text) {
            say(alter + column.sql + " SET STORAGE " +
                chance.one_of<std::string>({"EXTERNAL", "MAIN", "PLAIN"}));
        }
        if (chance.percent(5) && is_text && options_.server_major >= 14 &&
            table.sort != Sort::foreign) {
            say(alter + column.sql + " SET COMPRESSION " +
                chance.one_of<std::string>({"pglz", "lz4"}));
        }
        if (chance.percent(4)) {
            say(alter + column.sql +
                " SET (n_distinct = " + chance.one_of<std::string>({"-0.5", "7"}) + ")");
        }
    }
}

bool ScriptMaker::has_foreign_partition(ScriptRelation const &table) const
{
    return std::any_of(relations_.begin(), relations_.end(), [&](ScriptRelation const &one) {
        return one.sort == Sort::foreign && one.key.starts_with(table.key + " partition");
    });
}

void ScriptMaker::add_foreign_keys()
{
    for (ScriptRelation const &table : relations_) {
        auto const key = table.key + " foreign key";
        auto const name = name_in(table.schema, key);
        if (!is_table(table) || has_foreign_partition(table) || !is_there(key, 45)) {
            continue;
        }
        Chance chance = chance_of(key);
        auto const *other = picked(relations_, key, [&](ScriptRelation const &one) {
            return !one.keys.empty() && one.unlogged == table.unlogged;
        });
        if (other == nullptr) {
            continue;
        }
        std::vector<ScriptColumn> columns;
        for (ScriptColumn const &referred : other->keys.front()) {
            for (ScriptColumn const &own : table.columns) {
                bool const is_fit = own.type.sql == referred.type.sql &&
                                    own.collation == referred.collation && !own.generated;
                bool const is_used =
                    std::any_of(columns.begin(), columns.end(),
                                [&](ScriptColumn const &one) { return one.sql == own.sql; });
                if (is_fit && !is_used) {
                    columns.push_back(own);
                    break;
                }
            }
        }
        if (columns.size() != other->keys.front().size()) {
            continue;
        }
        bool const is_partitioned =
            table.sort == Sort::partitioned || other->sort == Sort::partitioned;
        std::string text = "ALTER TABLE " + table.sql + " ADD CONSTRAINT " + name +
                           " FOREIGN KEY (" + listed(columns) + ") REFERENCES " + other->sql +
                           " (" + listed(other->keys.front()) + ")";
        text += chance.percent(15) ? " MATCH FULL" : "";
        auto const some_columns = options_.server_major >= 15
                                      ? " ON DELETE SET NULL (" + columns.front().sql + ")"
                                      : std::string{" ON DELETE SET DEFAULT"};
        text += chance.one_of<std::string>({"", "", " ON DELETE CASCADE", " ON DELETE SET NULL",
                                            " ON UPDATE CASCADE", " ON DELETE RESTRICT",
                                            some_columns, " ON UPDATE SET DEFAULT"});
        text += chance.percent(15) ? " DEFERRABLE INITIALLY DEFERRED" : "";
        text += chance.percent(10) && !is_partitioned ? " NOT VALID" : "";
        say(std::move(text));
        can_be_described("CONSTRAINT", name + " ON " + table.sql);
    }
}

} // namespace schemadiff::tests
