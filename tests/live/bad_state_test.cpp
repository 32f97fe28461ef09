// Desired states and roles that PostgreSQL itself refuses, names that tools stumble over, and a
// server that cannot be written.
#include "program_bench.hpp"

#include <engine/scratch/process.hpp>
#include <support/certificate.hpp>
#include <support/pgbouncer.hpp>

#include <schemadiff/base/identifier.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

using namespace schemadiff;
using namespace schemadiff::test;

TEST_CASE("what the server refuses is told with its words and our file and line, all at once")
{
    ProgramBench const bench;
    bench.folder.write("bad.yaml", app_state("      a:\n"
                                             "        columns:\n"
                                             "          id: bigint primary key\n"
                                             "          kind: no_such_type\n"
                                             "          note: text default no_such_function(1)\n"
                                             "        checks:\n"
                                             "          short: lower(id) = 'x'\n"
                                             "          known: kind is not null\n"));
    std::string const message =
        "bad.yaml:8:11: error: the server refuses column \"app\".\"a\".\"kind\": type "
        "\"no_such_type\" does not exist (SQLSTATE 42704) [SD3010]\n"
        "     8 |           kind: no_such_type\n"
        "       |           ^\n"
        "bad.yaml:9:30: error: the server refuses default \"app\".\"a\".\"note\": function "
        "no_such_function(integer) does not exist (SQLSTATE 42883) [SD3010]\n"
        "     9 |           note: text default no_such_function(1)\n"
        "       |                              ^\n"
        "hint: The server advises: No function matches the given name and argument types. You "
        "might "
        "need to add explicit type casts.\n"
        "bad.yaml:11:11: error: the server refuses check \"app\".\"a\".\"short\": function "
        "lower(bigint) does not exist (SQLSTATE 42883) [SD3010]\n"
        "    11 |           short: lower(id) = 'x'\n"
        "       |           ^\n"
        "hint: The server advises: No function matches the given name and argument types. You "
        "might "
        "need to add explicit type casts.\n";
    auto const before = bench.dump();
    for (auto const &arguments :
         std::vector<std::vector<std::string>>{{"plan", "bad.yaml"},
                                               {"apply", "bad.yaml", "--yes"},
                                               {"plan", "--from", "empty", "--to", "bad.yaml"},
                                               {"verify", "bad.yaml"}}) {
        INFO(arguments.front());
        auto const ran = bench.run(arguments);
        CHECK(ran.exit_code == 1);
        CHECK(ran.out == "");
        CHECK(ran.err == message);
    }
    CHECK(bench.dump() == before);
}

TEST_CASE("without a proof the refusal comes with the apply, and its transaction is undone")
{
    ProgramBench const bench;
    bench.folder.write("bad.yaml", app_state("      a:\n        columns:\n          id: nosuch\n"));
    auto const before = bench.dump();
    auto const ran = bench.run({"apply", "bad.yaml", "--yes", "--no-prove"});
    CHECK(ran.exit_code == 1);
    CHECK(ran.err.substr(ran.err.find("bad.yaml")) ==
          "bad.yaml:5:7: error: create table \"app\".\"a\" failed: type \"nosuch\" does not exist "
          "(SQLSTATE 42704) [SD5004]\n"
          "     5 |       a:\n"
          "       |       ^\n"
          "hint: The statement is:\n"
          "        id nosuch\n"
          "           ^\n"
          "hint: Nothing was changed.\n");
    CHECK(bench.dump() == before);
    CHECK(bench.states_of_runs() == "failed");
}

TEST_CASE("a role that may not create is told what it lacks, and nothing is changed")
{
    ProgramBench const bench;
    bench.folder.write("state.yaml", one_table);
    run_sql(test_server().address(), "DROP ROLE IF EXISTS onlooker; CREATE ROLE onlooker LOGIN");
    auto const before = dump(bench.database.address());
    auto call = bench.call({"apply", "state.yaml", "--yes"});
    call.environment["DATABASE_URL"] = url_of(bench.database.address(), "onlooker");
    auto const ran = run_program(call);
    CHECK(ran.exit_code == 1);
    CHECK(without(ran.err, {bench.database.name()}) ==
          "error: the journal cannot be made in schema schemadiff: permission denied for database "
          "... (SQLSTATE 42501) [SD3005]\n"
          "hint: Name a schema in which the role may create tables as bookkeeping.schema in the "
          "configuration.\n");
    CHECK(dump(bench.database.address()) == before);

    call.arguments = {"doctor", "state.yaml"};
    auto const doctor = run_program(call);
    CHECK(doctor.exit_code == 1);
    CHECK_THAT(doctor.out, Contains("stop     database     the role may not create anything in"));
    run_sql(test_server().address(), "DROP ROLE onlooker");
}

