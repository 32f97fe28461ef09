// Tables that inherit, where names are odd or the parent is none of ours.
#include "program_bench.hpp"

using namespace schemadiff;
using namespace schemadiff::test;

TEST_CASE("children of odd parents are written so that the same database is built from them")
{
    ProgramBench const bench;
    bench.sql(R"(
        CREATE SCHEMA app; CREATE SCHEMA "Odd.One";
        CREATE TABLE "Odd.One"."the parent" ("An Id" bigint GENERATED ALWAYS AS IDENTITY,
            "select" text DEFAULT 'o''k', "a""b" integer DEFAULT 3,
            twice integer GENERATED ALWAYS AS ("a""b" * 2) STORED,
            CONSTRAINT "a check" CHECK ("a""b" > 0), CONSTRAINT here CHECK (twice < 9) NO INHERIT);
        CREATE TABLE app.dated (made timestamptz NOT NULL DEFAULT now(), "a""b" integer);
        CREATE TABLE app.child ("a""b" integer DEFAULT NULL, own text,
            PRIMARY KEY ("An Id")) INHERITS ("Odd.One"."the parent", app.dated);
        CREATE INDEX by_odd ON app.child ("select", lower("select"));
        ALTER TABLE app.child ALTER "select" SET STATISTICS 50;
        CREATE TABLE app.grandchild () INHERITS (app.child);
        ALTER TABLE app.grandchild ALTER "select" SET DEFAULT 'other';
        ALTER TABLE app.grandchild ALTER made DROP DEFAULT;
        ALTER TABLE app.grandchild ALTER own SET NOT NULL;
        CREATE TABLE app.attached (made timestamptz NOT NULL, "a""b" integer);
        ALTER TABLE app.attached INHERIT app.dated;
        COMMENT ON COLUMN app.grandchild.made IS 'no default')");
    auto const yaml = bench.done({"inspect"});
    bench.folder.write("live.yaml", yaml);
    bench.done({"drift", "live.yaml"});

    ProgramBench const copy;
    copy.folder.write("live.yaml", yaml);
    copy.done({"apply", "live.yaml", "--yes", "--allow", "all"});
    CHECK(copy.dump() == bench.dump());
}

TEST_CASE("a table that inherits from what is not covered is not covered, nor are its children")
{
    ProgramBench const bench;
    bench.sql("CREATE SCHEMA app; CREATE SCHEMA other; CREATE TYPE other.row AS (id int); "
              "CREATE TABLE app.typed OF other.row; "
              "CREATE TABLE app.near () INHERITS (app.typed); "
              "CREATE TABLE app.below () INHERITS (app.near)");
    auto const ran = bench.run({"inspect", "--strict-coverage", "--schema", "app"});
    CHECK(ran.exit_code == 1);
    CHECK_THAT(ran.err, Contains("inheriting table app.below is not covered"));
    CHECK_THAT(ran.err, Contains("inheriting table app.near is not covered"));
    CHECK_THAT(ran.err, Contains("typed table app.typed is not covered"));
}

TEST_CASE("a table is attached again, and no column is asked for twice")
{
    ProgramBench const bench;
    bench.sql(
        "CREATE SCHEMA app; CREATE TABLE app.p (a int, b text); "
        "CREATE TABLE app.c (own int) INHERITS (app.p); INSERT INTO app.c VALUES (1, 'x', 2)");
    auto const state = [](char const *type) {
        return app_state(std::string("      p: {columns: {a: ") + type +
                         ", b: text, added: date}}\n"
                         "      c: {inherits: p, columns: {own: int}}\n");
    };
    bench.folder.write("state.yaml", state("bigint"));
    bench.folder.write("apart.yaml",
                       app_state("      p: {columns: {a: int, b: text}}\n"
                                 "      c: {columns: {a: int, b: text, own: int}}\n"));
    bench.done({"apply", "apart.yaml", "--yes", "--allow", "all"});
    bench.done({"drift", "apart.yaml"});
    bench.done({"apply", "state.yaml", "--yes", "--allow", "all"});
    bench.done({"drift", "state.yaml"});
    bench.folder.write("state.yaml", state("numeric"));
    auto const plan = bench.done({"plan", "state.yaml"});
    CHECK(plan.find("ALTER TABLE app.p ALTER COLUMN a TYPE numeric") != std::string::npos);
    CHECK(plan.find("ALTER TABLE app.c") == std::string::npos);
    CHECK(bench.value("SELECT a || b || own FROM app.c") == "1x2");
}
