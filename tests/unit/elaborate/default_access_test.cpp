// What a new object gets by default privileges, where the desired state leaves its grants open.
#include <engine/elaborate/default_access.hpp>

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

elaborate::Settled settled()
{
    auto const privileges = id_of<DefaultPrivileges>({"maker", "app", "tables"});
    std::vector<ObjectPtr> objects{
        made(id_of<Schema>({"app"}), Schema{}), made(privileges, DefaultPrivileges{}),
        made(privileges.child(kind_of<DefaultGrant>, "reader"), DefaultGrant{{"select"}, {}})};
    elaborate::Settled result;
    result.before = Catalog(objects);
    objects.push_back(made(table, schemadiff::Table{}));
    result.after = Catalog(std::move(objects));
    return result;
}

std::size_t grants_after(Claims const &claims, std::string const &role)
{
    auto state = settled();
    elaborate::add_default_access(state, claims, role);
    return state.after.of_kind(kind_of<Grant>).size();
}

} // namespace

TEST_CASE("open grants of a new object are those that default privileges give")
{
    auto state = settled();
    elaborate::add_default_access(state, {}, "maker");

    auto const *grant = state.after.find(satellite_id(kind_of<Grant>, table, {"reader", ""}));
    REQUIRE(grant != nullptr);
    CHECK(grant->as<Grant>().privileges == std::vector<std::string>{"select"});
}

TEST_CASE("claimed grants, and those of another role's objects, are left as they are")
{
    Claims claims;
    CHECK(grants_after(claims, "maker") == 1);
    CHECK(grants_after(claims, "other") == 0);
    claims.grants_of.insert(table);
    CHECK(grants_after(claims, "maker") == 0);
    claims.unmanaged_kinds.insert("grant");
    CHECK(grants_after(claims, "maker") == 1);
    Claims everything;
    everything.everything = true;
    CHECK(grants_after(everything, "maker") == 0);
}

} // namespace schemadiff
