// Locks, leases and cancelling: what happens while others are at work on the same database.
#include "execute_bench.hpp"

#include <engine/execute/lease.hpp>

#include <atomic>
#include <thread>

using namespace schemadiff;
using namespace schemadiff::execute;
using namespace schemadiff::test;
using namespace std::chrono_literals;

TEST_CASE("locks that are not granted in time end the run, and the blocker is named")
{
    Bench bench;
    bench.run("CREATE TABLE a (id integer)");
    Holder const holder{bench.database.address(), "SELECT * FROM a"};
    bench.options.retries = 1;
    bench.options.lock_timeout = 1500ms;
    std::vector<std::string> retries;
    bench.options.progress = [&](Progress const &progress) {
        if (progress.event == Progress::Event::retry) {
            retries.push_back(progress.text);
        }
    };
    auto const failure = caught([&] { bench.apply(add_column()); });
    CHECK(failure.exit_code == ExitCode::try_later);
    CHECK(failure.code == codes::locks_not_granted);
    CHECK_THAT(failure.text, Contains("did not get its locks in 2 attempts"));
    CHECK_THAT(failure.text, Contains("hint: Blocked by process "));
    CHECK_THAT(failure.text, Contains("of role postgres (nightly report), idle in transaction, "
                                      "its transaction began "));
    CHECK_THAT(failure.text, Contains("SELECT * FROM a"));
    CHECK_THAT(failure.text, Contains("Nothing was changed."));
    REQUIRE(retries.size() == 1);
    CHECK_THAT(retries[0], Contains("attempt 1 of 2; blocked by process "));
}

TEST_CASE("a lock that is granted later is waited for in several attempts")
{
    Bench bench;
    bench.run("CREATE TABLE a (id integer)");
    Holder holder{bench.database.address(), "SELECT * FROM a"};
    bench.options.retries = 50;
    bench.options.lock_timeout = 100ms;
    int attempts = 1;
    bench.options.progress = [&](Progress const &progress) {
        if (progress.event == Progress::Event::retry && ++attempts == 3) {
            holder.let_go();
        }
    };
    CHECK(bench.apply(add_column()).steps == 1);
    CHECK(attempts == 3);
}

TEST_CASE("a lock that keeps nobody waiting is waited for as long as it takes")
{
    Bench bench;
    bench.run("CREATE TABLE a (id integer); ALTER TABLE a ADD CHECK (id > 0) NOT VALID");
    Holder holder{bench.database.address(), "LOCK TABLE a IN SHARE UPDATE EXCLUSIVE MODE"};
    bench.options.lock_timeout = 100ms;
    auto validate = step(Action::alter, "check \"a\"",
                         "ALTER TABLE public.a VALIDATE CONSTRAINT a_id_check", "SELECT 1");
    validate.up.locks = {{"\"public\".\"a\"", Lock::share_update_exclusive}};
    validate.up.scans_table = true;
    std::thread later{[&] {
        std::this_thread::sleep_for(600ms);
        holder.let_go();
    }};
    CHECK(bench.apply(plan_of({validate})).steps == 1);
    later.join();
}

TEST_CASE("a run that is cancelled stops its statement and leaves a true journal")
{
    Bench bench;
    std::atomic<bool> cancel{false};
    bench.options.cancel = &cancel;
    auto const slow = step(Action::alter, "function \"slow\"", "SELECT pg_catalog.pg_sleep(60)");
    std::thread later{[&] {
        happens_soon([&] {
            return bench.value("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' "
                               "AND datname = current_database()") != "0";
        });
        cancel = true;
    }};
    auto const failure = caught([&] { bench.apply(plan_of({table("a"), in_batch(1, slow)})); });
    later.join();
    CHECK(failure.code == codes::cancelled);
    CHECK(failure.text == "error: cancelled during function \"slow\" [SD5011]\n"
                          "hint: 1 of 2 transactions are committed. Go on with schemadiff "
                          "resume, or undo them with schemadiff rollback.\n");
    CHECK(bench.history().front().state == RunState::failed);
    CHECK(bench.history().front().steps_done == 1);
    cancel = false;
    bench.rollback();
    CHECK_FALSE(bench.exists("public.a"));
}

TEST_CASE("while one run is under way another is refused, with the name of the holder")
{
    Bench bench;
    bench.apply(plan_of({table("a")}));
    // Shorter than the step, so the watcher has to renew it meanwhile.
    bench.options.lease_length = 600ms;
    Caught refused;
    std::thread other{[&] {
        std::this_thread::sleep_for(1500ms);
        postgres::Connection second{bench.database.address()};
        refused = caught(
            [&] { apply(second, plan_of({table("c")}), options_for(bench.database.address())); });
    }};
    bench.apply(
        plan_of({step(Action::create, "x", "SELECT pg_catalog.pg_sleep(2.5)"), table("b")}));
    other.join();
    CHECK(refused.exit_code == ExitCode::try_later);
    CHECK(refused.code == codes::lease_held);
    CHECK_THAT(refused.text,
               Contains("another run is under way on this database: role postgres on host "));
    CHECK_THAT(refused.text, Contains(", process "));
    CHECK(bench.exists("public.b"));
    CHECK_FALSE(bench.exists("public.c"));
}

TEST_CASE("a lease that has ended is taken over, and its old holder commits nothing more")
{
    Bench bench;
    bench.apply(plan_of({table("a")}));
    Lease const old{bench.connection, "schemadiff", 1ms};
    std::this_thread::sleep_for(20ms);
    postgres::Connection second{bench.database.address()};
    {
        Lease const young{second, "schemadiff", 60s};
        CHECK(young.renew(bench.connection));
        CHECK_FALSE(old.renew(bench.connection));
        CHECK_THROWS_AS(bench.connection.query(old.fence()), postgres::StatementFailed);
    }
    CHECK(bench.value("SELECT count(*) FROM schemadiff.schemadiff_lease") == "0");
}

TEST_CASE("a run whose lease was taken over undoes what it was about to commit")
{
    Bench bench;
    bench.apply(plan_of({table("a")}));
    bench.options.address.reset(); // nobody renews
    bench.options.progress = [&](Progress const &progress) {
        if (progress.event == Progress::Event::step_begins) {
            bench.run("UPDATE schemadiff.schemadiff_lease SET holder = 'somebody else'");
        }
    };
    auto const failure = caught([&] { bench.apply(plan_of({table("b")})); });
    CHECK(failure.code == codes::lease_lost);
    CHECK(failure.exit_code == ExitCode::try_later);
    CHECK_FALSE(bench.exists("public.b"));
}

TEST_CASE("several first runs at once make one journal")
{
    auto const database = fresh_database();
    std::vector<std::thread> threads;
    std::atomic<int> done{0};
    std::atomic<int> refused{0};
    for (int number = 0; number < 4; ++number) {
        threads.emplace_back([&, number] {
            postgres::Connection connection{database.address()};
            auto const failure = caught([&] {
                apply(connection, plan_of({table("t" + std::to_string(number))}),
                      options_for(database.address()));
            });
            done += failure.exit_code == ExitCode::done ? 1 : 0;
            refused += failure.code == codes::lease_held ? 1 : 0;
        });
    }
    for (std::thread &thread : threads) {
        thread.join();
    }
    CHECK(done >= 1);
    CHECK(done + refused == 4);
    CHECK(value_of(database.address(), "SELECT count(*) FROM schemadiff.schemadiff_version") ==
          "1");
}
