// Plans that must not run: damaged, changed by hand, stale, for another role, with hazards that
// nobody allowed, while another run is under way. Each is refused before anything is changed.
#include "program_bench.hpp"

#include <csignal>

using namespace schemadiff;
using namespace schemadiff::test;

namespace
{

struct Bench : ProgramBench {
    Bench()
    {
        folder.write("state.yaml", one_table);
        folder.write("more.yaml", one_table + "          more: int\n");
        folder.write("less.yaml", replaced(one_table, "          note: text\n", ""));
    }

    // Applied, and a plan for more.yaml saved.
    void save_plan() const
    {
        done({"apply", "state.yaml", "--yes", "--no-prove"});
        done({"plan", "more.yaml", "--no-prove", "--save", "plan.json"});
    }

    void check_refusal(std::vector<std::string> const &arguments, int exit_code,
                       std::string const &message) const
    {
        auto const before = dump();
        auto const ran = run(arguments);
        CHECK(ran.exit_code == exit_code);
        CHECK(without(ran.err, {database.name()}) == message);
        CHECK(dump() == before);
    }
};

// Holds a table until it is told to let go.
class Holder
{
public:
    Holder(postgres::Address const &address, std::string const &statement) : connection_{address}
    {
        connection_.execute("SET application_name = 'nightly report'");
        connection_.execute("BEGIN");
        connection_.execute(statement);
    }
    void let_go() { connection_.execute("COMMIT"); }

private:
    postgres::Connection connection_;
};

} // namespace

TEST_CASE("a plan file that is damaged or was changed is refused")
{
    Bench const bench;
    bench.save_plan();
    auto const plan = text_of(bench.folder / "plan.json");
    std::string const hint = "hint: Make the plan again with schemadiff plan --save.\n";
    std::vector<std::string> const apply{"apply", "--plan", "plan.json", "--yes"};

    bench.folder.write("plan.json", plan.substr(0, plan.size() / 2));
    bench.check_refusal(apply, 1,
                        "error: the plan file is not JSON [SD5001]\n"
                        "hint: Save a plan with schemadiff plan --save.\n");
    bench.folder.write("plan.json", "");
    bench.check_refusal(apply, 1,
                        "error: the plan file is not JSON [SD5001]\n"
                        "hint: Save a plan with schemadiff plan --save.\n");
    bench.folder.write("plan.json", replaced(plan, "ADD COLUMN more",
                                             "DROP COLUMN note, ADD COLUMN "
                                             "more"));
    bench.check_refusal(
        apply, 1,
        "error: the plan file was changed after it was saved: its digest is another "
        "one [SD5001]\n" +
            hint);
    bench.folder.write("plan.json", replaced(plan, "\"statements\"", "\"statement\""));
    bench.check_refusal(
        apply, 1,
        "error: the plan file is damaged: 'steps[0].up' has no key 'statements' [SD5001]\n" + hint);
    bench.folder.write("plan.json", replaced(plan, "\"version\": 1", "\"version\": 2"));
    bench.check_refusal(
        apply, 1,
        "error: the plan file has format version 2, but this program reads version 1 "
        "[SD5001]\n"
        "hint: Apply it with the program that made it, or make the plan again.\n");
    bench.check_refusal({"apply", "--plan", "nowhere.json", "--yes"}, 1,
                        "error: cannot read the plan file 'nowhere.json' [SD1001]\n");

    bench.folder.write("plan.json", plan);
    bench.done(apply);
    CHECK_THAT(bench.done({"drift", "more.yaml"}), Contains("No drift."));
}

TEST_CASE("a stale plan is refused with the objects that have moved")
{
    Bench const bench;
    bench.save_plan();
    bench.sql("ALTER TABLE app.a ADD COLUMN more text");
    bench.check_refusal({"apply", "--plan", "plan.json", "--yes"}, 3,
                        "error: the plan was made for another current state: 1 object has moved "
                        "since [SD5003]\n"
                        "hint: column \"app\".\"a\".\"more\" is there now\n"
                        "hint: Make the plan again with schemadiff plan, and review it.\n");
    CHECK(bench.states_of_runs() == "applied");
}

