// Pitfalls 18 to 22: views, policies and rules over columns that change.
#include "pitfall_bench.hpp"

using namespace schemadiff;
using namespace schemadiff::test;

TEST_CASE("pitfall 18: only the views over a column make way for its new type", "[pitfalls]")
{
    std::string const views = R"(
CREATE VIEW app.foo_v AS SELECT id, val FROM app.foo;
CREATE VIEW app.other_v AS SELECT id FROM app.foo;
GRANT SELECT ON app.foo_v TO app_reader;
INSERT INTO app.foo VALUES (1, 'one');
)";
    Pitfall const pitfall{"CREATE SCHEMA app; CREATE TABLE app.foo (id integer, val text);" +
                          views};
    auto const script = pitfall.goes_to(
        R"(
schemas:
  app:
    tables:
      foo: {columns: {id: integer, val: varchar(100)}}
    views:
      foo_v: {query: 'select id, val from app.foo', grants: {app_reader: [select]}}
      other_v: select id from app.foo
)",
        "CREATE SCHEMA app; CREATE TABLE app.foo (id integer, val varchar(100));" + views);
    CHECK(script.find("DROP VIEW app.foo_v;") < script.find("ALTER COLUMN val TYPE"));
    CHECK(script.find("ALTER COLUMN val TYPE") < script.find("CREATE VIEW app.foo_v"));
    CHECK_FALSE(has(script, "other_v"));
}

TEST_CASE("pitfall 19: a column goes after the view that stops to read it, without CASCADE",
          "[pitfalls]")
{
    Pitfall const pitfall{R"(
CREATE SCHEMA app;
CREATE TABLE app.person (id integer, name text);
CREATE VIEW app.person_view AS SELECT id, name FROM app.person;
CREATE VIEW app.person_ids AS SELECT id FROM app.person_view;
COMMENT ON VIEW app.person_ids IS 'stays';
INSERT INTO app.person VALUES (1, NULL);
)"};
    auto const script = pitfall.goes_to(R"(
schemas:
  app:
    tables:
      person: {columns: {id: integer}}
    views:
      person_view: select id from app.person
      person_ids: {query: select id from app.person_view, comment: stays}
)",
                                        R"(
CREATE SCHEMA app;
CREATE TABLE app.person (id integer);
CREATE VIEW app.person_view AS SELECT id FROM app.person;
CREATE VIEW app.person_ids AS SELECT id FROM app.person_view;
COMMENT ON VIEW app.person_ids IS 'stays';
)");
    CHECK(script.find("DROP VIEW app.person_view;") < script.find("DROP COLUMN name;"));
    CHECK_FALSE(has(script, "CASCADE"));
}

namespace
{

// Everything that a chain of views has besides its queries.
std::string const chain = R"(
CREATE VIEW app.first WITH (security_barrier = true) AS SELECT id, price FROM app.items;
CREATE VIEW app.second AS SELECT id, price * 2 AS twice FROM app.first;
CREATE MATERIALIZED VIEW app.third WITH (fillfactor = 70) AS SELECT id, twice FROM app.second;
CREATE UNIQUE INDEX third_id ON app.third (id);
CREATE TRIGGER written INSTEAD OF INSERT ON app.first FOR EACH ROW EXECUTE FUNCTION app.write();
ALTER TABLE app.first ALTER id SET DEFAULT 7;
ALTER VIEW app.first OWNER TO app_owner;
ALTER MATERIALIZED VIEW app.third OWNER TO app_owner;
COMMENT ON VIEW app.first IS 'what is for sale';
COMMENT ON COLUMN app.first.price IS 'with taxes';
COMMENT ON MATERIALIZED VIEW app.third IS 'doubled';
COMMENT ON INDEX app.third_id IS 'one of each';
GRANT SELECT ON app.first TO app_reader;
GRANT UPDATE (price) ON app.first TO app_writer;
GRANT SELECT ON app.second TO app_reader WITH GRANT OPTION;
GRANT SELECT ON app.third TO app_reader;
)";

std::string chain_below(std::string const &type)
{
    return "CREATE SCHEMA app; GRANT USAGE, CREATE ON SCHEMA app TO app_owner;"
           "CREATE TABLE app.items (id integer, price " +
           type +
           ");"
           "GRANT SELECT ON app.items TO app_owner;"
           "INSERT INTO app.items VALUES (1, 10), (2, 20);"
           "CREATE FUNCTION app.write() RETURNS trigger LANGUAGE plpgsql "
           "AS 'begin return new; end';" +
           chain;
}

} // namespace

