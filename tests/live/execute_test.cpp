#include "execute_bench.hpp"

#include <engine/execute/expressions.hpp>
#include <engine/execute/lease.hpp>
#include <schemadiff/model/fingerprint.hpp>

#include <support/pgbouncer.hpp>

#include <thread>

using namespace schemadiff;
using namespace schemadiff::execute;
using namespace schemadiff::test;
using namespace std::chrono_literals;

TEST_CASE("an applied plan is in the journal, with its steps and its way back", "[versions]")
{
    Bench bench;
    auto const result = bench.apply(plan_of({table("a"), table("b")}));
    CHECK(result.run == 1);
    CHECK(result.steps == 2);
    CHECK(result.transactions == 1);
    CHECK(bench.exists("public.a"));
    CHECK(bench.exists("public.b"));

    auto const runs = bench.history();
    REQUIRE(runs.size() == 1);
    CHECK(runs[0].state == RunState::applied);
    CHECK(runs[0].role == "postgres");
    CHECK(runs[0].program == "schemadiff test");
    CHECK(runs[0].desired_fingerprint == "wanted");
    CHECK(runs[0].steps == 2);
    CHECK(runs[0].steps_done == 2);
    CHECK(runs[0].started_at.size() == 20);
    CHECK(runs[0].ended_at.size() == 20);
    CHECK(last_applied(bench.connection, "schemadiff")->id == 1);

    Journal journal{bench.connection, "schemadiff"};
    auto const steps = journal.steps(1);
    REQUIRE(steps.size() == 2);
    CHECK(steps[1].subject == R"(table "public"."b")");
    CHECK(steps[1].state == StepState::done);
    CHECK(render::plan_from_json(journal.plan_text(1)).steps[1].down->statements.front() ==
          "DROP TABLE public.b");
    CHECK(bench.value("SELECT count(*) FROM schemadiff.schemadiff_lease") == "0");
}

TEST_CASE("reading a journal that is not there or may not be read gives nothing and makes nothing",
          "[versions]")
{
    Bench bench;
    CHECK(bench.history().empty());
    CHECK_FALSE(last_applied(bench.connection, "schemadiff"));
    CHECK(unfinished(bench.connection, "schemadiff").empty());
    CHECK(known_pairs(bench.connection, "schemadiff").empty());
    remember_pairs(bench.connection, "schemadiff", std::vector{ExpressionPair{}});
    CHECK(bench.apply(Plan{}).run == 0);
    CHECK(bench.value("SELECT count(*) FROM pg_namespace WHERE nspname = 'schemadiff'") == "0");

    bench.apply(plan_of({table("a")}));
    bench.run("DROP ROLE IF EXISTS execute_nobody; CREATE ROLE execute_nobody");
    bench.connection.execute("SET ROLE execute_nobody");
    CHECK(bench.history().empty());
    CHECK(known_pairs(bench.connection, "schemadiff").empty());
    bench.connection.execute("RESET ROLE");
    bench.run("DROP ROLE execute_nobody");
}

TEST_CASE("a journal of a later program is refused", "[versions]")
{
    Bench bench;
    bench.apply(plan_of({table("a")}));
    bench.run("UPDATE schemadiff.schemadiff_version SET version = 99");
    auto const failure = caught([&] { bench.apply(plan_of({table("b")})); });
    CHECK(failure.code == codes::unknown_journal);
    CHECK_THAT(failure.text, Contains("has version 99, but this program knows version 1"));
}

TEST_CASE("a role that may not make the journal is told so, and nothing is changed", "[versions]")
{
    Bench bench;
    bench.run("DROP ROLE IF EXISTS execute_guest; CREATE ROLE execute_guest");
    bench.connection.execute("SET ROLE execute_guest");
    auto const failure = caught([&] { bench.apply(plan_of({table("a")})); });
    bench.connection.execute("RESET ROLE");
    CHECK_THAT(failure.text,
               Contains("the journal cannot be made in schema schemadiff: permission denied"));
    CHECK_THAT(failure.text, Contains("bookkeeping.schema"));
    CHECK_FALSE(bench.exists("public.a"));
    bench.run("DROP ROLE execute_guest");
}

