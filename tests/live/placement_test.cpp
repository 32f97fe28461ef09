// Tablespaces belong to the server, so that schemadiff looks for them before it begins; a throwaway
// server of its own gets those that it lacks.
#include "program_bench.hpp"

using namespace schemadiff;
using namespace schemadiff::test;

namespace
{

constexpr char const *in_tablespace = "schemadiff: 1\n"
                                      "schemas:\n"
                                      "  app:\n"
                                      "    tables:\n"
                                      "      a:\n"
                                      "        tablespace: nowhere\n"
                                      "        columns: {id: bigint primary key}\n";

constexpr char const *no_tablespace =
    "state.yaml:5:7: error: the server has no tablespace \"nowhere\", which table \"app\".\"a\" "
    "needs [SD3015]\n"
    "     5 |       a:\n"
    "       |       ^\n"
    "hint: A tablespace belongs to the server, not to a database: create it there first.\n";

std::string default_tablespace_of(scratch::Database const &database)
{
    return "ALTER DATABASE " + database.name() + " SET default_tablespace = fast; ALTER DATABASE " +
           database.name() + " SET default_table_access_method = heap";
}

} // namespace

TEST_CASE("a tablespace that the server lacks is told with its place before anything is done")
{
    ProgramBench const bench;
    bench.folder.write("state.yaml", in_tablespace);
    auto const before = bench.dump();
    for (std::vector<std::string> arguments : {std::vector<std::string>{"plan", "state.yaml"},
                                               {"plan", "state.yaml", "--save", "plan.json"},
                                               {"apply", "state.yaml", "--yes"},
                                               {"apply", "state.yaml", "--yes", "--no-prove"}}) {
        INFO(arguments.front());
        auto const ran = bench.run(std::move(arguments));
        CHECK(ran.exit_code == 1);
        CHECK(ran.err == no_tablespace);
    }
    CHECK(bench.dump() == before);
}

TEST_CASE("a plan that was made without the server looks for tablespaces when it is applied")
{
    ProgramBench const bench;
    bench.folder.write("state.yaml", in_tablespace);
    // Its own throwaway server makes the tablespace, so that it is proved.
    auto const made =
        bench.done({"plan", "--from", "empty", "--to", "state.yaml", "--save", "plan.json"});
    CHECK_THAT(made, Contains("proved up and down"));
    auto const ran = bench.run({"apply", "--plan", "plan.json", "--yes"});
    CHECK(ran.exit_code == 1);
    CHECK_THAT(ran.err, Contains("the server has no tablespace \"nowhere\", which table "
                                 "\"app\".\"a\" needs [SD3015]"));
}

TEST_CASE("a scratch server of the user that lacks a tablespace proves nothing, and says so")
{
    make_tablespaces();
    ProgramBench const bench;
    auto const other = scratch::Server::start();
    bench.folder.write("state.yaml", replaced(in_tablespace, "nowhere", "fast"));
    auto const made = bench.done({"plan", "state.yaml", "--scratch", url_of(other.address())});
    CHECK_THAT(made, Contains("the scratch server has no tablespace \"fast\""));
    CHECK_THAT(bench.done({"plan", "state.yaml"}), Contains("proved up and down"));
}

TEST_CASE(
    "the tablespace of the database is no tablespace of a table, and of a new one the way back")
{
    make_tablespaces();
    ProgramBench const bench;
    run_sql(test_server().address(), "DROP DATABASE IF EXISTS placed");
    run_sql(test_server().address(), "CREATE DATABASE placed TABLESPACE fast");
    auto const address = test_server().address().with_database("placed");
    run_sql(address, "CREATE SCHEMA app; CREATE TABLE app.a (id bigint PRIMARY KEY) TABLESPACE "
                     "pg_default; CREATE TABLE app.b (id bigint PRIMARY KEY)");
    bench.folder.write("state.yaml", app_state("      a:\n"
                                               "        columns: {id: bigint primary key}\n"
                                               "      b:\n"
                                               "        tablespace: fast\n"
                                               "        columns: {id: bigint primary key}\n"));
    auto const run = [&](std::vector<std::string> arguments) {
        auto call = bench.call(std::move(arguments));
        call.environment["DATABASE_URL"] = url_of(address);
        return run_program(call);
    };
    auto const ran = run({"apply", "state.yaml", "--yes", "--allow", "all"});
    INFO(ran.out << ran.err);
    CHECK(ran.exit_code == 0);
    CHECK_THAT(ran.out, Contains("ALTER TABLE app.a SET TABLESPACE fast"));
    CHECK_THAT(ran.out, Contains("proved up and down"));
    CHECK(run({"drift", "state.yaml"}).exit_code == 0);
    CHECK(value_of(address, "SELECT count(*) FROM pg_class WHERE reltablespace <> 0 AND relname IN "
                            "('a', 'b')") == "0");
    CHECK(run({"rollback", "--yes", "--allow", "all"}).exit_code == 0);
    CHECK(value_of(address, "SELECT spcname FROM pg_class c JOIN pg_tablespace t ON t.oid = "
                            "c.reltablespace WHERE relname = 'a'") == "pg_default");
    run_sql(test_server().address(), "DROP DATABASE placed");
}

TEST_CASE("what a session has as its default tablespace does not decide where a table is")
{
    make_tablespaces();
    ProgramBench const bench;
    run_sql(test_server().address(), default_tablespace_of(bench.database));
    bench.folder.write("state.yaml", one_table);
    auto const ran = bench.run({"apply", "state.yaml", "--yes"});
    INFO(ran.out << ran.err);
    CHECK(ran.exit_code == 0);
    CHECK(value_of(bench.database.address(),
                   "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
                   "WHERE n.nspname = 'app' AND c.reltablespace <> 0") == "0");
}
