// What hangs on relations beside constraints and triggers: rules, exclusion constraints, extended
// statistics; and event triggers.
#pragma once
#include <schemadiff/model/field.hpp>
#include <schemadiff/model/kind_facts.hpp>
#include <schemadiff/model/kinds/index.hpp>

#include <tuple>

namespace schemadiff
{

// CREATE RULE. Path {schema, relation, name}.
struct Rule {
    Expression definition;
    std::string enabled = "origin";

    static constexpr std::string_view word = "rule";
    static constexpr std::string_view section = "rules";
    static constexpr std::string_view required[] = {"definition"};
    static constexpr std::string_view enabled_words[] = {"origin", "disabled", "replica", "always"};
    static constexpr KindFacts facts{.home = Home::relation,
                                     .is_plain = true,
                                     .short_field = "definition",
                                     .required = required};
    static constexpr auto fields = std::tuple{
        Field<Rule, Expression>{"definition", &Rule::definition, OnChange::alter,
                                "on insert to app.v do instead ...: all that follows AS"},
        Field<Rule, std::string>{"enabled", &Rule::enabled, OnChange::alter, "", enabled_words},
    };
};

// EXCLUDE. Path {schema, table, name}.
struct Exclusion {
    std::string method = "gist";
    std::vector<IndexKey> keys;
    std::vector<std::string> operators;
    std::vector<std::string> include;
    std::optional<Expression> where;
    bool deferrable = false;
    bool initially_deferred = false;
    Options options;
    std::optional<std::string> tablespace; // of its index; absent: the database's default

    static constexpr std::string_view word = "exclusion constraint";
    static constexpr std::string_view section = "exclusions";
    static constexpr std::string_view required[] = {"columns", "operators"};
    static constexpr KindFacts facts{.home = Home::relation,
                                     .is_plain = true,
                                     .required = required,
                                     .is_constraint = true,
                                     .has_index = true};
    static constexpr auto fields = std::tuple{
        Field<Exclusion, std::string>{"method", &Exclusion::method, OnChange::replace, ""},
        Field<Exclusion, std::vector<IndexKey>>{"columns", &Exclusion::keys, OnChange::replace,
                                                "columns and expressions, with their order"},
        Field<Exclusion, std::vector<std::string>>{"operators", &Exclusion::operators,
                                                   OnChange::replace, "one for each key"},
        Field<Exclusion, std::vector<std::string>>{"include", &Exclusion::include,
                                                   OnChange::replace, "columns carried along"},
        Field<Exclusion, std::optional<Expression>>{"where", &Exclusion::where, OnChange::replace,
                                                    "rows that count"},
        Field<Exclusion, bool>{"deferrable", &Exclusion::deferrable, OnChange::replace, ""},
        Field<Exclusion, bool>{"initially_deferred", &Exclusion::initially_deferred,
                               OnChange::replace, ""},
        Field<Exclusion, Options>{"options", &Exclusion::options, OnChange::alter,
                                  "storage parameters of its index"},
        Field<Exclusion, std::optional<std::string>>{"tablespace", &Exclusion::tablespace,
                                                     OnChange::alter, "of its index"},
    };
};

// CREATE STATISTICS. Path {schema, name}.
struct Statistics {
    QualifiedName table;
    std::vector<std::string> columns;
    std::vector<Expression> expressions;
    std::vector<std::string> kinds;
    std::optional<long long> target;

    static constexpr std::string_view word = "extended statistics";
    static constexpr std::string_view section = "statistics";
    static constexpr std::string_view required[] = {"table"};
    static constexpr KindFacts facts{.is_plain = true, .required = required, .has_owner = true};
    static constexpr auto fields = std::tuple{
        Field<Statistics, QualifiedName>{"table", &Statistics::table, OnChange::replace, ""},
        Field<Statistics, std::vector<std::string>>{"columns", &Statistics::columns,
                                                    OnChange::replace, ""},
        Field<Statistics, std::vector<Expression>>{"expressions", &Statistics::expressions,
                                                   OnChange::replace, "from PostgreSQL 14"},
        Field<Statistics, std::vector<std::string>>{
            "kinds", &Statistics::kinds, OnChange::replace,
            "ndistinct, dependencies, mcv; all where left out"},
        Field<Statistics, std::optional<long long>>{"target", &Statistics::target, OnChange::alter,
                                                    "statistics target"},
    };
};

// CREATE EVENT TRIGGER. Path {name}.
struct EventTrigger {
    std::string event;
    std::vector<std::string> tags;
    QualifiedName function;
    std::string enabled = "origin";

    static constexpr std::string_view word = "event trigger";
    static constexpr std::string_view section = "event_triggers";
    static constexpr std::string_view required[] = {"event", "function"};
    static constexpr std::string_view enabled_words[] = {"origin", "disabled", "replica", "always"};
    static constexpr KindFacts facts{.home = Home::database,
                                     .is_plain = true,
                                     .required = required,
                                     .has_owner = true,
                                     .has_labels = true};
    static constexpr auto fields = std::tuple{
        Field<EventTrigger, std::string>{
            "event", &EventTrigger::event, OnChange::replace,
            "ddl_command_start, ddl_command_end, table_rewrite, sql_drop, login"},
        Field<EventTrigger, std::vector<std::string>>{"tags", &EventTrigger::tags,
                                                      OnChange::replace,
                                                      "CREATE TABLE, ...: only these commands"},
        Field<EventTrigger, QualifiedName>{"function", &EventTrigger::function, OnChange::replace,
                                           ""},
        Field<EventTrigger, std::string>{"enabled", &EventTrigger::enabled, OnChange::alter, "",
                                         enabled_words},
    };
};

} // namespace schemadiff
