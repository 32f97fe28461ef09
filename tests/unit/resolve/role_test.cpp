// Roles as the server keeps them, whatever words say it, and back.
#include "loaded.hpp"

#include <parser/yaml/writer.hpp>

using namespace schemadiff;
using namespace schemadiff::resolve;

namespace
{

constexpr char const *some_roles = R"(roles:
  alice:
    login: true
    inherit: false
    connection_limit: 3
    valid_until: 2030-06-01T12:00:00+02:00
    settings: {Search_Path: 'app,  "My Schema"', timezone: UTC}
    member_of:
      people:
      'odd "one"': {admin: true, set: false, granted_by: [bob]}
    comment: works here
  people:
)";

Role const &role(DesiredState const &state, std::string_view name)
{
    auto const *object = state.catalog.find(id_of<Role>({name}));
    REQUIRE(object != nullptr);
    return object->as<Role>();
}

std::string until(std::string const &written)
{
    return role(loaded("roles:\n  a: {valid_until: \"" + written + "\"}\n"), "a").valid_until;
}

} // namespace

TEST_CASE("a role is read with its settings as the server stores them", "[roles]")
{
    auto const state = loaded(some_roles);
    auto const &alice = role(state, "alice");
    CHECK(alice.login);
    CHECK_FALSE(alice.inherit);
    CHECK_FALSE(alice.superuser);
    CHECK(alice.connection_limit == 3);
    CHECK(alice.valid_until == "2030-06-01 10:00:00+00");
    CHECK(alice.settings.find("search_path")->second == "app, \"My Schema\"");
    CHECK(alice.settings.contains("TimeZone"));
    CHECK(role(state, "people").connection_limit == -1);
    CHECK(state.catalog.contains(satellite_id(kind_of<Comment>, id_of<Role>({"alice"}))));
    auto const *odd = state.catalog.find(id_of<Membership>({"alice", "odd \"one\""}));
    REQUIRE(odd != nullptr);
    CHECK(odd->as<Membership>().admin);
    CHECK(odd->as<Membership>().inherit);
    CHECK_FALSE(odd->as<Membership>().set);
    CHECK(odd->as<Membership>().granted_by == std::vector<std::string>{"bob"});
}

TEST_CASE("the end of a password is the same moment in every spelling", "[roles]")
{
    CHECK(until("2030-01-01") == "2030-01-01 00:00:00+00");
    CHECK(until("2030-01-01 00:00") == "2030-01-01 00:00:00+00");
    CHECK(until("2029-12-31 23:30:00-00:30") == "2030-01-01 00:00:00+00");
    CHECK(until("2030-01-01 05:30:00+0530") == "2030-01-01 00:00:00+00");
    CHECK(until("2030-01-01 00:00:00 UTC") == "2030-01-01 00:00:00+00");
    CHECK(until("2028-02-29 12:00:01Z") == "2028-02-29 12:00:01+00");
    CHECK(until("infinity").empty());
}

TEST_CASE("roles that are written are read as the same", "[roles]")
{
    auto const state = loaded(some_roles);
    Diagnostics diagnostics;
    auto const again = load_text(yaml::written(state.catalog), "state.yaml", diagnostics);
    REQUIRE(again.catalog.size() == state.catalog.size());
    for (ObjectPtr const &object : state.catalog.objects()) {
        INFO(described(object->id));
        auto const *other = again.catalog.find(object->id);
        REQUIRE(other != nullptr);
        CHECK(same_content(*object, *other));
    }
}

TEST_CASE("roles are claimed by patterns where the desired state says so", "[roles]")
{
    CHECK(loaded("manage: {roles: [app_*]}\nroles: {a: }\n").claims.shared_objects ==
          std::vector<std::string>{"app_*"});
    CHECK(loaded("manage: all\n").claims.shared_objects.empty());
}
