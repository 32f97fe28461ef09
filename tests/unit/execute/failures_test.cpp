#include <engine/execute/failures.hpp>
#include <schemadiff/base/codes.hpp>

#include <support/catch.hpp>

namespace schemadiff::execute
{

TEST_CASE("an excerpt shows the line that the server points at, with a caret")
{
    CHECK(excerpt("SELECT x", 8) == "    SELECT x\n"
                                    "           ^");
    CHECK(excerpt("SELECT\n  x,\n  y", 15) == "      y\n"
                                              "      ^");
    // Characters, not bytes; a tab stays a tab.
    CHECK(excerpt("\tSELECT 'ü', x", 14) == "    \tSELECT 'ü', x\n"
                                            "    \t            ^");
    CHECK(excerpt("SELECT", 99) == "    SELECT\n"
                                   "          ^");
}

TEST_CASE("an excerpt of a long line is cut around the place")
{
    std::string const statement = std::string(300, 'a') + "X" + std::string(300, 'b');
    CHECK(excerpt(statement, 301) == "    ... " + std::string(100, 'a') + "X" +
                                         std::string(99, 'b') + " ...\n" + std::string(108, ' ') +
                                         "^");
}

TEST_CASE("an excerpt without a place is the beginning of the statement")
{
    CHECK(excerpt("SELECT\n1", 0) == "    SELECT\n    1");
    CHECK(excerpt(std::string(400, 'a'), 0) == "    " + std::string(300, 'a') + " ...");
}

TEST_CASE("the standing says what is committed and what can be done")
{
    CHECK(standing_hint({.committed = 0, .all = 2}) == "Nothing was changed.");
    CHECK(standing_hint({.committed = 1, .all = 2}) ==
          "1 of 2 transactions are committed. Remove the cause and go on with schemadiff resume, "
          "or undo them with schemadiff rollback.");
    CHECK(standing_hint({.committed = 1, .all = 2, .direction = Direction::down}) ==
          "1 of 2 transactions are committed. Remove the cause and go on with schemadiff "
          "resume.");
    CHECK(standing_hint({.committed = 0, .all = 2, .left_a_part = true})
              .find("may have left a part of its work behind") != std::string::npos);
}

TEST_CASE("a failed step shows statement, server's words and standing")
{
    PlannedStep step;
    step.action = Action::create;
    step.subject = "table \"a\"";
    step.declared_at = {"shop.yaml", 4, 2};
    postgres::ServerError error;
    error.sqlstate = "42P07";
    error.message = "relation \"a\" already exists";
    error.detail = "It is a view.";
    error.hint = "Drop it.";
    error.statement = "CREATE TABLE a ()";
    auto const failure = step_failure(step, error, {.committed = 0, .all = 1});
    CHECK(failure.exit_code() == ExitCode::error);
    CHECK(rendered(failure.diagnostics().front()) ==
          "shop.yaml:4:2: error: create table \"a\" failed: relation \"a\" already exists "
          "(SQLSTATE 42P07) [SD5004]\n"
          "hint: The statement is:\n"
          "    CREATE TABLE a ()\n"
          "hint: The server says: It is a view.\n"
          "hint: The server advises: Drop it.\n"
          "hint: Nothing was changed.\n");
}

TEST_CASE("hazards are refused in the direction that is run, each class with its flag once")
{
    Plan plan;
    PlannedStep step;
    step.action = Action::drop;
    step.subject = "table \"a\"";
    step.up.hazards = {{HazardClass::delete_data, "rows go"}};
    step.why_no_way_back = "its rows are gone";
    plan.steps = {step, step};
    std::vector<std::size_t> const all{0, 1};
    auto const refused = [&](Direction direction, Allowed const &allowed) {
        try {
            refuse_hazards(plan, all, direction, allowed);
            return std::string();
        } catch (Failure const &failure) {
            CHECK(failure.exit_code() == ExitCode::refused);
            std::string text;
            for (Diagnostic const &one : failure.diagnostics()) {
                text += rendered(one);
            }
            return text;
        }
    };
    CHECK(refused(Direction::up, {}) ==
          "error: drop table \"a\" is refused, delete_data: rows go [SD5002]\n"
          "hint: Allow it with --allow delete_data.\n"
          "error: drop table \"a\" is refused, delete_data: rows go [SD5002]\n");
    CHECK(
        refused(Direction::down, {.all = false, .classes = {HazardClass::delete_data}}) ==
        "error: undoing drop table \"a\" is refused, not_reversible: it would be skipped, because "
        "its rows are gone [SD5002]\n"
        "hint: Allow it with --allow not_reversible.\n"
        "error: undoing drop table \"a\" is refused, not_reversible: it would be skipped, because "
        "its rows are gone [SD5002]\n");
    CHECK(refused(Direction::up, {.all = false, .classes = {HazardClass::delete_data}}).empty());
    CHECK(refused(Direction::down, {.all = true, .classes = {}}).empty());
}

} // namespace schemadiff::execute
