#include <engine/diff/claims.hpp>
#include <support/catch.hpp>

using namespace schemadiff;

namespace
{

ObjectPtr object(ObjectId id, Body body)
{
    Object one{std::move(id), std::move(body)};
    return std::make_shared<Object>(std::move(one));
}

// Two schemas, each with a table, a function with arguments, and what hangs on them.
Catalog two_schemas()
{
    std::vector<ObjectPtr> all;
    for (std::string const schema : {"app", "other"}) {
        all.push_back(object(id_of<Schema>({schema}), Schema{}));
        all.push_back(object(id_of<Table>({schema, "users"}), Table{}));
        all.push_back(object(id_of<Column>({schema, "users", "id"}), Column{}));
        all.push_back(object(id_of<RowSecurity>({schema, "users"}), RowSecurity{}));
        auto const function = id_of<Function>({schema, "touch", "integer, text"});
        all.push_back(object(function, Function{}));
        all.push_back(object(satellite_id(kind_of<Comment>, function), Comment{function, "x"}));
        all.push_back(object(satellite_id(kind_of<Grant>, function, {"app", ""}),
                             Grant{function, "app", "", {"execute"}, {}}));
        all.push_back(object(id_of<Trigger>({schema, "users", "touch"}), Trigger{}));
    }
    return Catalog(std::move(all));
}

Catalog only(Catalog const &catalog, std::string_view schema)
{
    std::vector<ObjectPtr> all;
    for (auto const &one : catalog.objects()) {
        if (one->id.path().find(schema) != std::string::npos) {
            all.push_back(one);
        }
    }
    return Catalog(std::move(all));
}

std::size_t functions(Catalog const &catalog)
{
    return catalog.of_kind(kind_of<Function>).size();
}

} // namespace

TEST_CASE("a schema that the desired state does not mention stays whole")
{
    auto const current = two_schemas();
    auto const desired = only(current, "app");
    Claims claims;
    claims.schemas = {"app"};

    auto const completed = diff::completed(desired, claims, current);

    CHECK(completed.catalog.size() == current.size());
    CHECK(completed.left_alone.at("function") == 1);
    CHECK(completed.left_alone.at("trigger") == 1);
}

TEST_CASE("in a declared schema what is not declared is an extra, with all that hangs on it")
{
    auto const current = two_schemas();
    auto const schema = current.shared(id_of<Schema>({"app"}));
    Claims claims;
    claims.schemas = {"app"};

    auto const completed = diff::completed(Catalog({schema}), claims, current);

    CHECK(functions(completed.catalog) == 1);
    for (auto const &one : completed.catalog.objects()) {
        CHECK((one->id == schema->id || one->id.path().find("app") != 0));
    }
}

TEST_CASE("manage: all makes extras of undeclared schemas")
{
    Claims claims;
    claims.everything = true;

    auto const completed = diff::completed(Catalog{}, claims, two_schemas());

    CHECK(completed.catalog.size() == 0);
}

TEST_CASE("an object that is excluded by a pattern is left alone with its parts")
{
    auto const current = two_schemas();
    Claims claims;
    claims.schemas = {"app", "other"};
    claims.unmanaged_objects = {"app.us*"};

    auto const completed =
        diff::completed(Catalog({current.shared(id_of<Schema>({"app"}))}), claims, current);

    CHECK(completed.catalog.contains(id_of<Table>({"app", "users"})));
    CHECK(completed.catalog.contains(id_of<Column>({"app", "users", "id"})));
    CHECK_FALSE(completed.catalog.contains(id_of<Table>({"other", "users"})));
}

TEST_CASE("a schema that is excluded is left alone with all that is in it")
{
    Claims claims;
    claims.everything = true;
    claims.unmanaged_objects = {"oth*"};

    auto const completed = diff::completed(Catalog{}, claims, two_schemas());

    CHECK(completed.catalog.contains(id_of<Schema>({"other"})));
    CHECK(completed.catalog.contains(id_of<Column>({"other", "users", "id"})));
    CHECK_FALSE(completed.catalog.contains(id_of<Schema>({"app"})));
}

TEST_CASE("grants are claimed only where the object says so")
{
    auto const current = two_schemas();
    auto const function = id_of<Function>({"app", "touch", "integer, text"});
    auto const grant = satellite_id(kind_of<Grant>, function, {"app", ""});
    std::vector<ObjectPtr> declared{current.shared(id_of<Schema>({"app"})),
                                    current.shared(function)};
    Claims claims;
    claims.schemas = {"app"};

    CHECK(diff::completed(Catalog(declared), claims, current).catalog.contains(grant));
    claims.grants_of.insert(function);
    CHECK_FALSE(diff::completed(Catalog(declared), claims, current).catalog.contains(grant));
}

namespace
{

// Two people, one of whom is a member of a group.
Catalog roles_of_a_server()
{
    return Catalog({object(id_of<Role>({"alice"}), Role{}), object(id_of<Role>({"bob"}), Role{}),
                    object(id_of<Role>({"people"}), Role{}),
                    object(id_of<Membership>({"alice", "people"}), Membership{})});
}

bool stays(diff::Completed const &completed, ObjectId const &id)
{
    return completed.catalog.contains(id);
}

} // namespace

TEST_CASE("roles that are not declared stay, even where the whole database is claimed")
{
    auto const current = roles_of_a_server();
    Claims claims;
    claims.everything = true;

    auto const completed =
        diff::completed(Catalog({current.shared(id_of<Role>({"bob"}))}), claims, current);

    CHECK(completed.catalog.size() == current.size());
    CHECK(completed.left_alone.at("role") == 2);
    CHECK(completed.left_alone.at("membership") == 1);
}

TEST_CASE("a role that is claimed by a pattern goes, and whoever is its member is none any more")
{
    auto const current = roles_of_a_server();
    Claims claims;
    claims.shared_objects = {"peop*"};

    auto const completed = diff::completed(Catalog{}, claims, current);

    CHECK(stays(completed, id_of<Role>({"alice"})));
    CHECK_FALSE(stays(completed, id_of<Role>({"people"})));
    CHECK_FALSE(stays(completed, id_of<Membership>({"alice", "people"})));
}

TEST_CASE("what a declared role is a member of is managed with it, who is a member of it is not")
{
    auto const current = roles_of_a_server();

    auto const member =
        diff::completed(Catalog({current.shared(id_of<Role>({"alice"}))}), {}, current);
    auto const group =
        diff::completed(Catalog({current.shared(id_of<Role>({"people"}))}), {}, current);

    CHECK_FALSE(stays(member, id_of<Membership>({"alice", "people"})));
    CHECK(stays(group, id_of<Membership>({"alice", "people"})));
}

TEST_CASE("a user mapping of a server that is left alone is left alone with it")
{
    Catalog const current({object(id_of<ForeignServer>({"cellar"}), ForeignServer{}),
                           object(id_of<UserMapping>({"cellar", "public"}), UserMapping{})});

    auto const completed = diff::completed(Catalog{}, {}, current);

    CHECK(completed.catalog.size() == 2);
}
