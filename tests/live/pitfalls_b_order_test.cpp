// Pitfalls 10 to 17: what comes before what.
#include "pitfall_bench.hpp"

using namespace schemadiff;
using namespace schemadiff::test;

TEST_CASE("pitfall 10: a view and a function over it come after the column that the view reads",
          "[pitfalls]")
{
    std::string const foo = "CREATE SCHEMA app; CREATE TABLE app.foo (id integer);"
                            "INSERT INTO app.foo VALUES (1), (2);";
    Pitfall const pitfall{foo};
    auto const script = pitfall.goes_to(R"(
schemas:
  app:
    tables:
      foo: {columns: {id: integer, run_id: integer}}
    views:
      foo_view: select id, run_id from app.foo
      a_summary: select run_id, count(*) as n from app.foo_view group by run_id
    functions:
      a_list():
        {returns: setof app.a_summary, language: sql, sql_body: 'return (select s from app.a_summary s)'}
      a_text(): {returns: setof app.a_summary, language: sql, body: select * from app.a_summary}
)",
                                        foo + R"(
ALTER TABLE app.foo ADD run_id integer;
CREATE VIEW app.foo_view AS SELECT id, run_id FROM app.foo;
CREATE VIEW app.a_summary AS SELECT run_id, count(*) AS n FROM app.foo_view GROUP BY run_id;
CREATE FUNCTION app.a_list() RETURNS SETOF app.a_summary LANGUAGE sql
    RETURN (SELECT s FROM app.a_summary s);
CREATE FUNCTION app.a_text() RETURNS SETOF app.a_summary LANGUAGE sql
    AS 'select * from app.a_summary';
)");
    CHECK(script.find("ADD COLUMN run_id") < script.find("CREATE VIEW app.foo_view"));
    CHECK(script.find("CREATE VIEW app.foo_view") < script.find("CREATE VIEW app.a_summary"));
    CHECK(script.find("CREATE VIEW app.a_summary") < script.find("FUNCTION app.a_list"));
}

TEST_CASE("pitfall 11: a foreign key comes after the unique constraint or index that it needs",
          "[pitfalls]")
{
    std::string const tables = R"(
CREATE SCHEMA app;
CREATE TABLE app.b_parent (id integer PRIMARY KEY, code text NOT NULL);
CREATE TABLE app.c_indexed (id integer PRIMARY KEY, code text NOT NULL);
INSERT INTO app.b_parent VALUES (1, 'a'), (2, 'b');
INSERT INTO app.c_indexed VALUES (1, 'a');
)";
    Pitfall const pitfall{tables};
    (void)pitfall.goes_to(R"(
schemas:
  app:
    tables:
      b_parent:
        columns: {id: integer primary key, code: text not null}
        uniques: {b_parent_code: [code]}
      c_indexed:
        columns: {id: integer primary key, code: text not null}
        indexes: {c_code: {columns: [code], unique: true}}
      a_child:
        columns:
          code: text references b_parent (code)
          other: text
        foreign_keys: {a_other: (other) references c_indexed (code) on delete cascade}
      tree:
        columns: {path: text not null unique, parent: text references tree (path)}
)",
                          tables + R"(
ALTER TABLE app.b_parent ADD CONSTRAINT b_parent_code UNIQUE (code);
CREATE UNIQUE INDEX c_code ON app.c_indexed (code);
CREATE TABLE app.a_child (code text REFERENCES app.b_parent (code), other text,
    CONSTRAINT a_other FOREIGN KEY (other) REFERENCES app.c_indexed (code) ON DELETE CASCADE);
CREATE TABLE app.tree (path text NOT NULL UNIQUE, parent text REFERENCES app.tree (path));
)");
}

TEST_CASE("pitfall 12: a unique key that others refer to becomes the primary key", "[pitfalls]")
{
    std::string const others = R"(
CREATE TABLE app.case_notes (id integer, case_id integer,
    CONSTRAINT notes_case FOREIGN KEY (case_id) REFERENCES app.cases (id)
    ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE app.case_tags (case_id integer,
    CONSTRAINT tags_case FOREIGN KEY (case_id) REFERENCES app.cases (id) ON DELETE CASCADE);
INSERT INTO app.cases VALUES (1, 'one'), (2, 'two');
INSERT INTO app.case_notes VALUES (1, 1), (2, 2);
INSERT INTO app.case_tags VALUES (1), (2);
)";
    Pitfall const pitfall{"CREATE SCHEMA app; CREATE TABLE app.cases (id integer NOT NULL, "
                          "name text, CONSTRAINT cases_id_key UNIQUE (id));" +
                          others};
    auto const script = pitfall.goes_to(R"(
schemas:
  app:
    tables:
      cases:
        columns: {id: integer, name: text}
        primary_key: [id]
      case_notes:
        columns: {id: integer, case_id: integer}
        foreign_keys:
          notes_case: >-
            (case_id) references cases (id) on update cascade deferrable initially deferred
      case_tags:
        columns: {case_id: integer}
        foreign_keys: {tags_case: (case_id) references cases (id) on delete cascade}
)",
                                        "CREATE SCHEMA app; CREATE TABLE app.cases "
                                        "(id integer PRIMARY KEY, name text);" +
                                            others);
    CHECK_THAT(script, Contains("DROP CONSTRAINT cases_id_key;"));
    CHECK_FALSE(has(script, "DROP TABLE"));
    pitfall.apply_unproved();
    CHECK(pitfall.value("DELETE FROM app.case_notes; DELETE FROM app.cases WHERE id = 2; "
                        "SELECT count(*) FROM app.case_tags") == "1");
}

