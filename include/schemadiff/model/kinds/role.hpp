// Roles and who is a member of which. They belong to the server, so they are read and changed only
// where a desired state declares some. Passwords are never read, written or planned.
#pragma once
#include <schemadiff/model/field.hpp>
#include <schemadiff/model/kind_facts.hpp>

#include <tuple>

namespace schemadiff
{

// CREATE ROLE. Path {name}. What is not said is as CREATE ROLE has it.
struct Role {
    bool superuser = false;
    bool inherit = true;
    bool createrole = false;
    bool createdb = false;
    bool login = false;
    bool replication = false;
    bool bypassrls = false;
    long long connection_limit = -1; // -1: none
    std::string valid_until;         // in UTC: 2030-01-01 00:00:00+00; empty: for ever
    Options settings;
    Options database_settings;

    static constexpr std::string_view word = "role";
    static constexpr std::string_view section = "roles";
    static constexpr KindFacts facts{.home = Home::database, .is_plain = true, .is_shared = true};
    static constexpr auto fields = std::tuple{
        Field<Role, bool>{"superuser", &Role::superuser, OnChange::alter, ""},
        Field<Role, bool>{"inherit", &Role::inherit, OnChange::alter,
                          "what it is a member of; from PostgreSQL 16 each membership says it"},
        Field<Role, bool>{"createrole", &Role::createrole, OnChange::alter, ""},
        Field<Role, bool>{"createdb", &Role::createdb, OnChange::alter, ""},
        Field<Role, bool>{"login", &Role::login, OnChange::alter, ""},
        Field<Role, bool>{"replication", &Role::replication, OnChange::alter, ""},
        Field<Role, bool>{"bypassrls", &Role::bypassrls, OnChange::alter, ""},
        Field<Role, long long>{"connection_limit", &Role::connection_limit, OnChange::alter,
                               "-1: none"},
        Field<Role, std::string>{"valid_until", &Role::valid_until, OnChange::alter,
                                 "when its password ends: 2030-01-01, 2030-01-01 12:00:00+02"},
        Field<Role, Options>{"settings", &Role::settings, OnChange::alter,
                             "ALTER ROLE ... SET, in all databases"},
        Field<Role, Options>{"database_settings", &Role::database_settings, OnChange::alter,
                             "the same in this database only"},
    };
};

// GRANT role TO role. Path {member, role}. Several grants of one to the other, as PostgreSQL has
// them from 16 on, are one membership that gives what any of them gives.
struct Membership {
    bool admin = false;
    bool inherit = true;
    bool set = true;
    // Absent: whoever it is. Also where the bootstrap superuser, who stands for all superusers, is
    // among them.
    std::optional<std::vector<std::string>> granted_by;
    // All grants as the server has them, for the way back: "admin set :boss"; none: it is new.
    std::vector<std::string> grantors;

    static constexpr std::string_view word = "membership";
    static constexpr std::string_view section = "member_of";
    static constexpr KindFacts facts{
        .home = Home::object, .parent = kind_of<Role>, .is_plain = true, .is_shared = true};
    static constexpr auto fields = std::tuple{
        Field<Membership, bool>{"admin", &Membership::admin, OnChange::alter,
                                "may pass the membership on"},
        Field<Membership, bool>{"inherit", &Membership::inherit, OnChange::alter,
                                "from PostgreSQL 16"},
        Field<Membership, bool>{"set", &Membership::set, OnChange::alter,
                                "may become the role; from PostgreSQL 16"},
        Field<Membership, std::optional<std::vector<std::string>>>{"granted_by",
                                                                   &Membership::granted_by,
                                                                   OnChange::alter,
                                                                   "whoever it is, where left out",
                                                                   {},
                                                                   Absent::unclaimed},
    };
    static constexpr auto uncompared = std::tuple{
        Uncompared<Membership, std::vector<std::string>>{"grantors", &Membership::grantors},
    };
};

} // namespace schemadiff