TEST_CASE("a failing step undoes its transaction and says where it was asked for", "[versions]")
{
    Bench bench;
    auto bad = step(Action::alter, R"(table "public"."c")",
                    "ALTER TABLE public.a\n    ADD COLUMN x no_such_type", "SELECT 1");
    bad.declared_at = {"shop.yaml", 12, 5};
    auto const failure = caught([&] {
        bench.apply(plan_of({table("a"), in_batch(1, table("b")), in_batch(1, bad), table("z")}));
    });
    CHECK(failure.exit_code == ExitCode::error);
    CHECK(failure.text ==
          "shop.yaml:12:5: error: alter table \"public\".\"c\" failed: type \"no_such_type\" does "
          "not exist (SQLSTATE 42704) [SD5004]\n"
          "hint: The statement is:\n"
          "        ADD COLUMN x no_such_type\n"
          "                     ^\n"
          "hint: 1 of 3 transactions are committed. Remove the cause and go on with schemadiff "
          "resume, or undo them with schemadiff rollback.\n");
    CHECK(bench.exists("public.a"));
    CHECK_FALSE(bench.exists("public.b"));

    auto const run = bench.history().front();
    CHECK(run.state == RunState::failed);
    CHECK(run.steps_done == 1);
    CHECK_THAT(run.error, Contains("no_such_type"));

    SECTION("and what is committed can be undone")
    {
        CHECK(bench.rollback().front().steps == 1);
        CHECK_FALSE(bench.exists("public.a"));
        CHECK(bench.history().front().state == RunState::rolled_back);
        CHECK(caught([&] { bench.rollback(); }).code == codes::nothing_to_roll_back);
    }
    SECTION("and another plan can be applied")
    {
        CHECK(bench.apply(plan_of({table("b")})).run == 2);
    }
}

TEST_CASE("a constraint that fails at the commit is a failure of its transaction", "[versions]")
{
    Bench bench;
    bench.run("CREATE TABLE p (id int PRIMARY KEY); "
              "CREATE TABLE c (id int REFERENCES p DEFERRABLE INITIALLY DEFERRED)");
    auto const failure = caught([&] {
        bench.apply(plan_of({step(Action::alter, "row", "INSERT INTO public.c VALUES (1)")}));
    });
    CHECK_THAT(failure.text, Contains("SQLSTATE 23503"));
    CHECK_THAT(failure.text, Contains("Nothing was changed."));
}

TEST_CASE("statements see neither the role's search_path nor checks of function bodies",
          "[versions]")
{
    Bench bench;
    bench.apply(plan_of(
        {step(Action::create, "x",
              "CREATE TABLE public.seen AS SELECT current_setting('search_path') AS path"),
         step(Action::create, "y",
              "CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT * FROM nowhere'")}));
    CHECK(bench.value("SELECT path FROM public.seen").empty());
}

TEST_CASE("hazards that are not allowed are refused by name, all at once", "[versions]")
{
    Bench bench;
    auto drop = step(Action::drop, "table \"a\"", "SELECT 1", "SELECT 1");
    drop.up.hazards = {{HazardClass::delete_data, "dropping a deletes its rows"},
                       {HazardClass::lose_dependency, "a report uses it"}};
    drop.declared_at = {"shop.yaml", 3, 1};
    auto other = drop;
    other.subject = "table \"b\"";
    auto const failure = caught([&] { bench.apply(plan_of({drop, other})); });
    CHECK(failure.exit_code == ExitCode::refused);
    CHECK_THAT(failure.text,
               Contains("shop.yaml:3:1: error: drop table \"a\" is refused, delete_data: dropping "
                        "a deletes its rows [SD5002]\nhint: Allow it with --allow delete_data.\n"));
    CHECK_THAT(failure.text, Contains("drop table \"b\" is refused, lose_dependency"));
    CHECK(bench.history().empty());

    bench.options.allowed.classes = {HazardClass::delete_data, HazardClass::lose_dependency};
    CHECK(bench.apply(plan_of({drop, other})).steps == 2);
    bench.options.allowed = {.all = true, .classes = {}};
    CHECK(bench.apply(plan_of({drop, other})).steps == 2);
}