TEST_CASE("pitfall 13: what uses a function, an enum or a sequence is dropped before it",
          "[pitfalls]")
{
    std::string const kept = "CREATE SCHEMA app; CREATE TABLE app.t (id integer);"
                             "INSERT INTO app.t VALUES (1);";
    Pitfall const pitfall{kept + R"(
CREATE FUNCTION app.a_may() RETURNS boolean LANGUAGE sql AS 'select true';
CREATE TYPE app.a_state AS ENUM ('open', 'closed');
CREATE SEQUENCE app.a_numbers;
ALTER TABLE app.t ENABLE ROW LEVEL SECURITY;
CREATE POLICY z ON app.t USING (app.a_may());
CREATE TABLE app.u (state app.a_state DEFAULT 'open', no bigint DEFAULT nextval('app.a_numbers'));
)"};
    auto const script = pitfall.goes_to(R"(
schemas:
  app:
    tables:
      t: {columns: {id: integer}}
)",
                                        kept);
    CHECK(script.find("DROP POLICY z") < script.find("DROP FUNCTION app.a_may"));
    CHECK(script.find("DROP TABLE app.u") < script.find("DROP TYPE app.a_state"));
    CHECK(script.find("DROP TABLE app.u") < script.find("DROP SEQUENCE app.a_numbers"));
    CHECK_FALSE(has(script, "CASCADE"));
}

TEST_CASE("pitfall 14: a policy on a new table comes after another new table that it reads",
          "[pitfalls]")
{
    Pitfall const pitfall{"CREATE SCHEMA app"};
    auto const script = pitfall.goes_to(R"(
schemas:
  app:
    tables:
      a_documents:
        columns: {id: integer, owner: text}
        row_security: enabled
        policies:
          members:
            for: select
            using: >-
              exists (select 1 from app.b_members m
              where m.document = a_documents.id and m.name = current_user)
      b_members:
        columns: {document: integer, name: text}
        row_security: enabled
        policies:
          own: {using: exists (select 1 from app.a_documents d where d.owner = b_members.name)}
)",
                                        R"(
CREATE SCHEMA app;
CREATE TABLE app.a_documents (id integer, owner text);
CREATE TABLE app.b_members (document integer, name text);
ALTER TABLE app.a_documents ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.b_members ENABLE ROW LEVEL SECURITY;
CREATE POLICY members ON app.a_documents FOR SELECT USING (EXISTS (SELECT 1 FROM app.b_members m
    WHERE m.document = a_documents.id AND m.name = current_user));
CREATE POLICY own ON app.b_members USING (EXISTS (SELECT 1 FROM app.a_documents d
    WHERE d.owner = b_members.name));
)");
    CHECK(script.find("CREATE TABLE app.b_members") < script.find("CREATE POLICY members"));
}

TEST_CASE("pitfall 15: a domain and functions over the row of a table come after the table",
          "[pitfalls]")
{
    Pitfall const pitfall{"CREATE SCHEMA app"};
    (void)pitfall.goes_to(R"(
schemas:
  app:
    domains:
      a_good: {type: app.z_rows, checks: {has_id: (value).id > 0}}
    functions:
      a_first(app.z_rows): {returns: integer, language: sql, body: select 1}
      a_all(): {returns: setof app.z_rows, language: sql, body: select * from app.z_rows}
      a_many(rows app.z_rows[]): {returns: app.a_good, language: sql, body: 'select rows[1]'}
      a_like():
        returns: integer
        language: plpgsql
        body: |
          declare
            found app.z_rows%rowtype;
          begin
            select * into found from app.z_rows limit 1;
            return found.id;
          end
    tables:
      z_rows: {columns: {id: integer, name: text}}
)",
                          R"(
CREATE SCHEMA app;
CREATE TABLE app.z_rows (id integer, name text);
CREATE DOMAIN app.a_good AS app.z_rows CONSTRAINT has_id CHECK ((VALUE).id > 0);
CREATE FUNCTION app.a_first(app.z_rows) RETURNS integer LANGUAGE sql AS 'select 1';
CREATE FUNCTION app.a_all() RETURNS SETOF app.z_rows LANGUAGE sql AS 'select * from app.z_rows';
CREATE FUNCTION app.a_many(rows app.z_rows[]) RETURNS app.a_good LANGUAGE sql AS 'select rows[1]';
CREATE FUNCTION app.a_like() RETURNS integer LANGUAGE plpgsql AS $$declare
  found app.z_rows%rowtype;
begin
  select * into found from app.z_rows limit 1;
  return found.id;
end
$$;
)");
}

