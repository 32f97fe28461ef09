// Pitfalls 29 to 33: who may see and do what. What is left out must never let more through.
#include "pitfall_bench.hpp"

using namespace schemadiff;
using namespace schemadiff::test;

TEST_CASE("pitfall 29: a policy without a condition is refused unless that is meant", "[pitfalls]")
{
    Pitfall const pitfall{"CREATE SCHEMA app; CREATE TABLE app.t (id integer);"};
    std::string const yaml = R"(
schemas:
  app:
    tables:
      t:
        columns: {id: integer}
        row_security: enabled
        policies: {open: {to: [app_reader]}}
)";
    pitfall.wants(yaml);
    auto const refused = pitfall.run("plan", {});
    CHECK(refused.exit_code == 1);
    CHECK_THAT(refused.err, Contains("a policy needs 'using' or 'check'"));
    CHECK_THAT(refused.err, Contains("without_condition: true"));
    (void)pitfall.goes_to(replaced(yaml, "[app_reader]}", "[app_reader], without_condition: true}"),
                          "CREATE SCHEMA app; CREATE TABLE app.t (id integer);"
                          "ALTER TABLE app.t ENABLE ROW LEVEL SECURITY;"
                          "CREATE POLICY open ON app.t TO app_reader;");
}

TEST_CASE("pitfall 30: what hangs on the tables of other schemas is left alone", "[pitfalls]")
{
    std::string const cron = R"(
CREATE SCHEMA cron;
CREATE TABLE cron.job (id integer, username text);
ALTER TABLE cron.job ENABLE ROW LEVEL SECURITY;
CREATE POLICY cron_job_policy ON cron.job USING (username = current_user);
CREATE FUNCTION cron.touch() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end';
CREATE TRIGGER touched BEFORE UPDATE ON cron.job FOR EACH ROW EXECUTE FUNCTION cron.touch();
CREATE INDEX job_user ON cron.job (username);
COMMENT ON TABLE cron.job IS 'of pg_cron';
COMMENT ON COLUMN cron.job.id IS 'its number';
GRANT SELECT ON cron.job TO app_reader;
GRANT USAGE ON SCHEMA cron TO app_reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA cron GRANT SELECT ON TABLES TO app_reader;
)";
    Pitfall const pitfall{"CREATE SCHEMA app; CREATE TABLE app.t (id integer);" + cron};
    std::string const yaml = R"(
schemas:
  app:
    grants: {}
    tables:
      t: {columns: {id: integer}, grants: {}}
)";
    pitfall.wants(yaml);
    pitfall.has_nothing_to_do();
    auto const script = pitfall.goes_to(replaced(yaml, "id: integer", "id: integer, note: text"),
                                        "CREATE SCHEMA app;"
                                        "CREATE TABLE app.t (id integer, note text);" +
                                            cron);
    CHECK_FALSE(has(script, "cron"));
    // Declared, but not managed: only looked at for references.
    pitfall.wants("manage: {schemas: [app]}" + yaml + "  cron:\n");
    pitfall.has_nothing_to_do();
    pitfall.wants("manage: {exclude: ['cron.*']}" + yaml + "  cron:\n");
    auto const excluded = pitfall.plan();
    CHECK_FALSE(has(excluded, "job"));
    CHECK_FALSE(has(excluded, "POLICY"));
}

TEST_CASE("pitfall 31: a policy that loses its check is made anew, and stays restrictive",
          "[pitfalls]")
{
    auto const state = [](std::string const &conditions) {
        return "CREATE SCHEMA app; CREATE TABLE app.t (tenant integer);"
               "ALTER TABLE app.t ENABLE ROW LEVEL SECURITY;"
               "CREATE POLICY everybody ON app.t USING (true);"
               "CREATE POLICY narrow ON app.t AS RESTRICTIVE FOR ALL TO app_reader, app_writer " +
               conditions + "; COMMENT ON POLICY narrow ON app.t IS 'own rows';";
    };
    std::string const yaml = R"(
schemas:
  app:
    tables:
      t:
        columns: {tenant: integer}
        row_security: enabled
        policies:
          everybody: {using: true}
          narrow: {restrictive: true, to: [app_reader, app_writer], using: tenant = 1, check: tenant > 0, comment: own rows}
)";
    Pitfall const pitfall{state("USING (tenant = 1) WITH CHECK (tenant > 0)")};
    pitfall.is_already(yaml);
    auto const script =
        pitfall.goes_to(replaced(yaml, ", check: tenant > 0", ""), state("USING (tenant = 1)"));
    auto const gap = between(script, "DROP POLICY narrow", "CREATE POLICY narrow");
    CHECK_FALSE(has(gap, "COMMIT"));
    // What the database says of itself is as strict as it is.
    (void)pitfall.done_alone({"inspect", "--output", "state.yaml"});
    CHECK_THAT(text_of(pitfall.file("state.yaml")), Contains("restrictive: true"));
    pitfall.has_nothing_to_do();
}

