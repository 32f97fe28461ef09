#include "expected.hpp"
#include "sample_plan.hpp"

#include <engine/render/sql_script.hpp>
#include <engine/render/text.hpp>

namespace schemadiff::render
{

TEST_CASE("the up script has one transaction for each batch")
{
    check_or_bless("up.sql", up_script(sample_plan()));
}

TEST_CASE("the down script is the reverse, with a boundary where a down side needs one")
{
    check_or_bless("down.sql", down_script(sample_plan()));
}

TEST_CASE("the script of an empty plan is a comment")
{
    CHECK(up_script(Plan{}) == "-- No changes.\n");
    CHECK(down_script(Plan{}) == "-- No changes.\n");
}

TEST_CASE("a subject with a newline stays in its comment")
{
    Plan plan;
    plan.steps = {{.action = Action::create,
                   .kind = "schema",
                   .subject = "schema \"a\nDROP TABLE x;\"",
                   .up = {.statements = {"CREATE SCHEMA \"a\nDROP TABLE x;\""}},
                   .why_no_way_back = "first\nsecond"}};
    CHECK(up_script(plan) == "-- schemadiff up: 1 to create\n"
                             "\\set ON_ERROR_STOP on\n"
                             "\n"
                             "BEGIN;\n"
                             "SET LOCAL search_path = '';\n"
                             "SET LOCAL check_function_bodies = off;\n"
                             "SET LOCAL TimeZone = 'UTC';\n"
                             "\n"
                             "-- create schema \"a\\nDROP TABLE x;\"\n"
                             "CREATE SCHEMA \"a\nDROP TABLE x;\";\n"
                             "\n"
                             "COMMIT;\n");
    CHECK(down_script(plan) ==
          "-- schemadiff down, the way back of: 1 to create\n"
          "\\set ON_ERROR_STOP on\n"
          "\n"
          "-- irreversible: create schema \"a\\nDROP TABLE x;\": first\\nsecond\n");
}

TEST_CASE("a lock that others queue behind is not waited for without a limit")
{
    auto const has_limit = [](Lock lock) {
        Plan plan;
        plan.steps = {{.kind = "table",
                       .subject = "table \"a\".\"t\"",
                       .up = {.statements = {"VACUUM"}, .locks = {{"a.t", lock}}}}};
        return up_script(plan).find("SET LOCAL lock_timeout = '3s';\n") != std::string::npos;
    };
    CHECK(has_limit(Lock::access_exclusive));
    CHECK(has_limit(Lock::share));
    CHECK_FALSE(has_limit(Lock::share_update_exclusive));
}

TEST_CASE("a comment at the end of a statement does not swallow the semicolon")
{
    CHECK(terminated("SELECT 1") == "SELECT 1;");
    CHECK(terminated("SELECT 1 -- one") == "SELECT 1 -- one\n;");
    CHECK(terminated("SELECT 1 -- one\n + 2") == "SELECT 1 -- one\n + 2;");
}

TEST_CASE("nouns have their plural")
{
    CHECK(counted(1, "policy") == "1 policy");
    CHECK(counted(2, "policy") == "2 policies");
    CHECK(counted(0, "primary key") == "0 primary keys");
    CHECK(counted(3, "index") == "3 indexes");
    CHECK(counted(3, "check") == "3 checks");
}

} // namespace schemadiff::render
