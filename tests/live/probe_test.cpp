// What plan and apply say of live rows that would stop a step, before anything has run.
#include "program_bench.hpp"

#include <engine/render/plan_json.hpp>

#include <fmt/format.h>

#include <map>

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

namespace
{

// Whether PostgreSQL itself changes the type, one row at a time.
constexpr char const *judge = R"sql(
CREATE SCHEMA app;
CREATE TYPE app.e AS ENUM ('a', 'b');
CREATE DOMAIN app.positive AS integer NOT NULL CHECK (VALUE > 0);
CREATE DOMAIN app.code AS varchar(3) CHECK (VALUE ~ '^[a-z]+$');
CREATE SCHEMA judge;
CREATE FUNCTION judge.refused(name text, type text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE key integer; keys text := '';
BEGIN
  FOR key IN EXECUTE format('SELECT id FROM app.%I ORDER BY 1', name) LOOP
    BEGIN
      EXECUTE format('CREATE TEMP TABLE one AS SELECT c FROM app.%I WHERE id = %s', name, key);
      BEGIN
        EXECUTE format('ALTER TABLE one ALTER c TYPE %s', type);
      EXCEPTION WHEN datatype_mismatch THEN
        EXECUTE format('ALTER TABLE one ALTER c TYPE %s USING c::%s', type, type);
      END;
      RAISE unique_violation;
    EXCEPTION WHEN unique_violation THEN NULL; WHEN OTHERS THEN keys := keys || key || ' ';
    END;
  END LOOP;
  RETURN keys;
END $$;
)sql";

constexpr char const *state_of_casts = R"yaml(schemadiff: 1
schemas:
  app:
    enums: {e: [a, b]}
    domains:
      positive: {type: integer, not_null: true, checks: {positive_check: VALUE > 0}}
      code: {type: varchar(3), checks: {code_check: "VALUE ~ '^[a-z]+$'"}}
    tables:
)yaml";

struct CastCase {
    std::string from;
    std::string to;
    std::string values; // of the rows 1, 2, 3 ...
};

// What the plan found in app.t1, app.t2 ...: keys, each with a blank, or "?" where it did not look.
std::map<std::string, std::string> found_in_tables(ProgramBench const &bench,
                                                   std::vector<std::string> const &options = {})
{
    std::vector<std::string> arguments{"plan", "wanted.yaml", "--no-prove", "--save", "plan.json"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    bench.done(arguments);
    std::map<std::string, std::string> found;
    for (auto const &step : render::plan_from_json(text_of(bench.folder / "plan.json")).steps) {
        if (!step.finding) {
            continue;
        }
        INFO(step.subject);
        CHECK(step.finding->unknown.empty());
        auto &keys = found[step.subject];
        for (std::string const &key : step.finding->keys) {
            keys += key + ' ';
        }
    }
    return found;
}

} // namespace

TEST_CASE("the rows that a new type refuses are those that the server refuses", "[probe]")
{
    std::vector<CastCase> const cases{
        {"varchar(10)", "varchar(3)", "('abc'), ('abcd'), ('abc   '), (NULL), ('äöü'), ('ab c')"},
        {"text", "char(3)", "('abc'), ('abcd'), ('abc   '), (NULL)"},
        {"text", "varchar(3)", "('abc'), ('abcd'), (E'abc\\n'), ('')"},
        {"varchar(5)[]", "varchar(2)[]", "('{a,ab}'), ('{a,abc}'), ('{}'), ('{a,NULL}')"},
        {"bit varying(8)", "bit varying(3)", "('101'), ('1010'), ('')"},
        {"integer", "smallint", "(32767), (32768), (-32768), (-32769), (NULL)"},
        {"bigint", "integer", "(2147483647), (2147483648), (-2147483648), (-2147483649)"},
        {"numeric", "integer",
         "(2147483647.4), (2147483647.5), ('NaN'), (-2147483648.4), (-2147483648.5)"},
        {"double precision", "integer",
         "(2147483647.5), (2147483647.4), ('NaN'), ('Infinity'), (0.5), (-2147483648.5)"},
        {"double precision", "bigint", "(9223372036854775807), (9.2e18), (-9223372036854775808)"},
        {"real", "smallint", "(32767.4), (32767.6), (-1e10)"},
        {"numeric", "numeric(5,2)", "(999.994), (999.995), ('NaN'), (-1000), (0.001)"},
        {"integer", "numeric(4,1)", "(999), (1000), (-999)"},
        {"double precision", "numeric(3)", "(999.4), (999.5), ('NaN')"},
        {"text", "integer",
         "('1'), (' 2 '), ('x'), (''), ('99999999999'), ('1.5'), ('+7'), (NULL)"},
        {"varchar(40)", "uuid",
         "('00000000-0000-0000-0000-00000000000a'), ('{00000000000000000000000000000000}'), "
         "('0000-0000'), (' 00000000000000000000000000000000')"},
        {"text", "boolean", "('yes'), ('o'), ('TRUE '), ('x'), ('of')"},
        {"text", "app.e", "('a'), ('c'), (NULL), ('a ')"},
        {"text[]", "app.e[]", "('{a,b}'), ('{a,c}'), ('{NULL}')"},
        {"integer", "app.positive", "(1), (0), (NULL), (-3)"},
        {"text", "app.code", "('abc'), ('abcd'), ('A'), (NULL)"},
    };
    ProgramBench const bench;
    bench.sql(judge);
    std::string state = state_of_casts;
    for (std::size_t at = 0; at < cases.size(); ++at) {
        auto const &one = cases[at];
        auto const table = fmt::format("t{}", at);
        bench.sql(
            fmt::format("CREATE TABLE app.{} (id integer GENERATED ALWAYS AS IDENTITY PRIMARY "
                        "KEY, c {}); INSERT INTO app.{} (c) VALUES {}",
                        table, one.from, table, one.values));
        state += fmt::format("      {}: {{columns: {{id: integer primary key generated always as "
                             "identity, c: {{type: \"{}\"}}}}}}\n",
                             table, one.to);
    }
    bench.folder.write("wanted.yaml", state);
    for (std::vector<std::string> const &way :
         {std::vector<std::string>{"--offline-ddl"}, std::vector<std::string>{"--online-ddl"}}) {
        auto const found = found_in_tables(bench, way);
        for (std::size_t at = 0; at < cases.size(); ++at) {
            INFO(way.front() << ", " << cases[at].from << " to " << cases[at].to);
            auto const subject = fmt::format("column \"app\".\"t{}\".\"c\"", at);
            REQUIRE(found.contains(subject));
            CHECK_FALSE(found.at(subject).empty()); // there is one in each
            CHECK(found.at(subject) ==
                  bench.value(fmt::format("SELECT judge.refused('t{}', '{}')", at, cases[at].to)));
        }
    }
}

