// CREATE TRIGGER. Path {schema, relation, name}.
#pragma once
#include <schemadiff/model/field.hpp>
#include <schemadiff/model/kind_facts.hpp>

#include <tuple>

namespace schemadiff
{

struct Trigger {
    std::string timing = "before";   // before, after, instead of
    std::vector<std::string> events; // insert, update, delete, truncate, in this order
    std::vector<std::string> update_columns;
    bool for_each_row = false;
    std::optional<Expression> when;
    QualifiedName function;
    std::vector<std::string> arguments;
    std::string old_table; // REFERENCING OLD TABLE AS
    std::string new_table;
    bool constraint = false;
    QualifiedName referred_table; // FROM of a constraint trigger; empty name: none
    bool deferrable = false;
    bool initially_deferred = false;
    std::string enabled = "origin"; // origin, disabled, replica, always

    static constexpr std::string_view word = "trigger";
    static constexpr std::string_view section = "triggers";
    static constexpr KindFacts facts{.home = Home::relation};
    static constexpr std::string_view timing_words[] = {"before", "after", "instead of"};
    static constexpr std::string_view enabled_words[] = {"origin", "disabled", "replica", "always"};
    static constexpr auto fields = std::tuple{
        Field<Trigger, std::string>{"timing", &Trigger::timing, OnChange::replace, "",
                                    timing_words},
        Field<Trigger, std::vector<std::string>>{"events", &Trigger::events, OnChange::replace,
                                                 "insert, update, delete, truncate"},
        Field<Trigger, std::vector<std::string>>{"update_columns", &Trigger::update_columns,
                                                 OnChange::replace, "UPDATE OF"},
        Field<Trigger, bool>{"for_each_row", &Trigger::for_each_row, OnChange::replace, ""},
        Field<Trigger, std::optional<Expression>>{"when", &Trigger::when, OnChange::replace, ""},
        Field<Trigger, QualifiedName>{"function", &Trigger::function, OnChange::replace, ""},
        Field<Trigger, std::vector<std::string>>{"arguments", &Trigger::arguments,
                                                 OnChange::replace, ""},
        Field<Trigger, std::string>{"old_table", &Trigger::old_table, OnChange::replace,
                                    "REFERENCING OLD TABLE AS"},
        Field<Trigger, std::string>{"new_table", &Trigger::new_table, OnChange::replace,
                                    "REFERENCING NEW TABLE AS"},
        Field<Trigger, bool>{"constraint", &Trigger::constraint, OnChange::replace, ""},
        Field<Trigger, QualifiedName>{"referred_table", &Trigger::referred_table, OnChange::replace,
                                      "FROM of a constraint trigger"},
        Field<Trigger, bool>{"deferrable", &Trigger::deferrable, OnChange::replace, ""},
        Field<Trigger, bool>{"initially_deferred", &Trigger::initially_deferred, OnChange::replace,
                             ""},
        Field<Trigger, std::string>{"enabled", &Trigger::enabled, OnChange::alter, "",
                                    enabled_words},
    };
};

} // namespace schemadiff
