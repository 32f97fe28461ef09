#include "sample_plan.hpp"

#include <engine/render/plan_json.hpp>
#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/failure.hpp>
#include <support/catch.hpp>

namespace schemadiff::render
{

namespace
{

// The message of the refusal, or nothing where the text was read.
std::string refusal(std::string const &text)
{
    try {
        plan_from_json(text);
        return "";
    } catch (Failure const &failure) {
        CHECK(failure.exit_code() == ExitCode::error);
        CHECK(failure.diagnostics().front().code == codes::bad_plan_file);
        CHECK_FALSE(failure.diagnostics().front().hints.empty());
        return failure.what();
    }
}

std::string replaced(std::string text, std::string_view what, std::string_view by)
{
    auto const at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), by);
}

} // namespace

TEST_CASE("a plan that is written and read is the same plan")
{
    auto const text = plan_json(sample_plan());
    Plan const plan = plan_from_json(text);
    CHECK(plan_json(plan) == text);

    REQUIRE(plan.steps.size() == 5);
    CHECK(plan.steps[0].includes.size() == 3);
    CHECK(plan.steps[0].declared_at == SourcePos{"shop.yaml", 12, 5});
    REQUIRE(plan.steps[1].down);
    CHECK(plan.steps[1].down->transaction == Transaction::commit_after);
    CHECK(plan.steps[1].up.locks[1].lock == Lock::share_row_exclusive);
    CHECK(plan.steps[1].up.hazards[0].what == HazardClass::rewrite_table);
    CHECK(plan.steps[2].up.transaction == Transaction::outside);
    CHECK_FALSE(plan.steps[4].down);
    CHECK(plan.steps[4].why_no_way_back == "its values are gone");
    CHECK(plan.steps[4].batch == 2);
    CHECK(plan.expects == sample_plan().expects);
    CHECK(plan.role == "deploy");
    CHECK(plan.server_version == 150018);
    CHECK(plan.notices[0].code == "SD4001");
    CHECK(plan.undecided[0].at == SourcePos{"shop.yaml", 60, 3});
    CHECK(plan.uncovered == sample_plan().uncovered);
    CHECK(plan.left_alone == sample_plan().left_alone);
    CHECK(plan.verdict.outcome == Verdict::Outcome::proved);
    CHECK(plan.verdict.stubbed == sample_plan().verdict.stubbed);
    CHECK(plan.verdict.wrong_claims == sample_plan().verdict.wrong_claims);
}

TEST_CASE("an empty plan is written and read")
{
    CHECK(plan_from_json(plan_json(Plan{})).empty());
}

TEST_CASE("what is no plan file is refused as that")
{
    CHECK(refusal("") == "the plan file is not JSON");
    CHECK(refusal("{") == "the plan file is not JSON");
    CHECK(refusal("[]") == "this is no plan file of schemadiff");
    CHECK(refusal("{}") == "this is no plan file of schemadiff");
    CHECK(refusal(R"({"format": "terraform"})") == "this is no plan file of schemadiff");
}

TEST_CASE("a plan file of another version is refused with both versions")
{
    CHECK(refusal(R"({"format": "schemadiff-plan", "version": 2})") ==
          "the plan file has format version 2, but this program reads version 1");
    CHECK(refusal(R"({"format": "schemadiff-plan"})") ==
          "the plan file has format version none, but this program reads version 1");
}

TEST_CASE("a damaged plan file is refused with the place of the damage")
{
    auto const text = plan_json(sample_plan());
    CHECK(refusal(text.substr(0, text.size() / 2)) == "the plan file is not JSON");
    CHECK(refusal(replaced(text, "\"role\"", "\"rolle\"")) ==
          "the plan file is damaged: its content has no key 'role'");
    CHECK(refusal(replaced(text, "\"role\"", "\"x\": 1, \"role\"")) ==
          "the plan file is damaged: its content has the unknown key 'x'");
    CHECK(refusal(replaced(text, "access exclusive", "very exclusive")) ==
          "the plan file is damaged: 'steps[0].down.locks[0].lock' is 'very exclusive', which "
          "means nothing there");
    CHECK(refusal(replaced(text, "delete_data", "eat_data")) ==
          "the plan file is damaged: 'steps[0].down.hazards[0].class' is no class of hazards");
    CHECK(refusal(replaced(text, "\"batch\": 1", "\"batch\": -1")) ==
          "the plan file is damaged: 'steps[2].batch' is not a number from 0 on");
    CHECK(refusal(replaced(text, "\"batch\": 1", "\"batch\": 99999999999999999999")) ==
          "the plan file is damaged: 'steps[2].batch' is not a number from 0 on");
    CHECK(refusal(replaced(text, "\"scans_table\": false", "\"scans_table\": \"no\"")) ==
          "the plan file is damaged: 'steps[0].up.scans_table' is neither true nor false");
    CHECK(refusal(replaced(text, "\"locks\": []", "\"locks\": {}")) ==
          "the plan file is damaged: 'steps[0].up.locks' is not a list");
}

TEST_CASE("a plan file that was changed by hand is refused, one that was laid out anew is not")
{
    auto const text = plan_json(sample_plan());
    CHECK(refusal(replaced(text, "CREATE", "CREATE ")) ==
          "the plan file was changed after it was saved: its digest is another one");
    CHECK(plan_json(plan_from_json(replaced(text, "{", "{\n\n"))) == text);
}

TEST_CASE("text that is not UTF-8 is refused, not changed")
{
    Plan plan = sample_plan();
    plan.steps[0].up.statements[0] = "SELECT '\xff'";
    CHECK_THROWS_AS(plan_json(plan), Failure);
}

} // namespace schemadiff::render