TEST_CASE("rows that hold a label that goes are named before anything has run", "[probe]")
{
    ProgramBench const bench;
    bench.sql("CREATE SCHEMA app; CREATE TYPE app.e AS ENUM ('a', 'b', 'c');"
              "CREATE DOMAIN app.d AS app.e;"
              "CREATE TABLE app.t (id integer PRIMARY KEY, c app.e, many app.e[], d app.d);"
              "CREATE TABLE app.u (id integer PRIMARY KEY, c app.e) PARTITION BY RANGE (id);"
              "CREATE TABLE app.u1 PARTITION OF app.u FOR VALUES FROM (1) TO (9);"
              "INSERT INTO app.t VALUES (1, 'a', '{a,b}', 'a'), (2, 'c', NULL, NULL),"
              "(3, NULL, '{a,c}', 'b'), (4, NULL, '{}', 'c'); INSERT INTO app.u VALUES (5, 'c')");
    bench.folder.write("wanted.yaml", R"yaml(schemadiff: 1
schemas:
  app:
    enums: {e: [a, b]}
    domains: {d: app.e}
    tables:
      t: {columns: {id: integer primary key, c: app.e, many: "app.e[]", d: app.d}}
      u: {columns: {id: integer primary key, c: app.e}, partition_by: range (id),
          partitions: {u1: for values from (1) to (9)}}
)yaml");
    auto const plan = bench.done({"plan", "wanted.yaml"});
    CHECK_THAT(plan,
               Contains("rows:   4 rows are in its way, for example app.t 2; app.t 4; app.t 3;") &&
                   Contains("app.u 5"));
    CHECK(bench.run({"apply", "wanted.yaml", "--yes", "--allow", "all"}).exit_code == 3);

    bench.sql("UPDATE app.t SET c = 'a', many = '{}', d = 'a'; DELETE FROM app.u");
    bench.done({"apply", "wanted.yaml", "--yes", "--allow", "all"});
    CHECK(bench.done({"plan", "wanted.yaml"}).starts_with("No changes."));
}

TEST_CASE("where nobody can say whether a cast fails, nobody looks", "[probe]")
{
    ProgramBench const bench;
    bench.sql("CREATE SCHEMA app; CREATE TYPE app.e AS ENUM ('a', 'b');"
              "CREATE TABLE app.t (id integer PRIMARY KEY, c character(4), d jsonb, e text);"
              "CREATE FUNCTION app.to_e(text) RETURNS app.e LANGUAGE sql IMMUTABLE AS "
              "'SELECT ''a''::app.e'; CREATE CAST (text AS app.e) WITH FUNCTION app.to_e(text)");
    bench.folder.write("wanted.yaml", R"yaml(schemadiff: 1
schemas:
  app:
    enums: {e: [a, b]}
    functions:
      to_e(text): {returns: app.e, language: sql, volatility: immutable, body: "SELECT 'a'::app.e"}
    tables:
      t: {columns: {id: integer primary key, c: app.e, d: integer, e: app.e}}
casts:
  text as app.e: {function: app.to_e(text)}
)yaml");
    CHECK(found_in_tables(bench).empty());
}