TEST_CASE("a plan for another role is refused")
{
    Bench const bench;
    bench.save_plan();
    run_sql(test_server().address(),
            "DROP ROLE IF EXISTS deputy; CREATE ROLE deputy LOGIN SUPERUSER");
    bench.check_refusal(
        {"apply", "--plan", "plan.json", "--yes", "--db",
         url_of(bench.database.address(), "deputy")},
        3,
        "error: the plan was made for role postgres but the session's role is deputy "
        "[SD5003]\n"
        "hint: Make the plan again with the role that will run it.\n");
    run_sql(test_server().address(), "DROP ROLE deputy");
}

TEST_CASE("a hazard that is not allowed is refused by name")
{
    Bench const bench;
    bench.done({"apply", "state.yaml", "--yes", "--no-prove"});
    bench.check_refusal(
        {"apply", "less.yaml", "--yes", "--no-prove"}, 3,
        "error: drop column \"app\".\"a\".\"note\" is refused, delete_data: dropping "
        "column \"app\".\"a\".\"note\" deletes its values in every row [SD5002]\n"
        "hint: Allow it with --allow delete_data.\n");
    bench.check_refusal(
        {"apply", "less.yaml", "--yes", "--no-prove", "--allow", "long_lock"}, 3,
        "note: nothing in this plan needs the allowance of long_lock\n"
        "error: drop column \"app\".\"a\".\"note\" is refused, delete_data: dropping "
        "column \"app\".\"a\".\"note\" deletes its values in every row [SD5002]\n"
        "hint: Allow it with --allow delete_data.\n");
    bench.done({"apply", "less.yaml", "--yes", "--no-prove", "--allow", "delete_data"});
}

TEST_CASE("while another run holds the lease, and where locks are not granted, it is for later")
{
    Bench const bench;
    bench.done({"apply", "state.yaml", "--yes", "--no-prove"});
    Holder holder{bench.database.address(), "LOCK TABLE app.a IN ACCESS SHARE MODE"};

    auto const blocked = bench.run(
        {"apply", "more.yaml", "--yes", "--no-prove", "--lock-timeout", "700ms", "--retries", "0"});
    CHECK(blocked.exit_code == 4);
    auto const place = blocked.err.find("more.yaml");
    REQUIRE(place != std::string::npos);
    CHECK_THAT(
        blocked.err.substr(place),
        Contains("more.yaml:9:11: error: create column \"app\".\"a\".\"more\" did not get its "
                 "locks in 1 attempt: canceling statement due to lock timeout (SQLSTATE "
                 "55P03) [SD5008]\n") &&
            Contains("hint: Blocked by process ") &&
            Contains(" of role postgres (nightly report), idle in transaction") &&
            Contains("hint: Nothing was changed.\n"));

    Running first{bench.call(
        {"apply", "more.yaml", "--yes", "--no-prove", "--lock-timeout", "1min", "--retries", "0"})};
    REQUIRE(happens_soon(
        [&] { return bench.value("SELECT count(*) FROM schemadiff.schemadiff_lease") == "1"; }));
    auto const second = bench.run({"apply", "more.yaml", "--yes", "--no-prove"});
    CHECK(second.exit_code == 4);
    CHECK_THAT(second.err,
               Contains("error: another run is under way on this database: role postgres "
                        "on host ") &&
                   Contains(", process " + std::to_string(first.process()) + ", since ") &&
                   Contains(" [SD5005]\nhint: Try again when it has ended. If its process "
                            "is dead, its lease ends in "));
    auto const rollback = bench.run({"rollback", "--yes", "--allow", "all"});
    CHECK(rollback.exit_code == 4);
    holder.let_go();
    auto const done = first.wait();
    INFO(done.err);
    CHECK(done.exit_code == 0);
    CHECK(bench.states_of_runs() == "applied failed applied");
}

