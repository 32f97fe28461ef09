// Laws of what is printed of a plan, on random catalogs.
#include <engine/plan/planner.hpp>
#include <engine/render/plan_json.hpp>
#include <engine/render/plan_markdown.hpp>
#include <engine/render/plan_text.hpp>
#include <engine/render/sql_script.hpp>

#include <support/catch.hpp>
#include <support/random_seeds.hpp>

using namespace schemadiff;
using namespace schemadiff::tests;

namespace
{

Plan plan_of(Catalog const &before, Catalog const &after)
{
    return plan::planned(before, after, {}, {.role = "app_owner", .server_version = 150000});
}

// The statements of a script: what stands in it in this order, each once.
bool in_this_order(std::string const &script, std::vector<std::string> const &statements)
{
    std::size_t at = 0;
    for (std::string const &statement : statements) {
        at = script.find(statement, at);
        if (at == std::string::npos) {
            return false;
        }
        at += statement.size();
    }
    return true;
}

} // namespace

TEST_CASE("the order in which objects are given changes no byte of any output", "[laws]")
{
    for (int const seed : seeds(60)) {
        INFO("seed " << seed);
        auto const [before, after] = random_pair(seed);
        auto const plan = plan_of(before, after);
        auto const other = plan_of(shuffled(before, seed), shuffled(after, seed + 1));
        CHECK(render::plan_json(plan) == render::plan_json(other));
        CHECK(render::plan_text(plan) == render::plan_text(other));
        CHECK(render::plan_markdown(plan) == render::plan_markdown(other));
        CHECK(render::up_script(plan) == render::up_script(other));
        CHECK(render::down_script(plan) == render::down_script(other));
    }
}

TEST_CASE("the down script is the mirror of the steps going up", "[laws]")
{
    for (int const seed : seeds(60)) {
        INFO("seed " << seed);
        auto const [before, after] = random_pair(seed);
        auto const plan = plan_of(before, after);
        std::vector<std::string> up;
        std::vector<std::string> down;
        for (PlannedStep const &step : plan.steps) {
            up.insert(up.end(), step.up.statements.begin(), step.up.statements.end());
            if (step.down) {
                down.insert(down.begin(), step.down->statements.begin(),
                            step.down->statements.end());
            }
        }
        CHECK(in_this_order(render::up_script(plan), up));
        CHECK(in_this_order(render::down_script(plan), down));
    }
}

TEST_CASE("a plan that is written and read again is the same plan", "[laws]")
{
    for (int const seed : seeds(60)) {
        INFO("seed " << seed);
        auto const [before, after] = random_pair(seed);
        auto const text = render::plan_json(plan_of(before, after));
        CHECK(render::plan_json(render::plan_from_json(text)) == text);
    }
}
