// Foreign data wrappers, their servers and user mappings. A foreign table is a table with a
// server.
#pragma once
#include <schemadiff/model/field.hpp>
#include <schemadiff/model/kind_facts.hpp>

#include <tuple>

namespace schemadiff
{

// CREATE FOREIGN DATA WRAPPER. Path {name}.
struct ForeignDataWrapper {
    std::optional<QualifiedName> handler;
    std::optional<QualifiedName> validator;
    Options options;

    static constexpr std::string_view word = "foreign data wrapper";
    static constexpr std::string_view section = "foreign_data_wrappers";
    static constexpr KindFacts facts{.home = Home::database,
                                     .is_plain = true,
                                     .cased_field = "options",
                                     .has_owner = true,
                                     .privileges = privilege_words::usage};
    static constexpr auto fields = std::tuple{
        Field<ForeignDataWrapper, std::optional<QualifiedName>>{
            "handler", &ForeignDataWrapper::handler, OnChange::alter, "function"},
        Field<ForeignDataWrapper, std::optional<QualifiedName>>{
            "validator", &ForeignDataWrapper::validator, OnChange::alter, "function"},
        Field<ForeignDataWrapper, Options>{"options", &ForeignDataWrapper::options, OnChange::alter,
                                           ""},
    };
};

// CREATE SERVER. Path {name}.
struct ForeignServer {
    std::string wrapper;
    std::string type;
    std::string version;
    Options options;

    static constexpr std::string_view word = "foreign server";
    static constexpr std::string_view section = "foreign_servers";
    static constexpr std::string_view required[] = {"wrapper"};
    static constexpr KindFacts facts{.home = Home::database,
                                     .is_plain = true,
                                     .short_field = "wrapper",
                                     .required = required,
                                     .cased_field = "options",
                                     .has_owner = true,
                                     .privileges = privilege_words::usage};
    static constexpr auto fields = std::tuple{
        Field<ForeignServer, std::string>{"wrapper", &ForeignServer::wrapper, OnChange::replace,
                                          ""},
        Field<ForeignServer, std::string>{"type", &ForeignServer::type, OnChange::replace, ""},
        Field<ForeignServer, std::string>{"version", &ForeignServer::version, OnChange::alter, ""},
        Field<ForeignServer, Options>{"options", &ForeignServer::options, OnChange::alter, ""},
    };
};

// CREATE USER MAPPING. Path {server, role}; public is everybody. Values that may be secrets are
// never read: base/secrets.hpp.
struct UserMapping {
    std::optional<Options> options;

    static constexpr std::string_view word = "user mapping";
    static constexpr std::string_view section = "user_mappings";
    static constexpr KindFacts facts{.home = Home::object,
                                     .parent = kind_of<ForeignServer>,
                                     .is_plain = true,
                                     .short_field = "options",
                                     .secret_field = "options",
                                     .cased_field = "options"};
    static constexpr auto fields = std::tuple{
        Field<UserMapping, std::optional<Options>>{
            "options",
            &UserMapping::options,
            OnChange::alter,
            "secrets are never read from a server; those that are written are set",
            {},
            Absent::unclaimed},
    };
};

} // namespace schemadiff
