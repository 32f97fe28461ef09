// The scripts of engine/render do in psql what engine/execute does.
#include "execute_bench.hpp"

#include <engine/render/sql_script.hpp>
#include <engine/scratch/process.hpp>

#include <filesystem>
#include <fstream>
#include <unistd.h>

using namespace schemadiff;
using namespace schemadiff::test;

namespace
{

scratch::Finished in_psql(postgres::Address const &address, std::string const &script)
{
    auto const file = std::filesystem::temp_directory_path() /
                      ("schemadiff-script-" + std::to_string(getpid()) + ".sql");
    std::ofstream{file} << script;
    auto const psql = test_server().binaries().folder / "psql";
    auto finished = scratch::run(
        {{psql.string(), "-X", "-q", "-d", address.conninfo(), "-f", file.string()}, std::nullopt});
    std::filesystem::remove(file);
    return finished;
}

} // namespace

TEST_CASE("the scripts do in psql what the executor does")
{
    auto odd = step(Action::create, "table \"a\n\\! echo b\"",
                    "CREATE TABLE public.\"a\n\\! echo b;\" (id integer) -- the end",
                    "DROP TABLE public.\"a\n\\! echo b;\"");
    Plan const plan = plan_of({odd, table("a"), concurrent_index(), in_batch(2, table("b"))});

    Bench bench;
    auto const before = dump(bench.database.address());
    auto const up = in_psql(bench.database.address(), render::up_script(plan));
    CHECK(up.exit_code == 0);
    CHECK(up.output.empty());
    auto const after = dump(bench.database.address());

    Bench other;
    other.apply(plan);
    other.run("DROP SCHEMA schemadiff CASCADE");
    CHECK(dump(other.database.address()) == after);

    auto const down = in_psql(bench.database.address(), render::down_script(plan));
    CHECK(down.exit_code == 0);
    CHECK(down.output.empty());
    CHECK(dump(bench.database.address()) == before);
}

TEST_CASE("a script stops at the first failure")
{
    Bench bench;
    auto const script = render::up_script(
        plan_of({table("a"), in_batch(1, step(Action::alter, "x", "SELECT 1 / 0")),
                 in_batch(2, table("b"))}));
    auto const finished = in_psql(bench.database.address(), script);
    CHECK(finished.exit_code == 3);
    CHECK_THAT(finished.output, Contains("division by zero"));
    CHECK(bench.exists("public.a"));
    CHECK_FALSE(bench.exists("public.b"));
}

TEST_CASE("a script does not let others queue behind a lock that it waits for")
{
    Bench bench;
    bench.run("CREATE TABLE public.t (id integer)");
    auto change = step(Action::alter, "t", "ALTER TABLE public.t ADD COLUMN a integer");
    change.up.locks = {{"public.t", Lock::access_exclusive}};

    postgres::Connection reader{bench.database.address()};
    postgres::Transaction const reading{reader};
    reader.execute("LOCK TABLE public.t IN ACCESS SHARE MODE");
    auto const finished = in_psql(bench.database.address(), render::up_script(plan_of({change})));
    CHECK(finished.exit_code == 3);
    CHECK_THAT(finished.output, Contains("canceling statement due to lock timeout"));
}
