// ALTER DEFAULT PRIVILEGES: what new objects of a role are given.
#pragma once
#include <schemadiff/model/field.hpp>
#include <schemadiff/model/kind_facts.hpp>

#include <tuple>

namespace schemadiff
{

// Of one role, for one sort of objects, in one schema or everywhere. Path {role, schema or
// nothing, tables | sequences | functions | types | schemas}.
struct DefaultPrivileges {

    static constexpr std::string_view word = "default privileges";
    static constexpr std::string_view section = "default_privileges";
    static constexpr KindFacts facts{
        .home = Home::database, .is_plain = true, .key = KeyForm::scope};
    static constexpr std::tuple<> fields{};
};

// What one role gets. Path {role, schema, sort, grantee}: public is everybody, owner the role
// itself. Without a schema it says all that the grantee gets, which may be less than PostgreSQL
// gives by itself; with one, what is added.
struct DefaultGrant {
    std::vector<std::string> privileges;
    std::vector<std::string> grant_option;

    static constexpr std::string_view word = "default grant";
    static constexpr std::string_view section = "grants";
    static constexpr KindFacts facts{.home = Home::object,
                                     .parent = kind_of<DefaultPrivileges>,
                                     .is_plain = true,
                                     .short_field = "privileges"};
    static constexpr auto fields = std::tuple{
        Field<DefaultGrant, std::vector<std::string>>{"privileges", &DefaultGrant::privileges,
                                                      OnChange::alter, ""},
        Field<DefaultGrant, std::vector<std::string>>{"grant_option", &DefaultGrant::grant_option,
                                                      OnChange::alter, "may be passed on"},
    };
};

} // namespace schemadiff
