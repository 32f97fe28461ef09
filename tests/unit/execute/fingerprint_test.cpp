#include <engine/execute/fingerprint.hpp>
#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/failure.hpp>
#include <schemadiff/model/fingerprint.hpp>

#include <support/catch.hpp>

namespace schemadiff::execute
{

namespace
{

Catalog tables(std::vector<std::string> const &names, bool unlogged = false)
{
    std::vector<ObjectPtr> objects;
    for (std::string const &name : names) {
        Object object;
        object.id = id_of<Table>({"app", name});
        Table body;
        body.unlogged = unlogged;
        object.body = body;
        objects.push_back(std::make_shared<Object const>(object));
    }
    return Catalog{std::move(objects)};
}

} // namespace

TEST_CASE("a plan is refused where something has moved, and each thing is named")
{
    Plan plan;
    plan.expects = expectations(tables({"a", "b"}),
                                std::vector{id_of<Table>({"app", "a"}), id_of<Table>({"app", "b"}),
                                            id_of<Table>({"app", "c"})});
    CHECK(moved(plan, tables({"a", "b"})).empty());
    CHECK_NOTHROW(refuse_if_moved(plan, tables({"a", "b"})));

    plan.expects["wand \"x\""] = "0";
    auto const now = tables({"a", "c"}, true);
    CHECK(moved(plan, now) == std::vector<std::string>{"table \"app\".\"a\" has changed",
                                                       "table \"app\".\"b\" is gone",
                                                       "table \"app\".\"c\" is there now",
                                                       "wand \"x\" is not known to this program"});
    try {
        refuse_if_moved(plan, now, "table \"app\".\"c\"");
        FAIL("it was not refused");
    } catch (Failure const &failure) {
        CHECK(failure.exit_code() == ExitCode::refused);
        CHECK(rendered(failure.diagnostics().front()) ==
              "error: the plan was made for another current state: 3 objects have moved since "
              "[SD5003]\n"
              "hint: table \"app\".\"a\" has changed\n"
              "hint: table \"app\".\"b\" is gone\n"
              "hint: wand \"x\" is not known to this program\n"
              "hint: Make the plan again with schemadiff plan, and review it.\n");
    }
}

TEST_CASE("of many things that moved twenty are named and the others counted")
{
    Plan plan;
    for (int number = 100; number < 150; ++number) {
        plan.expects["table \"app\".\"t" + std::to_string(number) + "\""] = "0";
    }
    try {
        refuse_if_moved(plan, Catalog{});
        FAIL("it was not refused");
    } catch (Failure const &failure) {
        auto const &hints = failure.diagnostics().front().hints;
        REQUIRE(hints.size() == 22);
        CHECK(hints[20] == "... and 30 more");
    }
}

} // namespace schemadiff::execute
