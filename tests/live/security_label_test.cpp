// Providers of security labels are libraries of the server, so that schemadiff looks for them
// before it begins, and leaves the labels out where only a scratch server lacks them.
#include "program_bench.hpp"

using namespace schemadiff;
using namespace schemadiff::test;

namespace
{

constexpr char const *labelled = "schemadiff: 1\n"
                                 "schemas:\n"
                                 "  app:\n"
                                 "    tables:\n"
                                 "      a:\n"
                                 "        columns: {id: bigint primary key}\n"
                                 "        security_labels: {nobody: secret}\n";

} // namespace

TEST_CASE("a label whose provider the server lacks is refused; a scratch server leaves it out")
{
    ProgramBench const bench;
    bench.folder.write("state.yaml", labelled);
    auto const before = bench.dump();
    auto const ran = bench.run({"apply", "state.yaml", "--yes"});
    CHECK(ran.exit_code == 1);
    CHECK(ran.err ==
          "state.yaml:7:27: error: the server has no security label provider \"nobody\", which "
          "security label of nobody on table \"app\".\"a\" needs [SD3015]\n"
          "     7 |         security_labels: {nobody: secret}\n"
          "       |                           ^\n"
          "hint: Load its library there first: shared_preload_libraries of the server.\n");
    CHECK(bench.dump() == before);

    auto const made = bench.done({"plan", "--from", "empty", "--to", "state.yaml"});
    CHECK_THAT(made,
               Contains("without its labels: the scratch server has no security label provider "
                        "\"nobody\""));
    CHECK_THAT(made, Contains("SECURITY LABEL FOR nobody ON TABLE app.a IS 'secret'"));
}

TEST_CASE("labels are read from the catalog, whether their provider is loaded or not", "[versions]")
{
    auto const database = fresh_database();
    run_sql(database.address(),
            "CREATE SCHEMA app; CREATE TABLE app.a (id bigint); SET allow_system_table_mods = on; "
            "INSERT INTO pg_seclabel VALUES ('app.a'::regclass, 'pg_class'::regclass, 0, 'gone', "
            "'secret'), ('app.a'::regclass, 'pg_class'::regclass, 1, 'gone', 'top')");
    ProgramBench const bench;
    auto call = bench.call({"inspect"});
    call.environment["DATABASE_URL"] = url_of(database.address());
    auto const ran = run_program(call);
    INFO(ran.err);
    CHECK_THAT(ran.out, Contains("security_labels: {gone: secret}"));
    CHECK_THAT(ran.out, Contains("security_labels: {gone: top}"));
    CHECK_FALSE(ran.err.find("security label") != std::string::npos);
}
