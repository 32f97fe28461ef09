// Pitfalls 23 to 25: labels of enums.
#include "pitfall_bench.hpp"

#include <algorithm>

using namespace schemadiff;
using namespace schemadiff::test;

namespace
{

std::size_t transactions_in(std::string const &script)
{
    std::size_t count = 0;
    for (auto at = script.find("COMMIT;"); at != std::string::npos;
         at = script.find("COMMIT;", at + 1)) {
        ++count;
    }
    return count;
}

} // namespace

TEST_CASE("pitfall 23: a new label is committed before it is used, and only then", "[pitfalls]")
{
    auto const state = [](std::string const &labels, std::string const &column) {
        return "CREATE SCHEMA app; CREATE TYPE app.status AS ENUM (" + labels +
               "); CREATE TABLE app.work (id integer, state app.status " + column +
               ");"
               "INSERT INTO app.work VALUES (1, 'new');";
    };
    Pitfall const pitfall{state("'new'", "DEFAULT 'new'")};
    auto const used = pitfall.goes_to(
        R"yaml(
schemas:
  app:
    enums: {status: [new, active, gone]}
    tables:
      work:
        columns: {id: integer, state: app.status default 'active'}
        checks: {known: "state in ('new', 'active')"
}
        indexes: {live: (id) where state = 'active'}
)yaml",
        state("'new', 'active', 'gone'",
              "DEFAULT 'active', CONSTRAINT known CHECK (state IN ('new', 'active'))") +
            "CREATE INDEX live ON app.work (id) WHERE state = 'active'");
    CHECK(transactions_in(used) == 3); // the check is validated in one of its own
    CHECK_THAT(between(used, "ADD VALUE 'active'", "SET DEFAULT"), Contains("COMMIT;"));

    auto const unused = pitfall.goes_to(R"(
schemas:
  app:
    enums: {status: [new, active]}
    tables:
      work: {columns: {id: integer, state: app.status default 'new', note: text}}
)",
                                        state("'new', 'active'", "DEFAULT 'new', note text"));
    CHECK(transactions_in(unused) == 1);
}

TEST_CASE("pitfall 24: new labels are placed by labels that are there", "[pitfalls]")
{
    auto const state = [](std::string const &labels) {
        return "CREATE SCHEMA app; CREATE TYPE app.letter AS ENUM (" + labels +
               "); CREATE TABLE app.t (l app.letter); INSERT INTO app.t VALUES ('c');";
    };
    std::string const yaml = R"(
schemas:
  app:
    enums: {letter: [LABELS]}
    tables: {t: {columns: {l: app.letter}}}
)";
    Pitfall const pitfall{state("'c'")};
    for (char const *const labels : {"a, b, c", "a, b, c, d, e"}) {
        auto quoted = "'" + replaced(labels, ", ", "', '") + "'";
        auto const script = pitfall.goes_to(replaced(yaml, "LABELS", labels), state(quoted));
        CHECK_FALSE(has(script, "CREATE TYPE"));
    }
}

namespace
{

// An enum with everything that can use one.
std::string enum_in_use(std::string const &labels)
{
    return "CREATE SCHEMA app; GRANT USAGE, CREATE ON SCHEMA app TO app_owner;"
           "CREATE TYPE app.mood AS ENUM (" +
           labels + R"();
ALTER TYPE app.mood OWNER TO app_owner;
COMMENT ON TYPE app.mood IS 'how it goes';
REVOKE USAGE ON TYPE app.mood FROM PUBLIC;
GRANT USAGE ON TYPE app.mood TO app_writer;
CREATE DOMAIN app.good_mood AS app.mood CHECK (VALUE <> 'bad');
CREATE TABLE app.t (id integer, one app.mood NOT NULL DEFAULT 'fine',
    many app.mood[] DEFAULT '{fine,good}', best app.good_mood,
    CONSTRAINT not_bad CHECK (one <> 'bad'));
CREATE INDEX good_ones ON app.t (id) WHERE one = 'good';
CREATE FUNCTION app.next(app.mood) RETURNS app.mood LANGUAGE sql AS 'select $1';
CREATE VIEW app.v AS SELECT id, one FROM app.t WHERE one = 'good';
GRANT SELECT ON app.v TO app_reader;
INSERT INTO app.t VALUES (1, 'good', '{good,fine}', 'good'), (2, DEFAULT, DEFAULT, NULL);
)";
}

std::string const enum_yaml = R"(
schemas:
  app:
    enums:
      mood:
        labels: [LABELS]
        owner: app_owner
        comment: how it goes
        grants: {public: [], app_writer: [usage]}
    domains:
      good_mood: {type: app.mood, checks: {good_mood_check: value <> 'bad'}}
    functions:
      next(app.mood): {returns: app.mood, language: sql, body: select $1}
    tables:
      t:
        columns:
          id: integer
          one: app.mood not null default 'fine'
          many: app.mood[] default '{fine,good}'
          best: app.good_mood
        checks: {not_bad: one <> 'bad'}
        indexes: {good_ones: (id) where one = 'good'}
    views:
      v: {query: "select id, one from app.t where one = 'good'", grants: {app_reader: [select]}}
)";

} // namespace

TEST_CASE("pitfall 25: a label goes, or gets another place, with all that uses the type",
          "[pitfalls]")
{
    Pitfall const pitfall{enum_in_use("'bad', 'fine', 'good', 'unused'")};
    std::string const rows = "SELECT string_agg(t::text, ' ' ORDER BY id) FROM app.t";
    auto const before = pitfall.value(rows);
    for (char const *const labels : {"bad, fine, good", "good, fine, bad, unused"}) {
        auto const quoted = "'" + replaced(labels, ", ", "', '") + "'";
        auto const script =
            pitfall.goes_to(replaced(enum_yaml, "LABELS", labels), enum_in_use(quoted));
        CHECK_FALSE(has(script, "CASCADE"));
        CHECK_FALSE(has(script, "DROP TABLE"));
        CHECK(pitfall.proved_plan() == script);
        pitfall.apply_unproved();
        CHECK(pitfall.value(rows) == before);
        pitfall.roll_back();
        CHECK(pitfall.value(rows) == before);
    }
}
