// A new object in a database with default privileges: the plan takes back what nobody asked for.
#include <engine/plan/planner.hpp>

#include <support/catch.hpp>

namespace schemadiff
{

namespace
{

ObjectPtr made(ObjectId id, Body body)
{
    return std::make_shared<Object>(Object{std::move(id), std::move(body)});
}

ObjectId const table = id_of<Table>({"app", "t"});

// A schema with default privileges of the role maker; `more` comes on top.
Catalog catalog(std::vector<std::string> tables_for_reader, std::vector<ObjectPtr> more = {})
{
    more.push_back(made(id_of<Schema>({"app"}), Schema{}));
    auto const on_tables = id_of<DefaultPrivileges>({"maker", "app", "tables"});
    auto const on_functions = id_of<DefaultPrivileges>({"maker", "", "functions"});
    more.push_back(made(on_tables, DefaultPrivileges{}));
    more.push_back(made(on_tables.child(kind_of<DefaultGrant>, "reader"),
                        DefaultGrant{std::move(tables_for_reader), {}}));
    more.push_back(made(on_functions, DefaultPrivileges{}));
    more.push_back(made(on_functions.child(kind_of<DefaultGrant>, "public"), DefaultGrant{}));
    return Catalog(std::move(more));
}

std::string statements(Catalog const &before, Catalog const &after, std::string role = "maker")
{
    plan::Options options;
    options.role = std::move(role);
    std::string text;
    for (PlannedStep const &step : plan::planned(before, after, {}, options).steps) {
        for (std::string const &statement : step.up.statements) {
            text += statement + "\n";
        }
    }
    return text;
}

Function one()
{
    Function body;
    body.returns = "integer";
    body.language = "sql";
    body.body = "select 1";
    return body;
}

} // namespace

TEST_CASE("a new table loses what default privileges gave to it")
{
    CHECK(
        statements(catalog({"select"}), catalog({"select"}, {made(table, schemadiff::Table{})})) ==
        "CREATE TABLE app.t ()\nREVOKE SELECT ON TABLE app.t FROM reader\n");
}

TEST_CASE("default privileges of another role do nothing to what this one makes")
{
    CHECK(statements(catalog({"select"}), catalog({"select"}, {made(table, schemadiff::Table{})}),
                     "other") == "CREATE TABLE app.t ()\n");
}

TEST_CASE("what default privileges give and a grant wants is not taken away between")
{
    auto const grant = made(satellite_id(kind_of<Grant>, table, {"reader", ""}),
                            Grant{table, "reader", "", {"select", "update"}, {}});
    CHECK(statements(catalog({"delete", "select"}),
                     catalog({"delete", "select"}, {made(table, schemadiff::Table{}), grant})) ==
          "CREATE TABLE app.t ()\nREVOKE DELETE ON TABLE app.t FROM reader\n"
          "GRANT SELECT, UPDATE ON TABLE app.t TO reader\n");
}

TEST_CASE("everybody may execute a new function where the desired state does not say otherwise")
{
    auto const function = id_of<Function>({"app", "one", ""});
    auto const text = statements(catalog({"select"}), catalog({"select"}, {made(function, one())}));
    CHECK(text.ends_with("GRANT EXECUTE ON FUNCTION app.one() TO PUBLIC\n"));
    auto const grant = made(satellite_id(kind_of<Grant>, function, {"public", ""}),
                            Grant{function, "public", "", {}, {}});
    auto const closed =
        statements(catalog({"select"}), catalog({"select"}, {made(function, one()), grant}));
    CHECK(closed.find("GRANT EXECUTE") == std::string::npos);
}

TEST_CASE("changed default privileges come after what they would act on")
{
    CHECK(
        statements(catalog({"select"}), catalog({"insert"}, {made(table, schemadiff::Table{})})) ==
        "CREATE TABLE app.t ()\nREVOKE SELECT ON TABLE app.t FROM reader\n"
        "ALTER DEFAULT PRIVILEGES FOR ROLE maker IN SCHEMA app REVOKE SELECT ON TABLES FROM "
        "reader\n"
        "ALTER DEFAULT PRIVILEGES FOR ROLE maker IN SCHEMA app GRANT INSERT ON TABLES TO "
        "reader\n");
}

} // namespace schemadiff
