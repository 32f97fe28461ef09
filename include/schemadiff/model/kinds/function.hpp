// CREATE FUNCTION and CREATE PROCEDURE. Path {schema, name, identity argument types}: the
// types of the input arguments as PostgreSQL prints them, joined by ", ".
#pragma once
#include <schemadiff/model/field.hpp>
#include <schemadiff/model/kind_facts.hpp>

#include <tuple>

namespace schemadiff
{

struct Argument {
    std::string mode = "in"; // in, out, inout, variadic, table
    std::string name;        // empty: none
    TypeName type;
    std::optional<Expression> default_value;

    friend auto operator<=>(Argument const &, Argument const &) = default;
};

struct Function {
    bool procedure = false;
    std::vector<Argument> arguments;
    // The whole RETURNS: `integer`, `SETOF app.users`, `TABLE(a integer)`; empty for a
    // procedure, and for a function whose OUT arguments say it.
    std::string returns;
    std::string language = "sql";
    // prosrc: what stands between the quotes; for C the symbol.
    std::optional<std::string> body;
    // BEGIN ATOMIC ... END or RETURN ..., from PostgreSQL 14; parsed by the server when created.
    std::optional<Expression> sql_body;
    std::string library; // AS 'library', 'symbol' of language c; else empty
    std::string volatility = "volatile";
    std::string parallel = "unsafe";
    bool strict = false;
    bool security_definer = false;
    bool leakproof = false;
    bool window = false;
    std::optional<std::string> cost; // absent: PostgreSQL's default for the language
    std::optional<std::string> rows; // absent: 1000 for a set-returning function
    std::optional<std::string> support;
    std::vector<std::string> transforms; // FOR TYPE ...
    Options settings;                    // SET name TO value

    static constexpr std::string_view word = "function";
    static constexpr std::string_view section = "functions";
    static constexpr KindFacts facts{.key = KeyForm::signature,
                                     .has_owner = true,
                                     .privileges = privilege_words::execute,
                                     .public_privileges = privilege_words::execute,
                                     .has_labels = true};
    static constexpr std::string_view volatility_words[] = {"immutable", "stable", "volatile"};
    static constexpr std::string_view parallel_words[] = {"unsafe", "restricted", "safe"};
    static constexpr auto fields = std::tuple{
        Field<Function, bool>{"procedure", &Function::procedure, OnChange::replace,
                              "a procedure, called by CALL"},
        Field<Function, std::vector<Argument>>{"arguments", &Function::arguments, OnChange::alter,
                                               "arguments, where the key does not say it all"},
        Field<Function, std::string>{"returns", &Function::returns, OnChange::replace,
                                     "the whole of RETURNS"},
        Field<Function, std::string>{"language", &Function::language, OnChange::alter, ""},
        Field<Function, std::optional<std::string>>{"body", &Function::body, OnChange::alter,
                                                    "text between the dollar quotes"},
        Field<Function, std::optional<Expression>>{"sql_body", &Function::sql_body, OnChange::alter,
                                                   "BEGIN ATOMIC ... END or RETURN ..."},
        Field<Function, std::string>{"library", &Function::library, OnChange::alter,
                                     "object file, for language c"},
        Field<Function, std::string>{"volatility", &Function::volatility, OnChange::alter, "",
                                     volatility_words},
        Field<Function, std::string>{"parallel", &Function::parallel, OnChange::alter, "",
                                     parallel_words},
        Field<Function, bool>{"strict", &Function::strict, OnChange::alter,
                              "null when an argument is null"},
        Field<Function, bool>{"security_definer", &Function::security_definer, OnChange::alter,
                              "runs with the rights of its owner"},
        Field<Function, bool>{"leakproof", &Function::leakproof, OnChange::alter, ""},
        Field<Function, bool>{"window", &Function::window, OnChange::replace, ""},
        Field<Function, std::optional<std::string>>{"cost", &Function::cost, OnChange::alter, ""},
        Field<Function, std::optional<std::string>>{"rows", &Function::rows, OnChange::alter, ""},
        Field<Function, std::optional<std::string>>{"support", &Function::support, OnChange::alter,
                                                    "planner support function"},
        Field<Function, std::vector<std::string>>{"transforms", &Function::transforms,
                                                  OnChange::alter, "types with a transform"},
        Field<Function, Options>{"settings", &Function::settings, OnChange::alter,
                                 "SET name TO value"},
    };
};

} // namespace schemadiff
