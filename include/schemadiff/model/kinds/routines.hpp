// Access methods, aggregates, operators with their classes and families, casts and conversions.
#pragma once
#include <schemadiff/model/field.hpp>
#include <schemadiff/model/kind_facts.hpp>

#include <tuple>

namespace schemadiff
{

// CREATE ACCESS METHOD. Path {name}.
struct AccessMethod {
    std::string type = "index";
    QualifiedName handler;

    static constexpr std::string_view word = "access method";
    static constexpr std::string_view section = "access_methods";
    static constexpr std::string_view required[] = {"type", "handler"};
    static constexpr std::string_view type_words[] = {"index", "table"};
    static constexpr KindFacts facts{
        .home = Home::database, .is_plain = true, .required = required};
    static constexpr auto fields = std::tuple{
        Field<AccessMethod, std::string>{"type", &AccessMethod::type, OnChange::replace,
                                         "what it stores", type_words},
        Field<AccessMethod, QualifiedName>{"handler", &AccessMethod::handler, OnChange::replace,
                                           "function"},
    };
};

// CREATE AGGREGATE. Path {schema, name, argument types as pg_get_function_identity_arguments()
// gives them: with VARIADIC and ORDER BY}.
struct Aggregate {
    QualifiedName state_function;
    TypeName state_type;
    long long state_size = 0;
    std::optional<QualifiedName> final_function;
    bool final_extra = false;
    std::string final_modify;
    std::optional<QualifiedName> combine_function;
    std::optional<QualifiedName> serial_function;
    std::optional<QualifiedName> deserial_function;
    std::optional<std::string> initial;
    std::optional<QualifiedName> moving_state_function;
    std::optional<QualifiedName> moving_inverse_function;
    std::optional<TypeName> moving_state_type;
    long long moving_state_size = 0;
    std::optional<QualifiedName> moving_final_function;
    bool moving_final_extra = false;
    std::string moving_final_modify;
    std::optional<std::string> moving_initial;
    std::optional<QualifiedName> sort_operator;
    std::string parallel = "unsafe";
    bool hypothetical = false;

    static constexpr std::string_view word = "aggregate";
    static constexpr std::string_view section = "aggregates";
    static constexpr std::string_view required[] = {"state_function", "state_type"};
    static constexpr std::string_view modify_words[] = {"read_only", "shareable", "read_write"};
    static constexpr std::string_view parallel_words[] = {"unsafe", "restricted", "safe"};
    static constexpr KindFacts facts{.is_plain = true,
                                     .required = required,
                                     .key = KeyForm::signature,
                                     .has_owner = true,
                                     .privileges = privilege_words::execute,
                                     .public_privileges = privilege_words::execute,
                                     .has_labels = true};
    static constexpr auto fields = std::tuple{
        Field<Aggregate, QualifiedName>{"state_function", &Aggregate::state_function,
                                        OnChange::alter, "SFUNC"},
        Field<Aggregate, TypeName>{"state_type", &Aggregate::state_type, OnChange::replace,
                                   "STYPE"},
        Field<Aggregate, long long>{"state_size", &Aggregate::state_size, OnChange::alter,
                                    "SSPACE"},
        Field<Aggregate, std::optional<QualifiedName>>{"final_function", &Aggregate::final_function,
                                                       OnChange::alter, "FINALFUNC"},
        Field<Aggregate, bool>{"final_extra", &Aggregate::final_extra, OnChange::alter,
                               "FINALFUNC_EXTRA"},
        Field<Aggregate, std::string>{"final_modify", &Aggregate::final_modify, OnChange::alter,
                                      "FINALFUNC_MODIFY, where it is not the usual one",
                                      modify_words},
        Field<Aggregate, std::optional<QualifiedName>>{
            "combine_function", &Aggregate::combine_function, OnChange::alter, "COMBINEFUNC"},
        Field<Aggregate, std::optional<QualifiedName>>{
            "serial_function", &Aggregate::serial_function, OnChange::alter, "SERIALFUNC"},
        Field<Aggregate, std::optional<QualifiedName>>{
            "deserial_function", &Aggregate::deserial_function, OnChange::alter, "DESERIALFUNC"},
        Field<Aggregate, std::optional<std::string>>{"initial", &Aggregate::initial,
                                                     OnChange::alter, "INITCOND"},
        Field<Aggregate, std::optional<QualifiedName>>{
            "moving_state_function", &Aggregate::moving_state_function, OnChange::alter, "MSFUNC"},
        Field<Aggregate, std::optional<QualifiedName>>{"moving_inverse_function",
                                                       &Aggregate::moving_inverse_function,
                                                       OnChange::alter, "MINVFUNC"},
        Field<Aggregate, std::optional<TypeName>>{
            "moving_state_type", &Aggregate::moving_state_type, OnChange::replace, "MSTYPE"},
        Field<Aggregate, long long>{"moving_state_size", &Aggregate::moving_state_size,
                                    OnChange::alter, "MSSPACE"},
        Field<Aggregate, std::optional<QualifiedName>>{"moving_final_function",
                                                       &Aggregate::moving_final_function,
                                                       OnChange::alter, "MFINALFUNC"},
        Field<Aggregate, bool>{"moving_final_extra", &Aggregate::moving_final_extra,
                               OnChange::alter, "MFINALFUNC_EXTRA"},
        Field<Aggregate, std::string>{
            "moving_final_modify", &Aggregate::moving_final_modify, OnChange::alter,
            "MFINALFUNC_MODIFY, where it is not the usual one", modify_words},
        Field<Aggregate, std::optional<std::string>>{"moving_initial", &Aggregate::moving_initial,
                                                     OnChange::alter, "MINITCOND"},
        Field<Aggregate, std::optional<QualifiedName>>{"sort_operator", &Aggregate::sort_operator,
                                                       OnChange::alter, "SORTOP"},
        Field<Aggregate, std::string>{"parallel", &Aggregate::parallel, OnChange::alter, "",
                                      parallel_words},
        Field<Aggregate, bool>{"hypothetical", &Aggregate::hypothetical, OnChange::replace, ""},
    };
};

// CREATE OPERATOR. Path {schema, name, operand types}; the left one of a prefix operator is none.
struct Operator {
    QualifiedName function;
    std::optional<QualifiedName> commutator;
    std::optional<QualifiedName> negator;
    std::optional<QualifiedName> restrict_function;
    std::optional<QualifiedName> join_function;
    bool hashes = false;
    bool merges = false;

