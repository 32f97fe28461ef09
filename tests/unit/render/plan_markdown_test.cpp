#include "expected.hpp"
#include "sample_plan.hpp"

#include <engine/render/plan_markdown.hpp>

namespace schemadiff::render
{

TEST_CASE("a comment begins with numbers and hazards and hides the SQL below")
{
    check_or_bless("plan.md", plan_markdown(sample_plan()));
}

TEST_CASE("the comment of an empty plan is one line")
{
    CHECK(plan_markdown(Plan{}) == "### schemadiff: no changes\n");
}

TEST_CASE("long SQL is cut at a line, and the comment says so")
{
    auto const text = plan_markdown(sample_plan(), {.most_sql_bytes = 200});
    CHECK(text.find("-- ... and ") != std::string::npos);
    CHECK(text.find("CREATE INDEX CONCURRENTLY") == std::string::npos);
}

TEST_CASE("text of the user stays in its cell, its code span and its fence")
{
    Plan plan;
    plan.steps = {
        {.action = Action::drop,
         .kind = "table",
         .subject = "table \"a`` | b\n| c </details> @team\"",
         .up = {.statements = {"SELECT '````'"},
                .hazards = {{HazardClass::delete_data, "all | of @team <b>and</b> #1\n| is gone"}}},
         .why_no_way_back = "`x` | y"}};
    auto const text = plan_markdown(plan);
    CHECK(text.find("| 1. drop ```table \"a`` \\| b\\n\\| c </details> @team\"``` | all \\| of "
                    "@<!-- -->team &lt;b&gt;and&lt;/b&gt; #<!-- -->1\\\\n\\| is gone |\n") !=
          std::string::npos);
    CHECK(text.find("| **none**: \\`x\\` \\| y |") != std::string::npos);
    CHECK(text.find("\n`````sql\n") != std::string::npos);
    CHECK(text.find("\n`````\n") != std::string::npos);
}

} // namespace schemadiff::render
