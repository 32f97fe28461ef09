// Pitfalls 26 to 28: another name for the same thing.
#include "pitfall_bench.hpp"

#include <chrono>

using namespace schemadiff;
using namespace schemadiff::test;

namespace
{

std::string const users = "CREATE SCHEMA app; CREATE TABLE app.users (id integer, mail text);"
                          "INSERT INTO app.users VALUES (1, 'a@b');";

std::string const with_email = R"(
schemas:
  app:
    tables:
      users: {columns: {id: integer, email: text}}
)";

} // namespace

TEST_CASE("pitfall 26: a column with another name is not dropped unless somebody allows it",
          "[pitfalls]")
{
    Pitfall const pitfall{users};
    pitfall.wants(with_email);
    auto const refused = pitfall.run("apply", {"--yes", "--no-prove"});
    INFO(refused.out << refused.err);
    CHECK(refused.exit_code == 3);
    CHECK_THAT(refused.out, Contains("renamed_from: mail"));
    CHECK_THAT(refused.err, Contains("delete_data"));
    pitfall.is_as_it_was();

    auto const script = pitfall.goes_to(
        replaced(with_email, "email: text", "email: {type: text, renamed_from: mail}"),
        "CREATE SCHEMA app; CREATE TABLE app.users (id integer, email text)");
    CHECK_THAT(script, Contains("RENAME COLUMN mail TO email"));
    CHECK_FALSE(has(script, "DROP"));
    pitfall.apply_unproved();
    CHECK(pitfall.value("SELECT email FROM app.users") == "a@b");
    // Said once more, when it has happened already.
    pitfall.has_nothing_to_do();
}

TEST_CASE("pitfall 26: a table with another name keeps its rows", "[pitfalls]")
{
    Pitfall const pitfall{users};
    std::string const yaml = R"(
schemas:
  app:
    tables:
      people: {columns: {id: integer, mail: text}}
)";
    pitfall.wants(yaml);
    auto const refused = pitfall.run("apply", {"--yes", "--no-prove"});
    INFO(refused.out << refused.err);
    CHECK(refused.exit_code == 3);
    CHECK_THAT(refused.out, Contains("renamed_from: users"));
    pitfall.is_as_it_was();
    auto const script =
        pitfall.goes_to(replaced(yaml, "people: {", "people: {renamed_from: users, "),
                        "CREATE SCHEMA app; CREATE TABLE app.people (id integer, mail text)");
    CHECK_FALSE(has(script, "DROP"));
}

TEST_CASE("pitfall 27: without a terminal nothing is asked, and nothing waits for an answer",
          "[pitfalls]")
{
    Pitfall const pitfall{users};
    pitfall.wants(with_email);
    auto const begin = std::chrono::steady_clock::now();
    auto const planned = pitfall.run("plan", {"--exit-code", "--no-prove"});
    CHECK(planned.exit_code == 2);
    CHECK_THAT(planned.out, Contains("renamed_from: mail"));
    // Whether it is a rename stands in the file; whether it may run, on the command line.
    auto const unanswered = pitfall.run("apply", {"--allow", "delete_data", "--no-prove"});
    INFO(unanswered.out << unanswered.err);
    CHECK(unanswered.exit_code == 64);
    CHECK_THAT(unanswered.err, Contains("--yes"));
    pitfall.is_as_it_was();
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds{60});
}

TEST_CASE("pitfall 28: what reads a renamed column stays, and names made from its name follow",
          "[pitfalls]")
{
    Pitfall const pitfall{R"(
CREATE SCHEMA app;
CREATE TABLE app.a (id integer, ref integer, CONSTRAINT uq_a__ref UNIQUE (ref),
    CONSTRAINT ck_a__ref CHECK (ref > 0));
CREATE INDEX ix_a__ref_id ON app.a (ref, id);
CREATE TABLE app.b (a_ref integer, CONSTRAINT fk_a_ref_a FOREIGN KEY (a_ref)
    REFERENCES app.a (ref));
CREATE VIEW app.v AS SELECT id, ref AS shown FROM app.a WHERE ref > 1;
INSERT INTO app.a VALUES (1, 1), (2, 2);
INSERT INTO app.b VALUES (2);
)"};
    auto const script = pitfall.goes_to(R"(
naming:
  unique: uq_{table}__{name}
  check: ck_{table}__{name}
  index: ix_{table}__{name}
  foreign_key: fk_{columns}_{referred_table}
schemas:
  app:
    tables:
      a:
        columns: {id: integer, key: {type: integer, renamed_from: ref}}
        uniques: [[key]]
        checks: {key: key > 0}
        indexes: [[key, id]]
      b:
        columns: {a_ref: integer}
        foreign_keys: [(a_ref) references a (key)]
    views:
      v: select id, key as shown from app.a where key > 1
)",
                                        R"(
CREATE SCHEMA app;
CREATE TABLE app.a (id integer, key integer, CONSTRAINT uq_a__key UNIQUE (key),
    CONSTRAINT ck_a__key CHECK (key > 0));
CREATE INDEX ix_a__key_id ON app.a (key, id);
CREATE TABLE app.b (a_ref integer, CONSTRAINT fk_a_ref_a FOREIGN KEY (a_ref)
    REFERENCES app.a (key));
CREATE VIEW app.v AS SELECT id, key AS shown FROM app.a WHERE key > 1;
)");
    CHECK_FALSE(has(script, "DROP"));
    CHECK_FALSE(has(script, "CREATE"));
    CHECK_THAT(script, Contains("RENAME COLUMN ref TO key"));
}
