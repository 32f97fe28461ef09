// What goes wrong in the middle of work, on a server that does what it wants: lost connections and
// leases, proofs that fail, a database that is not as it was left.
#include "program_bench.hpp"

#include <engine/render/plan_json.hpp>

using namespace schemadiff;
using namespace schemadiff::test;

namespace
{

struct Bench : ProgramBench {
    Bench()
    {
        folder.write("state.yaml", one_table);
        folder.write("more.yaml", one_table + "          more: int\n");
    }
};

// An apply of more.yaml that waits for a lock, because a session reads the table.
class WaitingApply
{
public:
    explicit WaitingApply(Bench const &bench)
        : reader_{bench.database.address()}, program_{(read_table(bench, reader_),
                                                       bench.call({"apply", "more.yaml", "--yes",
                                                                   "--no-prove", "--lock-timeout",
                                                                   "1min", "--retries", "0"}))}
    {
        REQUIRE(happens_soon([&] {
            return bench.value("SELECT count(*) FROM pg_stat_activity WHERE datname = "
                               "current_database() AND wait_event_type = 'Lock'") == "1";
        }));
    }

    Ran let_go()
    {
        reader_.execute("COMMIT");
        return program_.wait();
    }

private:
    static void read_table(Bench const &bench, postgres::Connection &reader)
    {
        bench.done({"apply", "state.yaml", "--yes", "--no-prove"});
        reader.execute("BEGIN");
        reader.execute("SELECT FROM app.a");
    }

    postgres::Connection reader_;
    Running program_;
};

std::string messages(Ran const &ran)
{
    return ran.err.substr(std::min(ran.err.size(), ran.err.find("error: ")));
}

} // namespace

TEST_CASE("a connection that is lost in the middle is for later, and says where to look")
{
    Bench const bench;
    WaitingApply apply{bench};
    bench.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
              "current_database() AND wait_event_type = 'Lock'");
    auto const ran = apply.let_go();
    CHECK(ran.exit_code == 4);
    // Which of the two libpq reads last depends on the moment.
    CHECK(replaced(messages(ran), "terminating connection due to administrator command",
                   "server closed the connection unexpectedly") ==
          "error: the connection to the server was lost during column \"app\".\"a\".\"more\": "
          "server closed the connection unexpectedly [SD3004]\n"
          "hint: A transaction that was under way is either committed with its entry in the "
          "journal or undone. Go on with schemadiff resume, or undo what is done with "
          "schemadiff rollback --unfinished.\n");
    CHECK_THAT(bench.done({"status"}), Contains("unfinished  run 2, running since "));
    bench.done({"rollback", "--unfinished", "--yes"});
    CHECK(bench.states_of_runs() == "applied rolled_back");
}

TEST_CASE("a run whose lease was taken over commits nothing more")
{
    Bench const bench;
    WaitingApply apply{bench};
    bench.sql("UPDATE schemadiff.schemadiff_lease SET holder = 'somebody else'");
    auto const ran = apply.let_go();
    CHECK(ran.exit_code == 4);
    CHECK(messages(ran) == "error: another run has taken over this database, because this one did "
                           "not renew its lease in time [SD5006]\n"
                           "hint: Nothing was changed.\n");
    CHECK(bench.value("SELECT count(*) FROM pg_attribute WHERE attrelid = 'app.a'::regclass AND "
                      "attname = 'more'") == "0");
}

TEST_CASE("a plan whose proof has failed is not run on a guess")
{
    Bench const bench;
    bench.done({"plan", "state.yaml", "--no-prove", "--save", "plan.json"});
    Plan plan = render::plan_from_json(text_of(bench.folder / "plan.json"));
    plan.verdict.outcome = Verdict::Outcome::failed;
    plan.verdict.lines = {"after going down, index \"app\".\"i\" is missing"};
    bench.folder.write("plan.json", render::plan_json(plan));
    auto const before = dump(bench.database.address());
    auto const ran = bench.run({"apply", "--plan", "plan.json", "--yes"});
    CHECK(ran.exit_code == 3);
    CHECK(ran.err ==
          "error: the proof of the plan failed: after going down, index \"app\".\"i\" is "
          "missing [SD4002]\n"
          "hint: Use --no-prove to run it all the same.\n");
    CHECK(dump(bench.database.address()) == before);
}

TEST_CASE("a database that does not stay as it was left is told after the apply")
{
    Bench const bench;
    bench.sql("CREATE FUNCTION public.meddle() RETURNS event_trigger LANGUAGE plpgsql AS $$\n"
              "BEGIN\n"
              "  IF to_regclass('app.a') IS NOT NULL THEN\n"
              "    ALTER TABLE app.a ADD COLUMN IF NOT EXISTS sneaked_in int;\n"
              "  END IF;\n"
              "END $$;\n"
              "CREATE EVENT TRIGGER meddle ON ddl_command_end WHEN TAG IN ('CREATE TABLE')\n"
              "  EXECUTE FUNCTION public.meddle()");
    auto const ran = bench.run({"apply", "state.yaml", "--yes", "--no-prove"});
    CHECK(ran.exit_code == 1);
    CHECK(messages(ran) ==
          "error: the plan was applied, but the database still differs: drop column "
          "\"app\".\"a\".\"sneaked_in\" [SD9003]\n"
          "hint: This is a mistake of schemadiff; please report it with the desired state.\n");
    CHECK(bench.states_of_runs() == "applied");
}

TEST_CASE("a likely rename is suggested, and the plan that would lose data refused")
{
    Bench const bench;
    bench.done({"apply", "state.yaml", "--yes", "--no-prove"});
    bench.folder.write("renamed.yaml", replaced(one_table, "note: text", "remark: text"));
    auto const plan = bench.done({"plan", "renamed.yaml", "--no-prove", "--width", "0"});
    CHECK_THAT(plan,
               Contains("renamed.yaml:8:11: warning: column \"app\".\"a\".\"note\" goes and "
                        "column \"app\".\"a\".\"remark\" comes, and they look alike [SD4001]"));
    CHECK(bench.run({"apply", "renamed.yaml", "--yes", "--no-prove"}).exit_code == 3);
}

TEST_CASE("without a scratch server plans are not proved, and the reason is told")
{
    Bench const bench;
    TestFolder const empty;
    auto call = bench.call({"doctor", "state.yaml"});
    call.environment["SCHEMADIFF_PG_BIN"] = empty.path().string();
    call.environment["DATABASE_URL"] =
        replaced(url_of(bench.database.address()), "postgres@", "visitor@");
    run_sql(test_server().address(), "DROP ROLE IF EXISTS visitor; CREATE ROLE visitor LOGIN");
    auto const ran = run_program(call);
    CHECK_THAT(ran.out, Contains("warning  scratch      there is none, so plans are not proved: a "
                                 "server of our own: no scratch server could be started: "));

    ::setenv("SCHEMADIFF_PG_BIN", empty.path().c_str(), 1); // NOLINT(concurrency-mt-unsafe)
    std::string text;
    try {
        scratch::Server::start();
    } catch (Failure const &failure) {
        text = rendered(failure.diagnostics().front());
    }
    ::unsetenv("SCHEMADIFF_PG_BIN"); // NOLINT(concurrency-mt-unsafe)
    CHECK(text ==
          "error: no scratch server could be started: neither SCHEMADIFF_PG_BIN, pg_config, "
          "PATH nor the usual folders have postgres and initdb [SD3006]\n"
          "hint: Install PostgreSQL's server package, or name the folder of its programs in "
          "SCHEMADIFF_PG_BIN.\n");
    run_sql(test_server().address(), "DROP ROLE visitor");
}