TEST_CASE("a step outside a transaction is in the journal, and comes back", "[versions]")
{
    Bench bench;
    CHECK(bench.apply(plan_of({table("a"), concurrent_index()})).transactions == 2);
    CHECK(bench.exists("public.i"));
    CHECK_FALSE(bench.connection.query("SHOW search_path").value().empty());
    CHECK(Journal(bench.connection, "schemadiff").steps(1)[1].state == StepState::done);
    bench.rollback();
    CHECK_FALSE(bench.exists("public.i"));
    CHECK_FALSE(bench.exists("public.a"));
}

TEST_CASE("an index that cannot be built leaves no invalid one behind", "[versions]")
{
    Bench bench;
    bench.run("CREATE TABLE a (id integer); INSERT INTO a VALUES (1), (1)");
    auto const failure = caught([&] { bench.apply(plan_of({concurrent_index("UNIQUE ")})); });
    CHECK_THAT(failure.text, Contains("SQLSTATE 23505"));
    CHECK_THAT(failure.text, Contains("The server says: Key (id)=(1) is duplicated."));
    CHECK_FALSE(bench.exists("public.i"));
    CHECK(bench.history().front().state == RunState::failed);
}

TEST_CASE("the journal may live in a schema that the plan makes, which then stays", "[versions]")
{
    Bench bench;
    bench.options.journal_schema = "zero_admin";
    auto const schema = step(Action::create, "schema \"zero_admin\"", "CREATE SCHEMA zero_admin",
                             "DROP SCHEMA zero_admin");
    auto const inbox =
        step(Action::create, "table \"zero_admin\".\"inbox\"",
             "CREATE TABLE zero_admin.inbox (id integer)", "DROP TABLE zero_admin.inbox");
    Plan plan = plan_of({schema, inbox});
    plan.expects = {{"schema \"zero_admin\"", "absent"},
                    {"table \"zero_admin\".\"inbox\"", "absent"}};
    bool schema_is_there = false;
    bench.options.current_state = [&] {
        Object object;
        object.id = id_of<Schema>({"zero_admin"});
        object.body = Schema{};
        bool const there = std::exchange(schema_is_there, true);
        return there ? Catalog{{std::make_shared<Object const>(object)}} : Catalog{};
    };
    CHECK(bench.apply(plan).steps == 2);
    CHECK(bench.exists("zero_admin.schemadiff_run"));
    CHECK(bench.exists("zero_admin.inbox"));
    CHECK(bench.history().front().steps_done == 2);

    auto const result = bench.rollback().front();
    CHECK(result.notices ==
          std::vector<std::string>{"schema \"zero_admin\" stays, because it holds the journal"});
    CHECK_FALSE(bench.exists("zero_admin.inbox"));
    CHECK(bench.exists("zero_admin.schemadiff_run"));
    CHECK(bench.apply(plan_of({inbox})).run == 2);

    auto const failure = caught([&] {
        bench.apply(
            plan_of({step(Action::drop, "schema \"zero_admin\"", "DROP SCHEMA zero_admin")}));
    });
    CHECK(failure.exit_code == ExitCode::refused);
    CHECK_THAT(failure.text, Contains("drops schema \"zero_admin\", which holds the journal"));
}