TEST_CASE("pitfall 20: a chain of views comes back with all that it had", "[pitfalls]")
{
    Pitfall const pitfall{chain_below("integer")};
    std::string const yaml = R"(
schemas:
  app:
    functions:
      write(): {returns: trigger, language: plpgsql, body: begin return new; end}
    tables:
      items: {columns: {id: integer, price: bigint}, grants: {app_owner: [select]}}
    views:
      first:
        query: select id, price from app.items
        options: {security_barrier: true}
        owner: app_owner
        comment: what is for sale
        columns:
          id: {default: 7}
          price: {comment: with taxes, grants: {app_writer: [update]}}
        grants: {app_reader: [select]}
        triggers: {written: instead of insert for each row execute function app.write()}
      second: select id, price * 2 as twice from app.first
    materialized_views:
      third:
        query: select id, twice from app.second
        options: {fillfactor: 70}
        owner: app_owner
        comment: doubled
        indexes:
          third_id: {columns: [id], unique: true, comment: one of each}
)";
    auto const script = pitfall.goes_to(yaml, chain_below("bigint"));
    CHECK_FALSE(has(script, "CASCADE"));
    CHECK(pitfall.proved_plan() == script);
    pitfall.apply_unproved();
    CHECK(pitfall.value("SELECT string_agg(twice::text, ' ' ORDER BY id) FROM app.third") ==
          "20 40");

    // With the privileges that it left open, all at once from nothing: who reads has to be allowed
    // to before the materialized view is filled.
    Pitfall const whole{chain_below("bigint")};
    auto said = replaced(yaml, "  app:\n", "  app:\n    grants: {app_owner: [usage, create]}\n");
    said =
        replaced(said, "      second: select id, price * 2 as twice from app.first\n",
                 "      second:\n"
                 "        query: select id, price * 2 as twice from app.first\n"
                 "        grants: {app_reader: {privileges: [select], grant_option: [select]}}\n");
    whole.is_already(replaced(said, "        comment: doubled\n",
                              "        comment: doubled\n"
                              "        grants: {app_reader: [select]}\n"));
}

TEST_CASE("pitfall 21: a view with a star gains a column in the middle, below a materialized view",
          "[pitfalls]")
{
    std::string const rest = R"(
CREATE TABLE app.category (id integer, name text);
INSERT INTO app.category VALUES (1, 'tools');
CREATE VIEW app.item_extended AS
    SELECT i.*, c.name FROM app.item i JOIN app.category c ON c.id = i.category;
CREATE MATERIALIZED VIEW app.item_cache AS SELECT * FROM app.item_extended;
)";
    Pitfall const pitfall{"CREATE SCHEMA app; CREATE TABLE app.item (id integer, category integer);"
                          "INSERT INTO app.item VALUES (1, 1);" +
                          rest};
    std::string const yaml = R"(
schemas:
  app:
    tables:
      item: {columns: {id: integer, category: integer}}
      category: {columns: {id: integer, name: text}}
    views:
      item_extended: >-
        select i.*, c.name from app.item i join app.category c on c.id = i.category
    materialized_views:
      item_cache: select * from app.item_extended
)";
    pitfall.wants(yaml);
    pitfall.has_nothing_to_do();
    auto const script =
        pitfall.goes_to(replaced(yaml, "category: integer}", "category: integer, weight: numeric}"),
                        "CREATE SCHEMA app;"
                        "CREATE TABLE app.item (id integer, category integer, weight numeric);" +
                            rest);
    CHECK_FALSE(has(script, "CREATE OR REPLACE VIEW"));
    CHECK_FALSE(has(script, "CASCADE"));
    CHECK(script.find("DROP MATERIALIZED VIEW app.item_cache;") <
          script.find("DROP VIEW app.item_extended;"));
    pitfall.apply_unproved();
    CHECK(pitfall.value("SELECT name FROM app.item_cache") == "tools");
}

TEST_CASE("pitfall 22: a policy that names a column makes way for its type within one transaction",
          "[pitfalls]")
{
    std::string const policies = R"(
ALTER TABLE app.t ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON app.t FOR SELECT TO app_reader
    USING (tenant::text = current_setting('app.tenant', true));
CREATE POLICY elsewhere ON app.u USING (EXISTS (SELECT 1 FROM app.t WHERE t.tenant::text = '1'));
COMMENT ON POLICY own ON app.t IS 'his own';
)";
    auto const state = [&](std::string const &type) {
        return "CREATE SCHEMA app; CREATE TABLE app.u (id integer);"
               "CREATE TABLE app.t (tenant " +
               type + ", note text); INSERT INTO app.t VALUES (1, 'one');" + policies;
    };
    Pitfall const pitfall{state("integer")};
    auto const script = pitfall.goes_to(R"(
schemas:
  app:
    tables:
      t:
        columns: {tenant: bigint, note: text}
        row_security: enabled
        policies:
          own:
            for: select
            to: [app_reader]
            using: tenant::text = current_setting('app.tenant', true)
            comment: his own
      u:
        columns: {id: integer}
        policies:
          elsewhere: {using: exists (select 1 from app.t where t.tenant::text = '1')}
)",
                                        state("bigint"));
    for (char const *const name : {"own ON app.t", "elsewhere ON app.u"}) {
        auto const gap = between(script, std::string("DROP POLICY ") + name,
                                 std::string("CREATE POLICY ") + name);
        CHECK_FALSE(has(gap, "COMMIT"));
        CHECK_THAT(gap, Contains("ALTER COLUMN tenant TYPE bigint"));
    }
    CHECK_FALSE(has(script, "DISABLE ROW LEVEL SECURITY"));
}
