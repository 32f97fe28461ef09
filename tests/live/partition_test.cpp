// Partitioned tables where the server has a say in what a text means.
#include "program_bench.hpp"

using namespace schemadiff;
using namespace schemadiff::test;

TEST_CASE("bounds without a time zone mean the same wherever the server stands", "[versions]")
{
    ProgramBench const bench;
    bench.sql("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET timezone TO %L', "
              "current_database(), 'Asia/Tokyo'); END $$");
    bench.folder.write("state.yaml",
                       app_state("      events:\n"
                                 "        partition_by: range (at)\n"
                                 "        columns:\n"
                                 "          at: timestamptz not null default '2020-01-01'\n"
                                 "        partitions:\n"
                                 "          y2024: from ('2024-01-01') to ('2025-01-01')\n"));
    bench.done({"apply", "state.yaml", "--yes", "--allow", "all"});
    bench.done({"drift", "state.yaml"});
    CHECK(bench.value("SET timezone TO UTC; SELECT pg_get_expr(relpartbound, oid) FROM pg_class "
                      "WHERE relname = 'y2024'") ==
          "FOR VALUES FROM ('2024-01-01 00:00:00+00') TO ('2025-01-01 00:00:00+00')");
}

TEST_CASE("partitions of a table with an identity are made without one", "[versions]")
{
    // PostgreSQL 17 refuses to attach a table that has its own.
    ProgramBench const bench;
    bench.folder.write("state.yaml", app_state("      events:\n"
                                               "        partition_by: list (region)\n"
                                               "        columns:\n"
                                               "          id: bigint generated always as identity\n"
                                               "          region: text\n"
                                               "        indexes:\n"
                                               "          one: [region]\n"
                                               "          two: [region, id]\n"
                                               "        partitions:\n"
                                               "          eu: in ('de', 'fr')\n"));
    bench.done({"apply", "state.yaml", "--yes", "--allow", "all"});
    bench.done({"drift", "state.yaml"});
    bench.sql("INSERT INTO app.events (region) VALUES ('de'), ('fr')");
    CHECK(bench.value("SELECT string_agg(id::text, ',' ORDER BY id) FROM app.eu") == "1,2");
}

TEST_CASE("a table stays partitioned by what it is, and says what it is not", "[versions]")
{
    ProgramBench const bench;
    bench.folder.write("state.yaml", app_state("      plain:\n"
                                               "        columns:\n"
                                               "          id: bigint\n"
                                               "      part:\n"
                                               "        partition_of: plain for values in (1)\n"));
    auto const ran = bench.run({"validate", "state.yaml"});
    CHECK(ran.exit_code == 1);
    CHECK_THAT(ran.err, Contains("table \"app\".\"plain\" is not partitioned"));
}
