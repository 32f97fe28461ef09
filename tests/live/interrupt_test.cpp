// Ctrl-C and SIGTERM at bad moments: the program ends in order, the journal is true, the message
// says how to go on, and no scratch database or server is left behind.
#include "program_bench.hpp"

#include <engine/postgres/connection.hpp>

#include <csignal>

using namespace schemadiff;
using namespace schemadiff::test;

namespace
{

// The predicate of a partial index is evaluated when the index is made, because the function says
// that it is immutable: a statement that takes as long as wanted.
std::string slow_state(std::string const &seconds)
{
    return "schemadiff: 1\n"
           "schemas:\n"
           "  app:\n"
           "    functions:\n"
           "      slow():\n"
           "        returns: boolean\n"
           "        language: plpgsql\n"
           "        volatility: immutable\n"
           "        body: begin perform pg_catalog.pg_sleep(" +
           seconds +
           "); return true; end\n"
           "    tables:\n"
           "      a:\n"
           "        columns:\n"
           "          id: bigint primary key\n"
           "        indexes:\n"
           "          i: {columns: [id], where: app.slow()}\n";
}

bool is_making_the_index(postgres::Address const &server)
{
    try {
        return value_of(server, "SELECT count(*) > 0 FROM pg_catalog.pg_stat_activity WHERE query "
                                "LIKE '%CREATE INDEX%' AND pid <> pg_backend_pid() AND state = "
                                "'active'") == "t";
    } catch (Failure const &) {
        return false;
    }
}

std::vector<std::string> scratch_databases()
{
    return values_of(test_server().address(),
                     "SELECT datname AS value FROM pg_catalog.pg_database WHERE datname LIKE "
                     "'schemadiff\\_scratch\\_%' ORDER BY datname");
}

// Folders of throwaway servers that a process has started.
std::vector<std::filesystem::path> server_folders(pid_t process)
{
    std::vector<std::filesystem::path> found;
    for (auto const &base : scratch::folders_for_servers()) {
        std::error_code ignored;
        for (auto const &entry : std::filesystem::directory_iterator{base, ignored}) {
            if (entry.path().filename().string().starts_with("schemadiff-server-" +
                                                             std::to_string(process) + "-")) {
                found.push_back(entry.path());
            }
        }
    }
    return found;
}

constexpr auto stopped = "\nstopping; once more stops at once\n"
                         "error: stopped by a signal before the end [SD5011]\n"
                         "hint: Run the same command again to start over.\n";

} // namespace

TEST_CASE("Ctrl-C during a plan drops the temporary database on the target")
{
    ProgramBench const bench;
    bench.folder.write("slow.yaml", slow_state("60"));
    auto const before = scratch_databases();
    int const signal = GENERATE(SIGINT, SIGTERM);
    Running program{bench.call({"plan", "slow.yaml", "--no-scratch-server"})};
    REQUIRE(happens_soon([&] { return is_making_the_index(test_server().address()); }));
    CHECK(scratch_databases().size() > before.size());
    program.send(signal);
    auto const ran = program.wait();
    CHECK(ran.exit_code == 1);
    CHECK(ran.out == "");
    CHECK(ran.err == stopped);
    CHECK(scratch_databases() == before);
    CHECK_FALSE(is_making_the_index(test_server().address()));
}

TEST_CASE("Ctrl-C during a plan ends the throwaway server")
{
    ProgramBench const bench;
    bench.folder.write("slow.yaml", slow_state("60"));
    Running program{bench.call({"plan", "slow.yaml"})};
    REQUIRE(happens_soon([&] {
        auto const folders = server_folders(program.process());
        auto options = test_server().address().options();
        options["host"] = folders.empty() ? "/nowhere" : folders.front().string();
        options["port"] = "5432";
        options["dbname"] = "postgres";
        return is_making_the_index(postgres::Address{options});
    }));
    program.send(SIGINT);
    auto const ran = program.wait();
    CHECK(ran.exit_code == 1);
    CHECK(ran.err == stopped);
    CHECK(happens_soon([&] { return server_folders(program.process()).empty(); }));
}

