#include "expected.hpp"
#include "sample_plan.hpp"

#include <engine/render/plan_text.hpp>

namespace schemadiff::render
{

TEST_CASE("a plan shows order, SQL, locks, hazards and the way back")
{
    check_or_bless("plan.txt", plan_text(sample_plan()));
}

TEST_CASE("a narrow plan breaks sentences and leaves SQL as it is")
{
    check_or_bless("plan_narrow.txt", plan_text(sample_plan(), {.width = 50}));
}

TEST_CASE("a coloured plan says the same")
{
    auto const coloured = plan_text(sample_plan(), {.colour = true});
    std::string plain;
    for (std::size_t at = 0; at < coloured.size(); ++at) {
        if (coloured[at] == '\x1b') {
            at = coloured.find('m', at);
        } else {
            plain += coloured[at];
        }
    }
    CHECK(coloured != plain);
    CHECK(plain == plan_text(sample_plan()));
}

TEST_CASE("a plan without steps has no changes")
{
    CHECK(plan_text(Plan{}) == "No changes.\n");
}

TEST_CASE("a plan without steps still says what was left alone and what is undecided")
{
    Plan plan;
    plan.left_alone = {{"table", 1}};
    plan.undecided = {{"check \"a\"", "expression", "x", "y", {}}};
    CHECK(plan_text(plan) == "No changes, but 1 difference could not be decided.\n"
                             "\n"
                             "Undecided: whether these mean the same, only a server can say\n"
                             "  check \"a\", expression\n"
                             "    now:    x\n"
                             "    wanted: y\n"
                             "\n"
                             "Left alone: 1 table that the desired state does not mention\n");
}

TEST_CASE("a plan of one transaction says so, and an unproven one too")
{
    Plan plan;
    plan.steps = {{.action = Action::rename,
                   .kind = "role",
                   .subject = "role \"a\"",
                   .up = {},
                   .down = PlannedSide{}}};
    plan.verdict.lines = {"no server programs were found"};
    CHECK(plan_text(plan, {.width = 0}) == "Plan: 1 to rename\n"
                                           "      >1 role\n"
                                           "\n"
                                           "-- one transaction --\n"
                                           "\n"
                                           "  1. > rename role \"a\"\n"
                                           "       nothing to run\n"
                                           "       back:   nothing to run\n"
                                           "\n"
                                           "Proof:  not proved\n"
                                           "  no server programs were found\n");
}

TEST_CASE("a name cannot move the cursor or turn the text around")
{
    Plan plan;
    plan.steps = {{.action = Action::drop,
                   .kind = "table",
                   .subject = "table \"\x1b[2J\u202e\u0085\r\"",
                   .up = {.statements = {"DROP TABLE \"\x1b[2J\u2066\""}},
                   .why_no_way_back = "gone"}};
    auto const text = plan_text(plan);
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find("table \"\\x1b[2J\\u{202e}\\u{85}\\x0d\"") != std::string::npos);
    CHECK(text.find("DROP TABLE \"\\x1b[2J\\u{2066}\";") != std::string::npos);
}

TEST_CASE("drift is told as news about the database")
{
    check_or_bless("drift.txt", drift_text(sample_plan()));
    CHECK(drift_text(Plan{}) == "No drift.\n");
}

} // namespace schemadiff::render
