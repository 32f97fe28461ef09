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

TEST_CASE("an index leaves one that stays with that, and all others come back to it")
{
    ProgramBench const bench;
    bench.sql(R"(
CREATE SCHEMA app;
CREATE TABLE app.events (id bigint NOT NULL, region text NOT NULL) PARTITION BY LIST (region);
CREATE TABLE app.de PARTITION OF app.events FOR VALUES IN ('de');
CREATE TABLE app.fr PARTITION OF app.events FOR VALUES IN ('fr');
ALTER TABLE ONLY app.events ADD CONSTRAINT events_key UNIQUE (region, id);
ALTER TABLE app.de ADD CONSTRAINT de_key UNIQUE (region, id);
ALTER INDEX app.events_key ATTACH PARTITION app.de_key;
CREATE UNIQUE INDEX fr_key ON app.fr (region, id);
INSERT INTO app.events VALUES (1, 'de'), (2, 'fr');
)");
    bench.folder.write(
        "state.yaml",
        app_state(
            "      events:\n"
            "        partition_by: list (region)\n"
            "        columns: {id: bigint not null, region: text not null}\n"
            "        uniques: {events_key: [region, id]}\n"
            "      de:\n"
            "        partition_of: events for values in ('de')\n"
            "        uniques: {de_key: {columns: [region, id], partition_of: events_key}}\n"
            "      fr:\n"
            "        partition_of: events for values in ('fr')\n"
            "        uniques: {fr_key: {columns: [region, id], partition_of: events_key}}\n"));
    auto const attached = [&] {
        return bench.value("SELECT string_agg(inhrelid::regclass::text, ' ' ORDER BY 1) "
                           "FROM pg_inherits WHERE inhparent = 'app.events_key'::regclass");
    };
    auto const before = bench.dump();
    bench.done({"apply", "state.yaml", "--yes", "--allow", "all"});
    CHECK(attached() == "app.de_key app.fr_key");
    bench.done({"rollback", "--yes", "--allow", "all"});
    CHECK(bench.dump() == before);
    CHECK(bench.value("SELECT count(*) FROM app.events") == "2");
}

TEST_CASE("an index above foreign tables is valid", "[versions]")
{
    // Which pg_dump does not say.
    ProgramBench const bench;
    bench.sql(R"(
CREATE SCHEMA app;
CREATE FOREIGN DATA WRAPPER far;
CREATE SERVER far FOREIGN DATA WRAPPER far;
CREATE TABLE app.events (id bigint NOT NULL, region text) PARTITION BY LIST (region);
CREATE TABLE app.de PARTITION OF app.events FOR VALUES IN ('de');
CREATE FOREIGN TABLE app.fr PARTITION OF app.events FOR VALUES IN ('fr') SERVER far;
CREATE INDEX unfinished ON ONLY app.events (region);
)");
    bench.folder.write("state.yaml",
                       app_state("      events:\n"
                                 "        partition_by: list (region)\n"
                                 "        columns: {id: bigint not null, region: text}\n"
                                 "        indexes: {by_id: [id], unfinished: [region]}\n"
                                 "      de: {partition_of: events for values in ('de')}\n"
                                 "      fr: {partition_of: events for values in ('fr'), "
                                 "server: far}\n"));
    bench.done({"apply", "state.yaml", "--yes", "--allow", "all"});
    CHECK(
        bench.value("SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_index JOIN pg_class "
                    "ON pg_class.oid = indexrelid WHERE indisvalid AND relnamespace = "
                    "'app'::regnamespace") == "by_id de_id_idx de_region_idx unfinished");
}

TEST_CASE("a trigger that a partition fires otherwise than its table is named as not covered",
          "[versions]")
{
    ProgramBench const bench;
    bench.sql(
        "CREATE SCHEMA app; CREATE TABLE app.t (id int) PARTITION BY LIST (id); "
        "CREATE TABLE app.t1 PARTITION OF app.t FOR VALUES IN (1); "
        "CREATE FUNCTION app.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; "
        "CREATE TRIGGER touched AFTER INSERT ON app.t FOR EACH ROW EXECUTE FUNCTION app.f()");
    bench.done({"inspect", "--strict-coverage"});
    bench.sql("ALTER TABLE app.t1 DISABLE TRIGGER touched");
    auto const ran = bench.run({"inspect", "--strict-coverage"});
    CHECK(ran.exit_code == 1);
    CHECK_THAT(ran.err, Contains("state of a trigger touched on app.t1 is not covered"));
}