TEST_CASE("pitfall 32: what is taken from everybody, and privileges by default, are never left out",
          "[pitfalls]")
{
    Pitfall const pitfall{R"(
CREATE SCHEMA app;
GRANT USAGE ON SCHEMA app TO app_reader;
CREATE FUNCTION app.secret() RETURNS integer LANGUAGE sql SECURITY DEFINER AS 'select 1';
REVOKE EXECUTE ON FUNCTION app.secret() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.secret() TO app_reader;
CREATE TYPE app.kind AS ENUM ('a');
REVOKE USAGE ON TYPE app.kind FROM PUBLIC;
CREATE TABLE app.t (id integer, salary integer);
REVOKE TRUNCATE ON app.t FROM postgres;
GRANT SELECT (id) ON app.t TO app_reader;
REVOKE USAGE ON SCHEMA public FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE app_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE app_owner IN SCHEMA app GRANT SELECT ON TABLES TO app_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE app_owner IN SCHEMA app
    GRANT USAGE ON SEQUENCES TO app_writer WITH GRANT OPTION;
)"};
    // From the database into a file, and from that into an empty database.
    (void)pitfall.done_alone({"inspect", "--output", "state.yaml"});
    auto const yaml = text_of(pitfall.file("state.yaml"));
    INFO(yaml);
    pitfall.has_nothing_to_do();
    Pitfall const empty{""};
    empty.wants(replaced(yaml, "schemadiff: 1\n", ""));
    empty.apply();
    empty.is_like(pitfall);
    CHECK(empty.value("SELECT has_function_privilege('public', 'app.secret()', 'execute')") == "f");

    // Written by hand, one by one.
    Pitfall const bare{"CREATE SCHEMA app;"
                       "CREATE FUNCTION app.secret() RETURNS integer LANGUAGE sql AS 'select 1';"};
    auto const script = bare.goes_to(R"(
schemas:
  app:
    grants: {app_reader: [usage]}
    functions:
      secret(): {returns: integer, language: sql, body: select 1, grants: {public: []}}
default_privileges:
  app_owner on functions: {grants: {public: []}}
)",
                                     R"(
CREATE SCHEMA app;
CREATE FUNCTION app.secret() RETURNS integer LANGUAGE sql AS 'select 1';
GRANT USAGE ON SCHEMA app TO app_reader;
REVOKE EXECUTE ON FUNCTION app.secret() FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE app_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
)");
    CHECK_THAT(script, Contains("REVOKE EXECUTE ON FUNCTION app.secret() FROM PUBLIC"));
}

TEST_CASE("pitfall 33: columns are granted after the table is taken back, and a view keeps its "
          "security",
          "[pitfalls]")
{
    std::string const table = "CREATE SCHEMA app; CREATE TABLE app.t (id integer, salary integer);"
                              "INSERT INTO app.t VALUES (1, 100);";
    Pitfall const pitfall{table + R"(
GRANT SELECT, UPDATE ON app.t TO app_reader;
CREATE VIEW app.v WITH (security_invoker = true, security_barrier = true) AS
    SELECT id, salary FROM app.t;
GRANT SELECT ON app.v TO app_reader;
)"};
    (void)pitfall.goes_to(R"(
schemas:
  app:
    tables:
      t:
        columns:
          id: {type: integer, grants: {app_reader: [select, update]}}
          salary: {type: integer, grants: {app_reader: [select]}}
        grants: {}
    views:
      v:
        query: select salary, id from app.t
        options: {security_invoker: true, security_barrier: true}
        grants: {app_reader: [select]}
)",
                          table + R"(
GRANT SELECT (id), UPDATE (id), SELECT (salary) ON app.t TO app_reader;
CREATE VIEW app.v WITH (security_invoker = true, security_barrier = true) AS
    SELECT salary, id FROM app.t;
GRANT SELECT ON app.v TO app_reader;
)");
    pitfall.apply_unproved();
    CHECK(pitfall.value("SELECT has_column_privilege('app_reader', 'app.t', 'id', 'update')") ==
          "t");
    CHECK(pitfall.value("SELECT has_column_privilege('app_reader', 'app.t', 'salary', 'update')") ==
          "f");
    CHECK(pitfall.value("SELECT has_column_privilege('app_reader', 'app.t', 'salary', 'select')") ==
          "t");
}