    static constexpr std::string_view word = "operator";
    static constexpr std::string_view section = "operators";
    static constexpr std::string_view required[] = {"function"};
    static constexpr KindFacts facts{
        .is_plain = true, .required = required, .key = KeyForm::signature, .has_owner = true};
    static constexpr auto fields = std::tuple{
        Field<Operator, QualifiedName>{"function", &Operator::function, OnChange::replace, ""},
        Field<Operator, std::optional<QualifiedName>>{"commutator", &Operator::commutator,
                                                      OnChange::alter, ""},
        Field<Operator, std::optional<QualifiedName>>{"negator", &Operator::negator,
                                                      OnChange::alter, ""},
        Field<Operator, std::optional<QualifiedName>>{"restrict", &Operator::restrict_function,
                                                      OnChange::alter,
                                                      "selectivity of a restriction"},
        Field<Operator, std::optional<QualifiedName>>{"join", &Operator::join_function,
                                                      OnChange::alter, "selectivity of a join"},
        Field<Operator, bool>{"hashes", &Operator::hashes, OnChange::alter, ""},
        Field<Operator, bool>{"merges", &Operator::merges, OnChange::alter, ""},
    };
};

// CREATE OPERATOR FAMILY. Path {schema, name, access method}.
struct OperatorFamily {
    std::vector<std::string> members;

    static constexpr std::string_view word = "operator family";
    static constexpr std::string_view section = "operator_families";
    static constexpr KindFacts facts{
        .is_plain = true, .short_field = "members", .key = KeyForm::method, .has_owner = true};
    static constexpr auto fields = std::tuple{
        Field<OperatorFamily, std::vector<std::string>>{
            "members", &OperatorFamily::members, OnChange::alter,
            "operator 1 <(integer, bigint), function 1 app.cmp(integer, bigint): what belongs to "
            "no class of the family"},
    };
};

// CREATE OPERATOR CLASS. Path {schema, name, access method}.
struct OperatorClass {
    TypeName type;
    bool is_default = false;
    std::optional<QualifiedName> family;
    std::optional<TypeName> storage;
    std::vector<std::string> members;

    static constexpr std::string_view word = "operator class";
    static constexpr std::string_view section = "operator_classes";
    static constexpr std::string_view required[] = {"type"};
    static constexpr KindFacts facts{
        .is_plain = true, .required = required, .key = KeyForm::method, .has_owner = true};
    static constexpr auto fields = std::tuple{
        Field<OperatorClass, TypeName>{"type", &OperatorClass::type, OnChange::replace, "FOR TYPE"},
        Field<OperatorClass, bool>{"default", &OperatorClass::is_default, OnChange::replace,
                                   "the class that indexes of the type use by themselves"},
        Field<OperatorClass, std::optional<QualifiedName>>{
            "family", &OperatorClass::family, OnChange::replace,
            "where it has not the name of the class"},
        Field<OperatorClass, std::optional<TypeName>>{
            "storage", &OperatorClass::storage, OnChange::replace,
            "type that the index holds, where it is another one"},
        Field<OperatorClass, std::vector<std::string>>{
            "members", &OperatorClass::members, OnChange::replace,
            "operator 1 <, function 1 app.cmp(integer, integer)"},
    };
};

// CREATE CAST. Path {source type, target type}.
struct Cast {
    std::optional<std::string> function;
    bool inout = false;
    std::string context = "explicit";

    static constexpr std::string_view word = "cast";
    static constexpr std::string_view section = "casts";
    static constexpr std::string_view context_words[] = {"explicit", "assignment", "implicit"};
    static constexpr KindFacts facts{
        .home = Home::database, .is_plain = true, .key = KeyForm::words};
    static constexpr auto fields = std::tuple{
        Field<Cast, std::optional<std::string>>{
            "function", &Cast::function, OnChange::replace,
            "app.f(integer): with its argument types; without one the types have the same bytes, "
            "or their text is used"},
        Field<Cast, bool>{"inout", &Cast::inout, OnChange::replace,
                          "by way of the text of the value"},
        Field<Cast, std::string>{"context", &Cast::context, OnChange::replace, "", context_words},
    };
};

// CREATE CONVERSION. Path {schema, name}.
struct Conversion {
    std::string source;
    std::string target;
    QualifiedName function;
    bool is_default = false;

    static constexpr std::string_view word = "conversion";
    static constexpr std::string_view section = "conversions";
    static constexpr std::string_view required[] = {"source", "target", "function"};
    static constexpr KindFacts facts{.is_plain = true, .required = required, .has_owner = true};
    static constexpr auto fields = std::tuple{
        Field<Conversion, std::string>{"source", &Conversion::source, OnChange::replace,
                                       "encoding"},
        Field<Conversion, std::string>{"target", &Conversion::target, OnChange::replace,
                                       "encoding"},
        Field<Conversion, QualifiedName>{"function", &Conversion::function, OnChange::replace, ""},
        Field<Conversion, bool>{"default", &Conversion::is_default, OnChange::replace, ""},
    };
};

} // namespace schemadiff
