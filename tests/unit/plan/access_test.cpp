// Who gains and who loses by a plan: one line of text for each role and object.
#include <engine/plan/planner.hpp>
#include <schemadiff/model/satellite.hpp>

#include <support/catch.hpp>

#include <fmt/ranges.h>

namespace schemadiff
{

namespace
{

using Objects = std::vector<ObjectPtr>;

ObjectId const table = id_of<Table>({"app", "t"});
ObjectId const function = id_of<Function>({"app", "f", "integer"});

ObjectPtr made(ObjectId id, Body body, std::optional<std::string> owner = {})
{
    return std::make_shared<Object>(Object{std::move(id), std::move(body), std::move(owner)});
}

ObjectPtr grant(ObjectId const &on, std::string const &to, std::vector<std::string> privileges,
                std::vector<std::string> option = {}, std::string const &by = "")
{
    return made(satellite_id(kind_of<Grant>, on, {to, by}),
                Grant{on, to, by, std::move(privileges), std::move(option)});
}

ObjectPtr row_security(std::string state)
{
    return made(table.as(kind_of<RowSecurity>), RowSecurity{std::move(state)});
}

ObjectPtr policy(std::string_view name, std::vector<std::string> roles, std::string rows,
                 bool restrictive = false)
{
    Policy body;
    body.roles = std::move(roles);
    body.using_rows = Expression{std::move(rows)};
    body.restrictive = restrictive;
    return made(table.child(kind_of<Policy>, name), std::move(body));
}

ObjectPtr the_table(std::string owner = "boss")
{
    return made(table, schemadiff::Table{}, std::move(owner));
}

ObjectPtr the_function()
{
    Function body;
    body.returns = "integer";
    body.language = "sql";
    body.body = "select 1";
    return made(function, std::move(body));
}

std::string delta(Objects before, Objects after)
{
    for (Objects *side : {&before, &after}) {
        side->push_back(made(id_of<Schema>({"app"}), Schema{}));
    }
    std::string text;
    plan::Options options;
    options.server_version = 160000;
    for (PlannedAccess const &one :
         plan::planned(Catalog(std::move(before)), Catalog(std::move(after)), {}, options).access) {
        text += fmt::format("{}, {}: +{} -{}\n", one.who, one.on, one.gains, one.loses);
    }
    return text;
}

} // namespace

TEST_CASE("what somebody has of what stays is gained and lost privilege by privilege")
{
    CHECK(delta({the_table(), grant(table, "app", {"delete", "select"}),
                 grant(table, "reader", {"select"})},
                {the_table(), grant(table, "app", {"insert", "select"}, {"select"})}) ==
          R"(role "app", table "app"."t": +["grant option for select", "insert"] -["delete"]
role "reader", table "app"."t": +[] -["select"]
)");
}

TEST_CASE("a privilege that another grantor still gives is not lost")
{
    Objects const both{the_table(), grant(table, "other", {"select"}, {"select"}),
                       grant(table, "app", {"select"}),
                       grant(table, "app", {"select"}, {}, "other")};
    CHECK(delta(both, {both[0], both[1], both[3]}).empty());
}

TEST_CASE("everybody may call a new function unless that is taken away")
{
    CHECK(delta({}, {the_function()}) ==
          "PUBLIC, function \"app\".\"f\"(integer): +[\"execute\"] -[]\n");
    CHECK(delta({}, {the_function(), grant(function, "public", {})}).empty());
    CHECK(delta({the_function(), grant(function, "public", {})}, {the_function()}) ==
          "PUBLIC, function \"app\".\"f\"(integer): +[\"execute\"] -[]\n");
}

TEST_CASE("what comes and goes as a whole is said by the steps")
{
    CHECK(delta({the_table(), grant(table, "app", {"select"})}, {}).empty());
    CHECK(delta({}, {the_table(), grant(table, "", {"select"})}).empty());
}

TEST_CASE("another owner is a change of access")
{
    CHECK(delta({the_table("boss")}, {the_table("app")}) ==
          "role \"app\", table \"app\".\"t\": +[\"ownership\"] -[]\n"
          "role \"boss\", table \"app\".\"t\": +[] -[\"ownership\"]\n");
    CHECK(delta({the_table()}, {the_table(), grant(table, "", {"select"})}) ==
          "the owner, table \"app\".\"t\": +[] -[\"delete\", \"insert\", \"references\", "
          "\"trigger\", \"truncate\", \"update\"]\n");
}

TEST_CASE("rows are gained and lost by policies where row security is enabled")
{
    auto const own = policy("own", {"app", "reader"}, "mine");
    CHECK(delta({the_table()}, {the_table(), own}).empty());
    CHECK(delta({the_table()}, {the_table(), row_security("forced"), own}) ==
          "PUBLIC, rows of table \"app\".\"t\": +[] -[\"all\"]\n"
          "role \"app\", rows of table \"app\".\"t\": +[\"for all using mine\"] -[]\n"
          "role \"reader\", rows of table \"app\".\"t\": +[\"for all using mine\"] -[]\n"
          "the owner, rows of table \"app\".\"t\": +[] -[\"all\"]\n");
    // A new table has no rows to take.
    CHECK(delta({}, {the_table(), row_security("enabled"), policy("own", {"app"}, "mine")}) ==
          "role \"app\", rows of table \"app\".\"t\": +[\"for all using mine\"] -[]\n");
}

TEST_CASE("a changed policy is lost and gained, and one that only has another name is neither")
{
    auto const with = [](ObjectPtr one) {
        return Objects{the_table(), row_security("enabled"), std::move(one)};
    };
    CHECK(delta(with(policy("own", {"app", "reader"}, "mine")),
                with(policy("own", {"app"}, "ours"))) ==
          "role \"app\", rows of table \"app\".\"t\": +[\"for all using ours\"] "
          "-[\"for all using mine\"]\n"
          "role \"reader\", rows of table \"app\".\"t\": +[] -[\"for all using mine\"]\n");
    CHECK(
        delta(with(policy("own", {"app"}, "mine")), with(policy("his", {"app"}, "mine"))).empty());
    auto both = with(policy("own", {"app"}, "mine"));
    both.push_back(policy("open", {"public"}, "open", true));
    CHECK(delta(with(policy("own", {"app"}, "mine")), both) ==
          "PUBLIC, rows of table \"app\".\"t\": +[] "
          "-[\"what a restrictive policy for all using open keeps back\"]\n");
}

TEST_CASE("roles gain what they may do on the server and what they are members of")
{
    Role seeing;
    seeing.bypassrls = true;
    Membership plain;
    plain.set = false;
    auto const role = [](std::string_view name, Role body = {}) {
        return made(id_of<Role>({name}), std::move(body));
    };
    CHECK(
        delta({role("app"), role("reader")}, {role("app", seeing), role("reader"),
                                              made(id_of<Membership>({"app", "reader"}), plain)}) ==
        "role \"app\", role \"reader\": +[\"its inherit option\", \"membership\"] -[]\n"
        "role \"app\", the server: +[\"bypassrls\"] -[]\n");
}

TEST_CASE("what future objects give is gained and lost, too")
{
    auto const privileges = id_of<DefaultPrivileges>({"boss", "", "functions"});
    CHECK(delta({}, {made(privileges, DefaultPrivileges{}),
                     made(privileges.child(kind_of<DefaultGrant>, "public"), DefaultGrant{})}) ==
          "PUBLIC, default privileges boss on functions: +[] -[\"execute\"]\n");
}

} // namespace schemadiff
