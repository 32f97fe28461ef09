// Each folder of fixtures/cases holds two states and the plan between them: what a reviewer
// reads. No server is asked. Where only a server could decide, undecided.txt holds the plan
// without one, and tests/live looks at the other files.
#include <support/golden.hpp>

using namespace schemadiff;
using namespace schemadiff::test;

namespace
{

Plan plan_offline(std::string const &before, std::string const &after)
{
    scratch::PlaceOptions nowhere;
    nowhere.may_start_server = false;
    elaborate::Workshop workshop(nowhere);
    return plan_between(before, after, workshop);
}

} // namespace

TEST_CASE("every case folder gives the plan written in it", "[golden]")
{
    for (Case const &one : cases()) {
        DYNAMIC_SECTION(one.name)
        {
            WorkingFolder const folder(one.folder);
            auto const plan = plan_offline("before.yaml", "after.yaml");
            if (plan.undecided.empty()) {
                check_or_bless(one, plan);
                CHECK_FALSE(one.has("undecided.txt"));
            } else {
                check_or_bless(one, "undecided.txt", render::plan_text(plan));
            }
        }
    }
}

TEST_CASE("a state of a case is no different from itself", "[golden]")
{
    for (Case const &one : cases()) {
        INFO(one.name);
        WorkingFolder const folder(one.folder);
        CHECK(plan_offline("before.yaml", "before.yaml").empty());
        CHECK(plan_offline("after.yaml", "after.yaml").empty());
    }
}