namespace
{

std::vector<std::string> odd_names()
{
    std::string longest; // 63 bytes, and 32 characters
    for (int count = 0; count < 31; ++count) {
        longest += "é";
    }
    return {"a\"b", "two words",   "a.b",      "Upper",       "select", "'quoted'",
            "1st",  "back\\slash", "$dollar$", longest + "x", "no",     "%s"};
}

} // namespace

TEST_CASE("names with quotes, spaces, points, capitals and 63 bytes survive the whole way")
{
    std::string state = "schemadiff: 1\nschemas:\n";
    std::string sql;
    for (std::string const &name : odd_names()) {
        state +=
            replaced("  NAME:\n"
                     "    enums:\n"
                     "      mood:\n"
                     "        - NAME\n"
                     "    tables:\n"
                     "      NAME:\n"
                     "        columns:\n"
                     "          NAME: {type: bigint}\n"
                     "        primary_key: {name: key, columns: [NAME]}\n"
                     "        comment: NAME\n",
                     "NAME", "\"" + replaced(replaced(name, "\\", "\\\\"), "\"", "\\\"") + "\"");
        sql += replaced(replaced("CREATE SCHEMA NAME; "
                                 "CREATE TYPE NAME.mood AS ENUM (TEXT); "
                                 "CREATE TABLE NAME.NAME (NAME bigint NOT NULL, "
                                 "CONSTRAINT key PRIMARY KEY (NAME)); "
                                 "COMMENT ON TABLE NAME.NAME IS TEXT; ",
                                 "NAME", "\"" + replaced(name, "\"", "\"\"") + "\""),
                        "TEXT", "'" + replaced(name, "'", "''") + "'");
    }
    ProgramBench const bench;
    bench.folder.write("state.yaml", state);
    auto const before = bench.dump();
    bench.done({"apply", "state.yaml", "--yes"});
    bench.done({"drift", "state.yaml"});
    auto const truth = fresh_database();
    run_sql(truth.address(), sql);
    CHECK(bench.dump() == dump(truth.address()));

    bench.done({"inspect", "--output", "again.yaml"});
    CHECK_THAT(bench.done({"plan", "again.yaml", "--exit-code"}), Contains("No changes."));
    bench.done({"inspect", "--output", "folder/"});
    CHECK_THAT(bench.done({"plan", "folder", "--exit-code"}), Contains("No changes."));
    bench.done({"rollback", "--yes", "--allow", "all"});
    CHECK(bench.dump() == before);
}

TEST_CASE("a name of 64 bytes is refused before any server sees it")
{
    ProgramBench const bench;
    bench.folder.write("state.yaml", app_state("      " + std::string(62, 'a') +
                                               "é:\n        columns: {id: int}\n"));
    auto const ran = bench.run({"apply", "state.yaml", "--yes"});
    CHECK(ran.exit_code == 1);
    CHECK_THAT(ran.err,
               Contains("state.yaml:5:7: error: the name has 64 bytes, and PostgreSQL keeps "
                        "63 of them [SD2004]"));
}