TEST_CASE("a second Ctrl-C stops at once, and the throwaway server ends all the same")
{
    ProgramBench const bench;
    bench.folder.write("slow.yaml", slow_state("60"));
    Running program{bench.call({"plan", "slow.yaml"})};
    REQUIRE(happens_soon([&] { return !server_folders(program.process()).empty(); }));
    program.send(SIGINT);
    program.send(SIGINT);
    CHECK(program.wait().exit_code == 1);
    CHECK(happens_soon([&] { return server_folders(program.process()).empty(); }));
}

TEST_CASE("Ctrl-C during an apply undoes the transaction, and the same command goes on")
{
    ProgramBench const bench;
    bench.folder.write("slow.yaml", slow_state("60"));
    auto const before = bench.dump();
    Running program{bench.call({"apply", "slow.yaml", "--yes", "--no-prove"})};
    REQUIRE(happens_soon([&] { return is_making_the_index(test_server().address()); }));
    program.send(SIGINT);
    auto const ran = program.wait();
    CHECK(ran.exit_code == 1);
    CHECK_THAT(ran.err, Contains("\nstopping; once more stops at once\n") &&
                            Contains("error: cancelled during index \"app\".\"a\".\"i\" [SD5011]\n"
                                     "hint: Nothing was changed.\n"));
    CHECK(bench.dump() == before);
    CHECK(bench.states_of_runs() == "failed");
    CHECK(bench.value("SELECT count(*) FROM schemadiff.schemadiff_lease") == "0");

    bench.folder.write("slow.yaml", slow_state("0"));
    bench.done({"apply", "slow.yaml", "--yes", "--no-prove"});
    CHECK(bench.states_of_runs() == "failed applied");
}

TEST_CASE("Ctrl-C between two transactions says what is committed and how to go on")
{
    ProgramBench const bench;
    auto const state = [](std::string const &labels, std::string const &column) {
        return "schemadiff: 1\n"
               "schemas:\n"
               "  app:\n"
               "    enums:\n"
               "      mood: [" +
               labels +
               "]\n"
               "    tables:\n"
               "      a:\n"
               "        columns:\n"
               "          id: bigint primary key\n"
               "          m: app.mood" +
               column + "\n";
    };
    bench.folder.write("state.yaml", state("ok", ""));
    bench.folder.write("more.yaml", state("ok, fine", " default 'fine'"));
    bench.done({"apply", "state.yaml", "--yes", "--no-prove"});
    auto const before = bench.dump();

    postgres::Connection holder{bench.database.address()};
    holder.execute("BEGIN");
    holder.execute("LOCK TABLE app.a IN ACCESS SHARE MODE");
    Running program{bench.call(
        {"apply", "more.yaml", "--yes", "--no-prove", "--lock-timeout", "1min", "--retries", "0"})};
    REQUIRE(happens_soon([&] {
        return bench.value("SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE wait_event_type "
                           "= 'Lock' AND query LIKE 'ALTER TABLE%'") == "1";
    }));
    program.send(SIGINT);
    auto const ran = program.wait();
    holder.execute("COMMIT");
    CHECK(ran.exit_code == 1);
    CHECK_THAT(ran.err,
               Contains("error: cancelled during default \"app\".\"a\".\"m\" [SD5011]\n"
                        "hint: 1 of 2 transactions are committed. Go on with schemadiff resume, or "
                        "undo them with schemadiff rollback.\n"));
    CHECK(bench.value("SELECT string_agg(enumlabel, ' ' ORDER BY enumsortorder) FROM pg_enum "
                      "WHERE enumtypid = 'app.mood'::regtype") == "ok fine");
    CHECK(bench.states_of_runs() == "applied failed");

    SECTION("and it goes on")
    {
        bench.done({"apply", "more.yaml", "--yes", "--no-prove"});
        CHECK(bench.states_of_runs() == "applied failed applied");
        CHECK_THAT(bench.done({"drift", "more.yaml"}), Contains("No drift."));
    }
    SECTION("and it is undone")
    {
        bench.done({"rollback", "--yes", "--allow", "all"});
        CHECK(bench.dump() == before);
        CHECK(bench.states_of_runs() == "applied rolled_back");
    }
}