TEST_CASE("a run whose process was killed is found, and unwound by name only")
{
    Bench const bench;
    bench.done({"apply", "state.yaml", "--yes", "--no-prove"});
    CHECK(bench.done({"rollback", "--unfinished", "--yes"}) == "No run is unfinished.\n");
    CHECK(bench.states_of_runs() == "applied");

    Holder holder{bench.database.address(), "LOCK TABLE app.a IN ACCESS SHARE MODE"};
    {
        Running killed{bench.call({"apply", "more.yaml", "--yes", "--no-prove", "--lock-timeout",
                                   "1min", "--retries", "0"})};
        REQUIRE(happens_soon([&] {
            return bench.value("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = "
                               "'Lock' AND query LIKE 'ALTER TABLE%'") == "1";
        }));
        killed.send(SIGKILL);
        CHECK(killed.wait().exit_code == 128 + SIGKILL);
        // The server would only find out at the end of the statement.
        bench.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
                  "current_database() AND wait_event_type = 'Lock'");
    }
    holder.let_go();
    CHECK_THAT(bench.done({"status"}), Contains("that process is dead, and its lease holds nobody "
                                                "up"));
    auto const since = bench.value("SELECT to_char(started_at AT TIME ZONE 'UTC', "
                                   "'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') FROM "
                                   "schemadiff.schemadiff_run WHERE id = 2");
    bench.check_refusal({"apply", "more.yaml", "--yes", "--no-prove"}, 3,
                        "error: run 2 of role postgres, begun at " + since +
                            ", never ended: 0 of its 1 steps are committed [SD5007]\n"
                            "hint: Go on with schemadiff resume, or undo them with schemadiff "
                            "rollback --unfinished.\n");
    CHECK(bench.run({"doctor", "more.yaml"}).exit_code == 1);
    bench.done({"rollback", "--unfinished", "--yes"});
    CHECK(bench.states_of_runs() == "applied rolled_back");
    bench.done({"apply", "more.yaml", "--yes", "--no-prove"});
}

TEST_CASE("what there is nothing to undo of, or what is not the newest, is refused")
{
    Bench const bench;
    bench.check_refusal({"rollback", "--yes"}, 1,
                        "error: there is no run to roll back in the journal in schema schemadiff "
                        "[SD5009]\n"
                        "hint: See the runs with schemadiff history.\n");
    bench.done({"apply", "state.yaml", "--yes", "--no-prove"});
    bench.done({"apply", "more.yaml", "--yes", "--no-prove"});
    bench.check_refusal({"rollback", "--run", "1", "--yes", "--allow", "all"}, 3,
                        "error: run 1 is not the newest that is applied: that is run 2 [SD5010]\n"
                        "hint: Undo the newer ones with it: schemadiff rollback --last 2.\n");
    bench.check_refusal({"rollback", "--run", "7", "--yes"}, 1,
                        "error: there is nothing to roll back of run 7 [SD5009]\n"
                        "hint: See the runs with schemadiff history.\n");
}

TEST_CASE("a journal of a later program is left alone")
{
    Bench const bench;
    bench.done({"apply", "state.yaml", "--yes", "--no-prove"});
    bench.sql("UPDATE schemadiff.schemadiff_version SET version = 99");
    bench.check_refusal({"apply", "more.yaml", "--yes", "--no-prove"}, 1,
                        "error: the journal in schema schemadiff has version 99, but this program "
                        "knows version 1 [SD5012]\n"
                        "hint: Use the schemadiff that wrote it, or a later one.\n");
}

TEST_CASE("what is not covered is an error where that was asked for, and a baseline has to fit")
{
    Bench const bench;
    bench.sql("CREATE SCHEMA app; CREATE LANGUAGE old HANDLER plpgsql_call_handler");
    bench.check_refusal({"inspect", "--strict-coverage"}, 1,
                        "error: language old is not covered [SD3011]\n");
    auto const adopt = bench.run({"adopt", "state.yaml", "--yes"});
    CHECK(adopt.exit_code == 2);
    CHECK_THAT(adopt.out, Contains("table \"app\".\"a\""));
    CHECK(adopt.err ==
          "error: the database is not as the desired state says: 1 step(s) apart [SD4003]\n"
          "hint: Write the differences into the desired state, or apply them.\n");
}