namespace
{

// A hot standby of the test server.
class Standby
{
public:
    Standby() : account_{account_of(test_server().folder())}
    {
        auto name = (scratch::folders_for_servers().front() / "schemadiff-standby-XXXXXX").string();
        REQUIRE(mkdtemp(name.data()) != nullptr);
        folder_ = name;
        if (account_) {
            REQUIRE(chown(name.c_str(), account_->user, account_->group) == 0);
        }
        auto const primary = test_server().address().options();
        auto const bin = test_server().binaries().folder;
        auto const copied =
            scratch::run({{(bin / "pg_basebackup").string(), "-D", (folder_ / "data").string(),
                           "-h", primary.at("host"), "-p", primary.at("port"), "-U", "postgres",
                           "-R", "-X", "stream", "-c", "fast"},
                          account_});
        INFO(copied.output);
        REQUIRE(copied.exit_code == 0);
        std::vector<std::string> arguments{(bin / "postgres").string(), "-D",
                                           (folder_ / "data").string()};
        for (std::string const setting :
             {"listen_addresses=", "hot_standby=on", "fsync=off", "max_connections=100",
              "max_locks_per_transaction=1000", "max_wal_senders=4", "wal_level=logical",
              // Those of the test server are in its data folder.
              "allow_in_place_tablespaces=on"}) {
            arguments.insert(arguments.end(), {"-c", setting});
        }
        arguments.insert(arguments.end(),
                         {"-c", "unix_socket_directories=" + folder_.string(), "-p", "5432"});
        process_ = std::make_unique<scratch::GuardedProcess>(scratch::Command{arguments, account_},
                                                             folder_, folder_ / "log");
    }
    ~Standby()
    {
        process_->stop();
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    Standby(Standby const &) = delete;
    Standby &operator=(Standby const &) = delete;

    [[nodiscard]] postgres::Address address(std::string const &database) const
    {
        auto options = test_server().address().options();
        options["host"] = folder_.string();
        options["port"] = "5432";
        options["dbname"] = database;
        return postgres::Address{options};
    }

    // Whether it answers, and has gone as far as this relation.
    [[nodiscard]] bool has(std::string const &database, std::string const &relation) const
    {
        try {
            return value_of(address(database), "SELECT pg_is_in_recovery() AND to_regclass('" +
                                                   relation + "') IS NOT NULL") == "t";
        } catch (Failure const &) {
            return false;
        }
    }

    [[nodiscard]] std::string log() const
    {
        std::ifstream const file{folder_ / "log"};
        return (std::ostringstream{} << file.rdbuf()).str();
    }

private:
    std::optional<scratch::Account> account_;
    std::filesystem::path folder_;
    std::unique_ptr<scratch::GuardedProcess> process_;
};

} // namespace

TEST_CASE("a hot standby can be asked for drift, and refuses an apply before anything is tried")
{
    ProgramBench const bench;
    bench.folder.write("state.yaml", one_table);
    bench.done({"apply", "state.yaml", "--yes", "--no-prove"});
    make_tablespaces(); // whether or not another test has
    Standby const standby;
    auto const is_there = happens_soon([&] { return standby.has(bench.database.name(), "app.a"); },
                                       std::chrono::minutes{2});
    INFO(standby.log());
    REQUIRE(is_there);
    auto const on_standby = [&](std::vector<std::string> arguments) {
        arguments.insert(arguments.end(), {"--db", url_of(standby.address(bench.database.name()))});
        return bench.run(std::move(arguments));
    };

    auto const none = on_standby({"drift", "state.yaml"});
    INFO(none.err);
    CHECK(none.exit_code == 0);
    CHECK_THAT(none.out, Contains("No drift."));

    bench.folder.write("more.yaml", one_table + "          more: int\n        checks:\n"
                                                "          c: note in ('a', 'b')\n");
    auto const some = on_standby({"drift", "more.yaml"});
    CHECK(some.exit_code == 2);
    CHECK_THAT(some.out, Contains("column \"app\".\"a\".\"more\""));
    CHECK(on_standby({"plan", "more.yaml"}).exit_code == 0);
    CHECK(on_standby({"inspect"}).exit_code == 0);
    CHECK(on_standby({"status"}).exit_code == 0);

    auto const doctor = on_standby({"doctor", "more.yaml"});
    CHECK(doctor.exit_code == 1);
    CHECK_THAT(doctor.out,
               Contains("stop     writable     the server is a standby, which cannot be "
                        "changed"));
    auto const apply = on_standby({"apply", "more.yaml", "--yes", "--no-prove", "--allow", "all"});
    CHECK(apply.exit_code == 1);
    CHECK_THAT(apply.err, Contains("cannot execute") && Contains("read-only transaction"));
}

TEST_CASE("a column that would go with what has to be made anew is not dropped")
{
    ProgramBench const bench;
    bench.sql("CREATE SCHEMA app; CREATE VIEW app.recent AS SELECT 1 AS a; "
              "CREATE TABLE app.t (seen app.recent); INSERT INTO app.t VALUES (ROW(1))");
    auto const inspected = bench.done({"inspect"});
    auto const wanted = replaced(inspected, "1 AS a", "'x'::text AS b");
    REQUIRE(wanted != inspected);
    bench.folder.write("state.yaml", wanted);
    auto const before = bench.dump();
    auto const ran = bench.run({"apply", "state.yaml", "--yes", "--allow", "all"});
    CHECK(ran.exit_code == 1);
    CHECK(ran.out == "");
    CHECK(ran.err == "error: column \"app\".\"t\".\"seen\" would lose its values, because view "
                     "\"app\".\"recent\" has to be dropped and made anew [SD3011]\n"
                     "hint: Make the change in two: let go of the one first.\n");
    CHECK(bench.dump() == before);
}