TEST_CASE("a plan for another state is refused, names what moved, and leaves nothing behind",
          "[versions]")
{
    Bench bench;
    Plan plan = plan_of({table("a")});
    plan.expects = {{"table \"public\".\"a\"", "absent"}};
    Object object;
    object.id = id_of<Table>({"public", "a"});
    object.body = Table{};
    Catalog const other{{std::make_shared<Object const>(object)}};
    bench.options.current_state = [&] {
        return other;
    };
    auto const failure = caught([&] { bench.apply(plan); });
    CHECK(failure.code == codes::stale_plan);
    CHECK(failure.exit_code == ExitCode::refused);
    CHECK(failure.text ==
          "error: the plan was made for another current state: 1 object has moved since [SD5003]\n"
          "hint: table \"public\".\"a\" is there now\n"
          "hint: Make the plan again with schemadiff plan, and review it.\n");
    CHECK_FALSE(bench.exists("schemadiff.schemadiff_run"));

    bench.options.current_state = [] {
        return Catalog{};
    };
    CHECK(bench.apply(plan).run == 1);
}

TEST_CASE("pairs of expressions are kept, the last of each", "[versions]")
{
    Bench bench;
    bench.apply(plan_of({table("a")}));
    std::vector<ExpressionPair> pairs;
    for (int number = 0; number < 2500; ++number) {
        pairs.push_back({"check " + std::to_string(number), "it's", "s", "p", 150018});
    }
    remember_pairs(bench.connection, "schemadiff", pairs);
    CHECK(known_pairs(bench.connection, "schemadiff").size() == 2500);
    std::vector<ExpressionPair> const again{{"check 7", "it's", "old", "p", 150018},
                                            {"check 7", "it's", "new", "q", 160001}};
    remember_pairs(bench.connection, "schemadiff", again);
    auto const known = known_pairs(bench.connection, "schemadiff");
    CHECK(known.size() == 2500);
    CHECK(std::find(known.begin(), known.end(), again[1]) != known.end());
    CHECK(std::find(known.begin(), known.end(), again[0]) == known.end());
}

TEST_CASE("progress counts every step, also in a plan of many", "[versions]")
{
    Bench bench;
    std::vector<PlannedStep> steps;
    for (int number = 0; number < 450; ++number) {
        steps.push_back(table("t" + std::to_string(number)));
    }
    std::size_t begun = 0;
    std::size_t done = 0;
    bench.options.progress = [&](Progress const &progress) {
        CHECK(progress.steps == 450);
        auto &count = progress.event == Progress::Event::step_begins ? begun : done;
        CHECK(progress.step == ++count);
    };
    CHECK(bench.apply(plan_of(steps)).transactions == 1);
    CHECK(begun == 450);
    CHECK(done == 450);
    bench.options.progress = {};
    CHECK(bench.rollback().front().steps == 450);
}

TEST_CASE("runs work through a transaction-pooling proxy", "[versions]")
{
    if (!Pgbouncer::program()) {
        return;
    }
    auto const database = fresh_database();
    Pgbouncer const proxy{test_server()};
    auto const address = proxy.address(database.name());
    {
        postgres::Connection connection{address};
        auto const options = options_for(address);
        CHECK(apply(connection, plan_of({table("a"), concurrent_index()}), options).steps == 2);
        CHECK(history(connection, "schemadiff").front().state == RunState::applied);

        Holder holder{database.address(), "SELECT * FROM a"};
        auto patient = options;
        patient.lock_timeout = 1500ms;
        auto const failure = caught([&] { apply(connection, add_column(), patient); });
        CHECK(failure.code == codes::locks_not_granted);
        CHECK_THAT(failure.text, Contains("nightly report"));
        holder.let_go();

        CHECK(apply(connection, add_column(), options).steps == 1);
        CHECK(rollback(connection, undoing(options)).front().steps == 1);
        CHECK(rollback(connection, undoing(options)).front().steps == 2);
    }
}
