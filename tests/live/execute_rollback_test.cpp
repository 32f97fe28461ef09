#include "execute_bench.hpp"

#include <thread>

using namespace schemadiff;
using namespace schemadiff::execute;
using namespace schemadiff::test;

TEST_CASE("a rollback undoes the steps of the last run in exactly reverse order")
{
    Bench bench;
    auto const before = dump(bench.database.address());
    auto const column = step(Action::alter, "column", "ALTER TABLE public.a ADD COLUMN x integer",
                             "ALTER TABLE public.a DROP COLUMN x");
    auto const view = step(Action::create, "view", "CREATE VIEW public.v AS SELECT x FROM public.a",
                           "DROP VIEW public.v");
    bench.apply(plan_of({table("a"), in_batch(1, column), in_batch(1, view)}));
    auto const applied = dump(bench.database.address());
    bench.apply(plan_of({table("b")}));
    bench.apply(plan_of({table("c")}));

    SECTION("one run")
    {
        auto const results = bench.rollback();
        REQUIRE(results.size() == 1);
        CHECK(results[0].run == 3);
        CHECK_FALSE(bench.exists("public.c"));
        CHECK(bench.exists("public.b"));
        // Another one undoes the run before, since the last is undone already.
        CHECK(bench.rollback()[0].run == 2);
        CHECK(dump(bench.database.address()) == applied);
    }
    SECTION("the last three")
    {
        auto options = undoing(bench.options);
        options.last = 3;
        auto const results = rollback(bench.connection, options);
        REQUIRE(results.size() == 3);
        CHECK(results[2].run == 1);
        CHECK(results[2].steps == 3);
        bench.connection.execute("DROP SCHEMA schemadiff CASCADE");
        CHECK(dump(bench.database.address()) == before);
    }
    SECTION("a run that is not the newest is refused")
    {
        auto options = undoing(bench.options);
        options.run = 2;
        auto const failure = caught([&] { rollback(bench.connection, options); });
        CHECK(failure.code == codes::not_the_newest_run);
        CHECK(failure.exit_code == ExitCode::refused);
        CHECK_THAT(failure.text,
                   Contains("run 2 is not the newest that is applied: that is run 3"));
        CHECK_THAT(failure.text, Contains("schemadiff rollback --last 2."));
        options.run = 3;
        CHECK(rollback(bench.connection, options)[0].run == 3);
        CHECK(caught([&] { rollback(bench.connection, options); }).code ==
              codes::nothing_to_roll_back);
    }
}

TEST_CASE("without a journal there is nothing to roll back, and none is made")
{
    Bench bench;
    auto const failure = caught([&] { bench.rollback(); });
    CHECK(failure.code == codes::nothing_to_roll_back);
    CHECK_FALSE(bench.exists("schemadiff.schemadiff_run"));
}

TEST_CASE("what has no way back is refused, and skipped where that is allowed")
{
    Bench bench;
    auto drop = step(Action::drop, "column \"x\"", "SELECT 1");
    drop.why_no_way_back = "its values are gone";
    auto made = table("a");
    made.down->hazards = {{HazardClass::delete_data, "dropping it deletes its rows"}};
    bench.apply(plan_of({made, drop}));

    auto const failure = caught([&] { bench.rollback(); });
    CHECK(failure.exit_code == ExitCode::refused);
    CHECK_THAT(failure.text, Contains("undoing drop column \"x\" is refused, not_reversible: it "
                                      "would be skipped, because its values are gone"));
    CHECK_THAT(failure.text, Contains("undoing create table \"public\".\"a\" is refused, "
                                      "delete_data: dropping it deletes its rows"));
    CHECK(bench.exists("public.a"));
    CHECK(bench.history().front().state == RunState::applied);

    bench.options.allowed = {.all = true, .classes = {}};
    auto const result = bench.rollback().front();
    CHECK(result.notices ==
          std::vector<std::string>{"drop column \"x\" was not undone: its values are gone"});
    CHECK_FALSE(bench.exists("public.a"));
    CHECK(bench.history().front().state == RunState::rolled_back);
}

TEST_CASE("a rollback that fails can be gone on with")
{
    Bench bench;
    bench.apply(plan_of({table("a"), in_batch(1, table("b"))}));
    bench.run("CREATE VIEW v AS SELECT id FROM a");
    auto const failure = caught([&] { bench.rollback(); });
    CHECK_THAT(failure.text,
               Contains("undoing create table \"public\".\"a\" failed: cannot drop table"));
    CHECK_THAT(failure.text, Contains("1 of 2 transactions are committed. Remove the cause and go "
                                      "on with schemadiff resume."));
    CHECK_FALSE(bench.exists("public.b"));
    CHECK(bench.history().front().state == RunState::failed);
    bench.run("DROP VIEW v");
    CHECK(bench.rollback().front().steps == 1);
    CHECK_FALSE(bench.exists("public.a"));
    CHECK(bench.history().front().state == RunState::rolled_back);
}

TEST_CASE("a run whose session was killed is unfinished: the next is refused, a rollback undoes it")
{
    Bench bench;
    auto const slow = step(Action::alter, "slow", "SELECT pg_catalog.pg_sleep(60)", "SELECT 1");
    std::thread killer{[&] {
        happens_soon([&] {
            return bench.value("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                               "WHERE wait_event = 'PgSleep' AND datname = current_database()") !=
                   "0";
        });
    }};
    auto const failure = caught([&] { bench.apply(plan_of({table("a"), in_batch(1, slow)})); });
    killer.join();
    CHECK(failure.code == codes::connection_lost);
    CHECK(failure.exit_code == ExitCode::try_later);
    CHECK_THAT(failure.text, Contains("the connection to the server was lost during slow"));

    bench.connection = postgres::Connection{bench.database.address()};
    auto const left = unfinished(bench.connection, "schemadiff");
    REQUIRE(left.size() == 1);
    CHECK(left[0].steps_done == 1);
    // Its process is gone, its lease is not.
    CHECK(caught([&] { bench.apply(plan_of({table("b")})); }).code == codes::lease_held);
    bench.run("UPDATE schemadiff.schemadiff_lease SET expires_at = now()");
    auto const refused = caught([&] { bench.apply(plan_of({table("b")})); });
    CHECK(refused.code == codes::unfinished_run);
    CHECK(refused.exit_code == ExitCode::refused);
    CHECK_THAT(refused.text, Contains("run 1 of role postgres, begun at "));
    CHECK_THAT(refused.text, Contains("never ended: 1 of its 2 steps are committed"));

    CHECK(bench.rollback().front().steps == 1);
    CHECK_FALSE(bench.exists("public.a"));
    CHECK(bench.apply(plan_of({table("b")})).run == 2);
}

TEST_CASE("an index whose build was interrupted is undone, whether it is there or not")
{
    bool const is_there = GENERATE(true, false);
    Bench bench;
    bench.apply(plan_of({table("a"), concurrent_index()}));
    bench.run("UPDATE schemadiff.schemadiff_run SET state = 'running'; "
              "UPDATE schemadiff.schemadiff_step SET state = 'running' WHERE step_index = 1");
    if (!is_there) {
        bench.run("DROP INDEX i");
    }
    CHECK(bench.rollback().front().steps == 2);
    CHECK_FALSE(bench.exists("public.a"));
}
