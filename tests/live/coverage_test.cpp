// What pg_dump prints and schemadiff does not manage is named, one by one, and left as it is.
#include "program_bench.hpp"

using namespace schemadiff;
using namespace schemadiff::test;

TEST_CASE("base types are named as not covered, also those with elements and those to come")
{
    ProgramBench const bench;
    bench.sql("CREATE SCHEMA app; CREATE TYPE app.pair; CREATE TYPE app.to_come; "
              "CREATE FUNCTION app.pair_in(cstring) RETURNS app.pair LANGUAGE internal IMMUTABLE "
              "STRICT AS 'point_in'; CREATE FUNCTION app.pair_out(app.pair) RETURNS cstring "
              "LANGUAGE internal IMMUTABLE STRICT AS 'point_out'; "
              "CREATE TYPE app.pair (INPUT = app.pair_in, OUTPUT = app.pair_out, "
              "INTERNALLENGTH = 16, ALIGNMENT = double, ELEMENT = float8)");
    auto const ran = bench.run({"inspect", "--strict-coverage"});
    CHECK(ran.exit_code == 1);
    CHECK_THAT(ran.err, Contains("base type app.pair is not covered"));
    CHECK_THAT(ran.err, Contains("shell type app.to_come is not covered"));
}

TEST_CASE("a comment on the index of a constraint is named as not covered")
{
    ProgramBench const bench;
    bench.sql("CREATE SCHEMA app; CREATE TABLE app.t (id int CONSTRAINT k PRIMARY KEY); "
              "COMMENT ON CONSTRAINT k ON app.t IS 'kept'");
    bench.done({"inspect", "--strict-coverage"});
    bench.sql("COMMENT ON INDEX app.k IS 'not kept'");
    auto const ran = bench.run({"inspect", "--strict-coverage"});
    CHECK(ran.exit_code == 1);
    CHECK_THAT(ran.err, Contains("comment on the index of a constraint k on app.t is not covered"));
}

TEST_CASE("access that somebody has given to PostgreSQL's own objects is named as not covered",
          "[versions]")
{
    ProgramBench const bench;
    bench.done({"inspect", "--strict-coverage"});
    bench.sql("GRANT EXECUTE ON FUNCTION pg_catalog.pg_read_file(text) TO pg_monitor; "
              "GRANT SELECT (rolname) ON pg_catalog.pg_authid TO pg_monitor; "
              "REVOKE USAGE ON LANGUAGE sql FROM PUBLIC");
    auto const ran = bench.run({"inspect", "--strict-coverage"});
    CHECK(ran.exit_code == 1);
    for (std::string const what : {"function pg_catalog.pg_read_file(pg_catalog.text)",
                                   "table column pg_catalog.pg_authid.rolname", "language sql"}) {
        CHECK_THAT(ran.err, Contains("access to system object " + what + " is not covered"));
    }
}

TEST_CASE("an identity sequence that is logged otherwise than its table is named as not covered",
          "[versions]")
{
    ProgramBench const bench;
    bench.sql("CREATE SCHEMA app; "
              "CREATE UNLOGGED TABLE app.t (id int GENERATED ALWAYS AS IDENTITY)");
    bench.done({"inspect", "--strict-coverage"});
    if (test_server().binaries().major < 15) {
        return; // sequences are always logged
    }
    bench.sql("ALTER SEQUENCE app.t_id_seq SET LOGGED");
    auto const ran = bench.run({"inspect", "--strict-coverage"});
    CHECK(ran.exit_code == 1);
    CHECK_THAT(ran.err, Contains("logging of an identity sequence app.t_id_seq is not covered"));
}

TEST_CASE("a sequence of a table that is not covered is left alone with it")
{
    ProgramBench const bench;
    bench.sql("CREATE SCHEMA app; CREATE EXTENSION tablefunc; "
              "CREATE TABLE app.old OF public.tablefunc_crosstab_2; "
              "CREATE SEQUENCE app.old_own_seq OWNED BY app.old.row_name");
    auto const yaml = bench.done({"inspect"});
    CHECK(yaml.find("old_own_seq") == std::string::npos);
    bench.folder.write("live.yaml", yaml);
    bench.done({"drift", "live.yaml"});
    bench.folder.write("state.yaml", one_table);
    bench.done({"apply", "state.yaml", "--yes", "--no-prove"});
    CHECK(bench.value("SELECT count(*) FROM pg_sequences WHERE sequencename = 'old_own_seq'") ==
          "1");
}