TEST_CASE("pitfall 16: changes in place wait for what they need and free what goes", "[pitfalls]")
{
    // A new type for a column, another schema for an extension, another column for a sequence.
    Pitfall const pitfall{R"(
CREATE SCHEMA app; CREATE SCHEMA old_home;
CREATE EXTENSION citext SCHEMA old_home;
CREATE EXTENSION pg_trgm SCHEMA old_home;
CREATE TABLE app.t (id integer, state text, email old_home.citext DEFAULT 'x@y'::old_home.citext,
    note text);
CREATE INDEX notes ON app.t USING gin (note old_home.gin_trgm_ops);
CREATE TABLE app.old_table (id integer, email old_home.citext);
CREATE SEQUENCE app.numbers OWNED BY app.old_table.id;
INSERT INTO app.t VALUES (1, 'open', 'a@b');
SELECT nextval('app.numbers') FROM generate_series(1, 5);
)"};
    auto const script = pitfall.goes_to(R"(
manage: all
extensions:
  citext: {schema: z_home}
  pg_trgm: {schema: z_home}
schemas:
  public:
  z_home:
  app:
    enums: {z_state: [open, closed]}
    sequences: {numbers: {owned_by: t.id}}
    tables:
      t:
        columns:
          id: integer
          state: app.z_state
          email: z_home.citext default 'x@y'
          note: text
        indexes: {notes: using gin (note z_home.gin_trgm_ops)}
)",
                                        R"(
CREATE SCHEMA app; CREATE SCHEMA z_home;
CREATE EXTENSION citext SCHEMA z_home;
CREATE TYPE app.z_state AS ENUM ('open', 'closed');
CREATE EXTENSION pg_trgm SCHEMA z_home;
CREATE TABLE app.t (id integer, state app.z_state, email z_home.citext DEFAULT 'x@y', note text);
CREATE INDEX notes ON app.t USING gin (note z_home.gin_trgm_ops);
CREATE SEQUENCE app.numbers OWNED BY app.t.id;
)");
    CHECK(script.find("CREATE TYPE app.z_state") < script.find("TYPE app.z_state USING"));
    CHECK(script.find("SET SCHEMA z_home") < script.find("DROP SCHEMA old_home"));
    CHECK(script.find("ALTER SEQUENCE app.numbers") < script.find("DROP TABLE app.old_table"));
    CHECK_FALSE(has(script, "CASCADE"));
    CHECK_FALSE(has(script, "email"));
    CHECK(pitfall.proved_plan() == script);
    CHECK_FALSE(has(script, "INDEX"));
}

TEST_CASE("pitfall 16: privileges of a role that goes out of use never drop what it owns",
          "[pitfalls]")
{
    Pitfall const pitfall{R"(
CREATE SCHEMA app; CREATE SCHEMA elsewhere;
GRANT USAGE ON SCHEMA app TO app_writer;
CREATE TABLE app.t (id integer);
GRANT SELECT ON app.t TO app_writer;
CREATE TABLE elsewhere.his (id integer);
ALTER TABLE elsewhere.his OWNER TO app_writer;
INSERT INTO elsewhere.his VALUES (1);
)"};
    auto const script = pitfall.goes_to(R"(
schemas:
  app:
    grants: {}
    tables:
      t: {columns: {id: integer}, grants: {}}
)",
                                        R"(
CREATE SCHEMA app; CREATE SCHEMA elsewhere;
CREATE TABLE app.t (id integer);
CREATE TABLE elsewhere.his (id integer);
ALTER TABLE elsewhere.his OWNER TO app_writer;
)");
    CHECK_FALSE(has(script, "DROP"));
}

TEST_CASE("pitfall 17: a function that gains an argument makes way for the view that it returns",
          "[pitfalls]")
{
    std::string const users = "CREATE SCHEMA app; "
                              "CREATE TABLE app.users (id integer, email text, role text);"
                              "INSERT INTO app.users VALUES (1, 'a@b', 'admin');";
    Pitfall const pitfall{users + R"(
CREATE VIEW app.vw_users AS SELECT id FROM app.users;
CREATE FUNCTION app.fn(email text) RETURNS app.vw_users LANGUAGE sql
    AS 'select * from app.vw_users limit 1';
GRANT SELECT ON app.vw_users TO app_reader;
REVOKE EXECUTE ON FUNCTION app.fn(text) FROM PUBLIC;
)"};
    (void)pitfall.goes_to(R"(
schemas:
  app:
    tables:
      users: {columns: {id: integer, email: text, role: text}}
    views:
      vw_users: {query: 'select email, id, role from app.users', grants: {app_reader: [select]}}
    functions:
      fn(email text, role text default 'member'):
        returns: app.vw_users
        language: sql
        body: select * from app.vw_users limit 1
        grants: {public: []}
)",
                          users + R"(
CREATE VIEW app.vw_users AS SELECT email, id, role FROM app.users;
CREATE FUNCTION app.fn(email text, role text DEFAULT 'member') RETURNS app.vw_users LANGUAGE sql
    AS 'select * from app.vw_users limit 1';
GRANT SELECT ON app.vw_users TO app_reader;
REVOKE EXECUTE ON FUNCTION app.fn(text, text) FROM PUBLIC;
)");
}
