// What plan and apply say of live rows that would stop a step, before anything has run.
#include "program_bench.hpp"

using namespace schemadiff;
using namespace schemadiff::test;

namespace
{

constexpr char const *rows = R"sql(
CREATE SCHEMA app;
CREATE TABLE app.parent (id integer PRIMARY KEY);
INSERT INTO app.parent SELECT generate_series(1, 20);
CREATE TABLE app.t (id integer PRIMARY KEY, parent integer, mail text, n integer);
INSERT INTO app.t SELECT i, i, 'm' || i, i FROM generate_series(1, 20) i;
)sql";

constexpr char const *wanted = R"yaml(schemadiff: 1
schemas:
  app:
    tables:
      parent: {columns: {id: integer primary key}}
      t:
        columns:
          id: integer primary key
          parent: integer
          mail: text not null
          n: integer
        uniques: {t_n_key: [n]}
        checks: {t_low: n < 100}
        foreign_keys:
          t_parent_fkey: (parent) references app.parent (id)
        indexes: {t_mail: {columns: [{expression: lower(mail)}], unique: true}}
)yaml";

} // namespace

TEST_CASE("rows that would stop a step are named before anything has run", "[probe]")
{
    ProgramBench const bench;
    bench.sql(rows);
    bench.sql(
        "UPDATE app.t SET mail = NULL WHERE id IN (3, 4);"
        "UPDATE app.t SET n = 7 WHERE id = 8; UPDATE app.t SET n = 100 WHERE id > 18;"
        "UPDATE app.t SET parent = -1 WHERE id = 5; UPDATE app.t SET mail = 'M1' WHERE id = 2");
    bench.folder.write("wanted.yaml", wanted);
    auto const before = bench.dump();

    auto const plan = bench.done({"plan", "wanted.yaml"});
    for (char const *line : {"rows:   2 rows are in its way, for example 3; 4",
                             "rows:   1 row is in its way, for example 5",
                             "rows:   2 rows are in its way, for example 19; 20",
                             "rows:   1 row is in its way, for example 1"}) {
        CHECK_THAT(plan, Contains(line));
    }
    auto const ran = bench.run({"apply", "wanted.yaml", "--yes", "--allow", "all"});
    CHECK(ran.exit_code == 3);
    CHECK_THAT(ran.err,
               Contains("error: create check \"app\".\"t\".\"t_low\" would fail: 2 rows are "
                        "in its way, for example 19; 20 [SD5014]"));
    CHECK(bench.dump() == before);

    bench.sql("UPDATE app.t SET mail = 'm' || id, n = id, parent = id");
    auto const clean = bench.done({"plan", "wanted.yaml"});
    CHECK_THAT(clean, !Contains("in its way, for") && Contains("no row is in its way"));
    bench.done({"apply", "wanted.yaml", "--yes", "--allow", "all"});
    CHECK(bench.done({"plan", "wanted.yaml"}).starts_with("No changes."));
}

TEST_CASE("where rows cannot be asked, the plan says why and goes on", "[probe]")
{
    ProgramBench const bench;
    bench.sql(rows);
    bench.sql("CREATE FUNCTION app.fails(integer) RETURNS boolean IMMUTABLE LANGUAGE plpgsql AS "
              "'BEGIN RAISE EXCEPTION ''not today''; END'");
    bench.folder.write("wanted.yaml", R"yaml(schemadiff: 1
schemas:
  app:
    functions:
      fails(integer): {returns: boolean, language: plpgsql, volatility: immutable,
        body: "BEGIN RAISE EXCEPTION 'not today'; END"}
    tables:
      parent: {columns: {id: integer primary key}}
      t:
        columns: {id: integer primary key, parent: integer, mail: text, n: integer}
        checks: {t_fine: app.fails(n)}
)yaml");
    auto const plan = bench.done({"plan", "wanted.yaml"});
    CHECK_THAT(plan, Contains("whether rows are in its way is not known: not today"));
}
