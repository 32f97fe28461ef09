// What the kinds claim of their statements, held against a server: the strongest lock on each
// relation that is there before, and whether the table is written again or read. Each change is
// made by hand first; then the plan between the two states is undone and done again, step by step.
#include <engine/introspect/introspect.hpp>
#include <engine/plan/planner.hpp>
#include <engine/prove/watch.hpp>

#include <support/catch.hpp>
#include <support/test_server.hpp>

#include <algorithm>

using namespace schemadiff;
using namespace schemadiff::test;

namespace
{

constexpr std::string_view base = R"sql(
CREATE SCHEMA app;
CREATE TABLE app.r (id integer PRIMARY KEY, k integer NOT NULL UNIQUE);
INSERT INTO app.r SELECT i, i FROM generate_series(1, 3) i;
CREATE TYPE app.mood AS ENUM ('bad', 'good');
CREATE TABLE app.t (id integer NOT NULL, a integer, b text, c character varying(10),
    d numeric(10,2), e timestamp(3) without time zone, m app.mood, r_id integer, j jsonb,
    bits bit varying(4), span interval day to second(3));
INSERT INTO app.t SELECT i, i, 'b', 'c', i, now(), 'good', i, '{}', B'1', '1 day'
FROM generate_series(1, 3) i;
CREATE FUNCTION app.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE SEQUENCE app.s;
CREATE VIEW app.v AS SELECT id FROM app.r;
)sql";

struct Case {
    std::string_view what;
    std::string_view before; // beside the base
    std::string_view change;
};

class Bench
{
public:
    Bench() { make_tablespaces(); }

    void check(Case const &one)
    {
        INFO(one.what);
        run("DROP SCHEMA IF EXISTS app CASCADE");
        run(base);
        run(one.before);
        auto const before = introspect::introspect(connection_);
        run(one.change);
        auto const after = introspect::introspect(connection_);
        for (plan::Ways const ways : {plan::Ways::plain, plan::Ways::online}) {
            check(plan::planned(before, after, {},
                                {.role = "postgres",
                                 .server_version = connection_.server_version(),
                                 .ways = ways}));
        }
    }

    void check(Plan const &plan)
    {
        REQUIRE_FALSE(plan.empty());
        bool const has_way_back =
            std::all_of(plan.steps.begin(), plan.steps.end(),
                        [](PlannedStep const &step) { return step.down.has_value(); });
        if (has_way_back) {
            for (auto step = plan.steps.rbegin(); step != plan.steps.rend(); ++step) {
                check(*step, *step->down);
            }
            for (PlannedStep const &step : plan.steps) {
                check(step, step.up);
            }
        }
        CHECK(has_way_back);
    }

    // Up, then down.
    void check_back(Plan const &plan)
    {
        for (PlannedStep const &step : plan.steps) {
            check(step, step.up);
            check(step, step.down.value());
        }
    }

    void run(std::string_view text)
    {
        if (!text.empty()) {
            connection_.execute(text);
        }
    }

private:
    void check(PlannedStep const &step, PlannedSide const &side)
    {
        if (side.transaction == Transaction::outside) {
            // Nobody can look into it; online_ways_test.cpp looks at it from beside.
            for (std::string const &statement : side.statements) {
                connection_.execute(statement);
            }
            return;
        }
        std::string text = step.subject;
        prove::Watch watch{connection_};
        postgres::Transaction transaction{connection_};
        connection_.execute("SET LOCAL search_path = ''; SET LOCAL check_function_bodies = off");
        watch.begins(connection_, 1);
        watch.before(connection_, side);
        for (std::string const &statement : side.statements) {
            text += '\n' + statement;
            connection_.execute(statement);
        }
        watch.after(connection_, 0);
        transaction.commit();
        INFO(text);
        CHECK(prove::wrong_claims(watch.looks().front()) == std::vector<std::string>{});
        // What takes remains away finds none here.
        if (text.find(" IF EXISTS ") == std::string::npos) {
            CHECK(prove::idle_claims(watch.looks().front()) == std::vector<std::string>{});
        }
    }

    scratch::Database database_ = fresh_database();
    postgres::Connection connection_{database_.address()};
};

void check_all(std::vector<Case> const &cases)
{
    Bench bench;
    for (Case const &one : cases) {
        bench.check(one);
    }
}

} // namespace

TEST_CASE("what is claimed of columns is what a server does", "[claims][versions]")
{
    check_all({
        {"a column", "", "ALTER TABLE app.t ADD x integer"},
        {"a column with a constant default", "", "ALTER TABLE app.t ADD x integer DEFAULT 7"},
        {"a column with a stable default", "", "ALTER TABLE app.t ADD x timestamptz DEFAULT now()"},
        {"a column with a volatile default", "",
         "ALTER TABLE app.t ADD x uuid DEFAULT gen_random_uuid()"},
        {"a column that counts", "",
         "ALTER TABLE app.t ADD x bigint NOT NULL DEFAULT nextval('app.s')"},
        {"a column that is never null", "", "ALTER TABLE app.t ADD x integer NOT NULL DEFAULT 0"},
        {"a generated column", "",
         "ALTER TABLE app.t ADD x integer GENERATED ALWAYS AS (a) STORED"},
        {"an identity column", "", "ALTER TABLE app.t ADD x bigint GENERATED ALWAYS AS IDENTITY"},
        {"a column that children keep",
         "CREATE TABLE app.p (a integer, b text); CREATE TABLE app.c () INHERITS (app.p)",
         "ALTER TABLE ONLY app.p DROP b"},
        {"not null", "", "ALTER TABLE app.t ALTER a SET NOT NULL"},
        {"a column with a default of its own",
         "CREATE FUNCTION app.one() RETURNS integer LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'",
         "ALTER TABLE app.t ADD x integer DEFAULT app.one()"},
        {"a column with a stable default of its own",
         "CREATE FUNCTION app.one() RETURNS integer LANGUAGE sql STABLE AS 'SELECT 1'",
         "ALTER TABLE app.t ADD x integer DEFAULT app.one()"},
        {"a default", "", "ALTER TABLE app.t ALTER a SET DEFAULT 1"},
        {"a changed default", "ALTER TABLE app.t ALTER a SET DEFAULT 1",
         "ALTER TABLE app.t ALTER a SET DEFAULT 2"},
        {"an identity", "", "ALTER TABLE app.t ALTER id ADD GENERATED ALWAYS AS IDENTITY"},
        {"another identity", "ALTER TABLE app.t ALTER id ADD GENERATED ALWAYS AS IDENTITY",
         "ALTER TABLE app.t ALTER id SET GENERATED BY DEFAULT"},
        {"an identity that counts by tens",
         "ALTER TABLE app.t ALTER id ADD GENERATED ALWAYS AS IDENTITY",
         "ALTER TABLE app.t ALTER id SET INCREMENT BY 10"},
        {"no expression", "ALTER TABLE app.t ADD x integer GENERATED ALWAYS AS (a) STORED",
         "ALTER TABLE app.t ALTER x DROP EXPRESSION"},
        {"statistics", "", "ALTER TABLE app.t ALTER a SET STATISTICS 500"},
        {"options", "", "ALTER TABLE app.t ALTER a SET (n_distinct = 5)"},
        {"storage", "", "ALTER TABLE app.t ALTER b SET STORAGE EXTERNAL"},
        {"a comment on a column", "", "COMMENT ON COLUMN app.t.a IS 'x'"},
        {"a grant on a column", "", "GRANT SELECT (a) ON app.t TO pg_monitor"},
    });
    if (!lacks(14, "compression methods of columns")) {
        check_all({{"compression", "", "ALTER TABLE app.t ALTER b SET COMPRESSION pglz"}});
    }
    if (!lacks(18, "constraints that are NOT NULL")) {
        check_all({
            {"a NOT NULL with a name", "", "ALTER TABLE app.t ADD CONSTRAINT k18 NOT NULL b"},
            {"a NOT NULL that is not valid", "",
             "ALTER TABLE app.t ADD CONSTRAINT k18 NOT NULL b NOT VALID"},
            {"a NOT NULL that is validated",
             "ALTER TABLE app.t ADD CONSTRAINT k18 NOT NULL b NOT VALID",
             "ALTER TABLE app.t VALIDATE CONSTRAINT k18"},
            {"another name of NOT NULL", "ALTER TABLE app.t ADD CONSTRAINT k18 NOT NULL b",
             "ALTER TABLE app.t RENAME CONSTRAINT k18 TO k19"},
            {"a virtual column", "",
             "ALTER TABLE app.t ADD x integer GENERATED ALWAYS AS (a) VIRTUAL"},
            {"a check that is not enforced", "",
             "ALTER TABLE app.t ADD CONSTRAINT k18 CHECK (a > 0) NOT ENFORCED"},
        });
    }
}

TEST_CASE("what is claimed of a new type is what a server does", "[claims][versions]")
{
    check_all({
        {"integer, bigint", "", "ALTER TABLE app.t ALTER a TYPE bigint"},
        {"integer, text", "", "ALTER TABLE app.t ALTER a TYPE text"},
        {"integer, oid", "", "ALTER TABLE app.t ALTER a TYPE oid"},
        {"varchar, longer", "", "ALTER TABLE app.t ALTER c TYPE varchar(20)"},
        {"varchar, text", "", "ALTER TABLE app.t ALTER c TYPE text"},
        {"varchar, without a length", "", "ALTER TABLE app.t ALTER c TYPE varchar"},
        {"varchar, character", "", "ALTER TABLE app.t ALTER c TYPE char(10)"},
        {"text, varchar", "", "ALTER TABLE app.t ALTER b TYPE varchar"},
        {"text, varchar with a length", "", "ALTER TABLE app.t ALTER b TYPE varchar(9)"},
        {"numeric, more digits", "", "ALTER TABLE app.t ALTER d TYPE numeric(12,2)"},
        {"numeric, any digits", "", "ALTER TABLE app.t ALTER d TYPE numeric"},
        {"numeric, more digits behind the point", "",
         "ALTER TABLE app.t ALTER d TYPE numeric(12,3)"},
        {"timestamp, finer", "", "ALTER TABLE app.t ALTER e TYPE timestamp(6)"},
        {"timestamp, as fine as can be", "", "ALTER TABLE app.t ALTER e TYPE timestamp"},
        {"timestamp, date", "", "ALTER TABLE app.t ALTER e TYPE date"},
        {"bits, more", "", "ALTER TABLE app.t ALTER bits TYPE bit varying(8)"},
        {"bits, any", "", "ALTER TABLE app.t ALTER bits TYPE bit varying"},
        {"interval, finer", "", "ALTER TABLE app.t ALTER span TYPE interval day to second(6)"},
        {"interval, any", "", "ALTER TABLE app.t ALTER span TYPE interval"},
        {"enum, text", "", "ALTER TABLE app.t ALTER m TYPE text"},
        {"an array", "ALTER TABLE app.t ADD x varchar(10)[]",
         "ALTER TABLE app.t ALTER x TYPE varchar(20)[]"},
        {"varchar, bpchar", "", "ALTER TABLE app.t ALTER c TYPE bpchar"},
        {"jsonb, text", "", "ALTER TABLE app.t ALTER j TYPE text"},
        {"numeric, integer", "", "ALTER TABLE app.t ALTER d TYPE integer"},
        {"a collation", "", "ALTER TABLE app.t ALTER b TYPE text COLLATE \"C\""},
        {"a type under an index", "CREATE INDEX i ON app.t (c)",
         "ALTER TABLE app.t ALTER c TYPE varchar(20)"},
        {"a type under a view", "CREATE VIEW app.w AS SELECT c FROM app.t",
         "DROP VIEW app.w; ALTER TABLE app.t ALTER c TYPE text; "
         "CREATE VIEW app.w AS SELECT c FROM app.t"},
        {"labels", "", "ALTER TYPE app.mood ADD VALUE 'best'"},
    });
}

TEST_CASE("what is claimed of constraints and indexes is what a server does", "[claims][versions]")
{
    check_all({
        {"a primary key", "", "ALTER TABLE app.t ADD CONSTRAINT k PRIMARY KEY (id)"},
        {"a unique constraint", "", "ALTER TABLE app.t ADD CONSTRAINT k UNIQUE (a)"},
        {"options of a key", "ALTER TABLE app.t ADD CONSTRAINT k UNIQUE (a)",
         "ALTER INDEX app.k SET (fillfactor = 70)"},
        {"a check", "", "ALTER TABLE app.t ADD CONSTRAINT k CHECK (a > 0)"},
        {"a check that children keep",
         "CREATE TABLE app.p (a integer CONSTRAINT k CHECK (a > 0)); "
         "CREATE TABLE app.c () INHERITS (app.p)",
         "ALTER TABLE ONLY app.p DROP CONSTRAINT k"},
        {"a check that is not valid", "",
         "ALTER TABLE app.t ADD CONSTRAINT k CHECK (a > 0) NOT VALID"},
        {"a check that becomes valid", "ALTER TABLE app.t ADD CONSTRAINT k CHECK (a > 0) NOT VALID",
         "ALTER TABLE app.t VALIDATE CONSTRAINT k"},
        {"a foreign key", "",
         "ALTER TABLE app.t ADD CONSTRAINT k FOREIGN KEY (r_id) REFERENCES app.r"},
        {"a foreign key that is not valid", "",
         "ALTER TABLE app.t ADD CONSTRAINT k FOREIGN KEY (r_id) REFERENCES app.r NOT VALID"},
        {"a foreign key that becomes valid",
         "ALTER TABLE app.t ADD CONSTRAINT k FOREIGN KEY (r_id) REFERENCES app.r NOT VALID",
         "ALTER TABLE app.t VALIDATE CONSTRAINT k"},
        {"a foreign key that can wait",
         "ALTER TABLE app.t ADD CONSTRAINT k FOREIGN KEY (r_id) REFERENCES app.r",
         "ALTER TABLE app.t ALTER CONSTRAINT k DEFERRABLE"},
        {"a foreign key to itself", "ALTER TABLE app.t ADD PRIMARY KEY (id)",
         "ALTER TABLE app.t ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES app.t"},
        {"a comment on a constraint", "ALTER TABLE app.t ADD CONSTRAINT k CHECK (a > 0)",
         "COMMENT ON CONSTRAINT k ON app.t IS 'x'"},
        {"an index", "", "CREATE INDEX i ON app.t (a)"},
        {"a unique index", "", "CREATE UNIQUE INDEX i ON app.t (a)"},
        {"options of an index", "CREATE INDEX i ON app.t (a)",
         "ALTER INDEX app.i SET (fillfactor = 70)"},
        {"a tablespace of an index", "CREATE INDEX i ON app.t (a)",
         "ALTER INDEX app.i SET TABLESPACE fast"},
        {"a tablespace of a key", "ALTER TABLE app.t ADD CONSTRAINT k UNIQUE (a)",
         "ALTER INDEX app.k SET TABLESPACE fast"},
        {"a tablespace of an exclusion constraint",
         "ALTER TABLE app.t ADD CONSTRAINT k EXCLUDE USING btree (a WITH =)",
         "ALTER INDEX app.k SET TABLESPACE fast"},
        {"options of an index that concern its use", "CREATE INDEX i ON app.t USING gin (j)",
         "ALTER INDEX app.i SET (fastupdate = off)"},
        {"a comment on an index", "CREATE INDEX i ON app.t (a)", "COMMENT ON INDEX app.i IS 'x'"},
        {"a mark", "CREATE INDEX i ON app.t (a)", "ALTER TABLE app.t CLUSTER ON i"},
        {"a replica identity", "", "ALTER TABLE app.t REPLICA IDENTITY FULL"},
        {"a replica identity by an index", "CREATE UNIQUE INDEX i ON app.t (id)",
         "ALTER TABLE app.t REPLICA IDENTITY USING INDEX i"},
    });
}

TEST_CASE("what is claimed of tables and what hangs on them is what a server does",
          "[claims][versions]")
{
    check_all({
        {"a table", "", "CREATE TABLE app.n (id integer PRIMARY KEY)"},
        {"a table that refers to another", "",
         "CREATE TABLE app.n (id integer PRIMARY KEY, r_id integer REFERENCES app.r)"},
        {"unlogged", "", "ALTER TABLE app.t SET UNLOGGED"},
        {"options", "", "ALTER TABLE app.t SET (fillfactor = 70, autovacuum_enabled = false)"},
        {"a tablespace", "", "ALTER TABLE app.t SET TABLESPACE fast"},
        {"a tablespace of new partitions",
         "CREATE TABLE app.p (a integer) PARTITION BY LIST (a); "
         "CREATE TABLE app.p1 PARTITION OF app.p FOR VALUES IN (1); CREATE INDEX i ON app.p (a)",
         "ALTER TABLE app.p SET TABLESPACE fast; ALTER INDEX app.i SET TABLESPACE fast"},
        {"options that concern its use", "", "ALTER TABLE app.t SET (user_catalog_table = true)"},
        {"an owner", "", "ALTER TABLE app.t OWNER TO pg_monitor"},
        {"a comment", "", "COMMENT ON TABLE app.t IS 'x'"},
        {"a grant", "", "GRANT SELECT ON app.t TO pg_monitor"},
        {"row security", "", "ALTER TABLE app.t ENABLE ROW LEVEL SECURITY"},
        {"row security for the owner", "", "ALTER TABLE app.t FORCE ROW LEVEL SECURITY"},
        {"a parent", "CREATE TABLE app.p (a integer)", "ALTER TABLE app.t INHERIT app.p"},
        {"a column of a parent", "CREATE TABLE app.p (a integer); ALTER TABLE app.t INHERIT app.p",
         "ALTER TABLE app.p ADD z integer"},
        {"a type of a column of a parent",
         "CREATE TABLE app.p (a integer); ALTER TABLE app.t INHERIT app.p",
         "ALTER TABLE app.p ALTER a TYPE bigint"},
        {"a policy", "", "CREATE POLICY p ON app.t USING (a > 0)"},
        {"another policy", "CREATE POLICY p ON app.t USING (a > 0)",
         "ALTER POLICY p ON app.t USING (a > 1)"},
        {"a comment on a policy", "CREATE POLICY p ON app.t USING (a > 0)",
         "COMMENT ON POLICY p ON app.t IS 'x'"},
        {"a trigger", "",
         "CREATE TRIGGER g AFTER INSERT ON app.t FOR EACH ROW EXECUTE FUNCTION app.f()"},
        {"a trigger that is off",
         "CREATE TRIGGER g AFTER INSERT ON app.t FOR EACH ROW EXECUTE FUNCTION app.f()",
         "ALTER TABLE app.t DISABLE TRIGGER g"},
        {"a constraint trigger", "",
         "CREATE CONSTRAINT TRIGGER g AFTER INSERT ON app.t FROM app.r FOR EACH ROW "
         "EXECUTE FUNCTION app.f()"},
        {"a trigger of a view", "",
         "CREATE TRIGGER g INSTEAD OF INSERT ON app.v FOR EACH ROW EXECUTE FUNCTION app.f()"},
        {"a comment on a trigger",
         "CREATE TRIGGER g AFTER INSERT ON app.t FOR EACH ROW EXECUTE FUNCTION app.f()",
         "COMMENT ON TRIGGER g ON app.t IS 'x'"},
    });
}

TEST_CASE("what is claimed of foreign tables is what a server does", "[claims][versions]")
{
    constexpr std::string_view far =
        "DROP FOREIGN DATA WRAPPER IF EXISTS files CASCADE; CREATE FOREIGN DATA WRAPPER files; "
        "CREATE SERVER cellar FOREIGN DATA WRAPPER files; "
        "CREATE TABLE app.p (id integer, note text) PARTITION BY LIST (id); "
        "CREATE TABLE app.u (id integer, note text); "
        "CREATE FOREIGN TABLE app.far (id integer, note text OPTIONS (n '1')) SERVER cellar";
    check_all({
        {"a foreign table", far, "CREATE FOREIGN TABLE app.n (id integer) SERVER cellar"},
        {"options", far, "ALTER FOREIGN TABLE app.far OPTIONS (ADD x '1')"},
        {"options of a column", far,
         "ALTER FOREIGN TABLE app.far ALTER note OPTIONS (SET n '2', ADD m '3')"},
        {"a column", far, "ALTER FOREIGN TABLE app.far ADD x bigint NOT NULL DEFAULT random()"},
        {"a type", far, "ALTER FOREIGN TABLE app.far ALTER note TYPE integer"},
        {"not null", far, "ALTER FOREIGN TABLE app.far ALTER note SET NOT NULL"},
        {"a check", far, "ALTER FOREIGN TABLE app.far ADD CONSTRAINT k CHECK (id > 0)"},
        {"a generated column", far,
         "ALTER FOREIGN TABLE app.far ADD x integer GENERATED ALWAYS AS (id) STORED"},
        {"a parent", far, "ALTER FOREIGN TABLE app.far INHERIT app.u"},
        {"a trigger", far,
         "CREATE TRIGGER g AFTER INSERT ON app.far FOR EACH ROW EXECUTE FUNCTION app.f()"},
        {"an owner", far, "ALTER FOREIGN TABLE app.far OWNER TO pg_monitor"},
        {"a comment", far, "COMMENT ON FOREIGN TABLE app.far IS 'x'"},
        {"a grant", far, "GRANT SELECT ON app.far TO pg_monitor"},
    });
    if (!lacks(14, "the stronger lock on a table that is detached")) {
        check_all(
            {{"a partition", far, "ALTER TABLE app.p ATTACH PARTITION app.far FOR VALUES IN (1)"}});
    }
}

TEST_CASE("what is claimed of typed tables is what a server does", "[claims][versions]")
{
    constexpr std::string_view typed =
        "CREATE TYPE app.kind AS (id integer, note text); CREATE TABLE app.k OF app.kind; "
        "CREATE TABLE app.l (id integer, note text)";
    check_all({
        {"a typed table", typed, "CREATE TABLE app.n OF app.kind (PRIMARY KEY (id))"},
        {"a table that becomes typed", typed, "ALTER TABLE app.l OF app.kind"},
        {"one that is typed no more", typed, "ALTER TABLE app.k NOT OF"},
        {"an attribute", typed, "ALTER TYPE app.kind ADD ATTRIBUTE more integer CASCADE"},
        {"a type of an attribute", typed,
         "ALTER TYPE app.kind ALTER ATTRIBUTE id TYPE bigint CASCADE"},
    });
}

TEST_CASE("what is claimed of renames is what a server does", "[claims][versions]")
{
    Bench bench;
    bench.run(base);
    bench.run("CREATE INDEX i ON app.t (a); ALTER TABLE app.t ADD CONSTRAINT k CHECK (a > 0);"
              "CREATE POLICY p ON app.t; CREATE SCHEMA other;"
              "CREATE TRIGGER g AFTER INSERT ON app.t FOR EACH ROW EXECUTE FUNCTION app.f()");
    auto const part = [](Kind kind, char const *name) {
        return id_of<Table>({"app", "t"}).child(kind, name);
    };
    std::vector<std::pair<ObjectId, ObjectId>> const renames{
        {id_of<Table>({"app", "t"}), id_of<Table>({"app", "n"})},
        {id_of<View>({"app", "v"}), id_of<View>({"app", "n"})},
        {id_of<Sequence>({"app", "s"}), id_of<Sequence>({"app", "n"})},
        {id_of<Enum>({"app", "mood"}), id_of<Enum>({"app", "n"})},
        {id_of<Function>({"app", "f", ""}), id_of<Function>({"app", "n", ""})},
        {id_of<Function>({"app", "f", ""}), id_of<Function>({"other", "f", ""})},
        {part(kind_of<Column>, "a"), part(kind_of<Column>, "n")},
        {part(kind_of<Check>, "k"), part(kind_of<Check>, "n")},
        {part(kind_of<Index>, "i"), part(kind_of<Index>, "n")},
        {part(kind_of<Policy>, "p"), part(kind_of<Policy>, "n")},
        {part(kind_of<Trigger>, "g"), part(kind_of<Trigger>, "n")},
    };
    for (auto const &[before, after] : renames) {
        auto plan = plan::planned({}, {}, {{before, after, {}}}, {});
        bench.check_back(plan);
    }
}

TEST_CASE("what is claimed of views and sequences is what a server does", "[claims][versions]")
{
    check_all({
        {"a view", "", "CREATE VIEW app.w AS SELECT a FROM app.t"},
        {"a view with one column more", "",
         "CREATE OR REPLACE VIEW app.v AS SELECT id, k FROM app.r"},
        {"another view", "", "DROP VIEW app.v; CREATE VIEW app.v AS SELECT k FROM app.r"},
        {"options of a view", "", "ALTER VIEW app.v SET (security_barrier = true)"},
        {"an owner of a view", "", "ALTER VIEW app.v OWNER TO pg_monitor"},
        {"a default of a view", "", "ALTER VIEW app.v ALTER id SET DEFAULT 1"},
        {"a comment on a view", "", "COMMENT ON VIEW app.v IS 'x'"},
        {"a sequence", "", "CREATE SEQUENCE app.q"},
        {"a sequence that counts otherwise", "", "ALTER SEQUENCE app.s INCREMENT BY 2 CACHE 5"},
        {"an owner of a sequence", "", "ALTER SEQUENCE app.s OWNER TO pg_monitor"},
        {"a sequence that goes with a column", "", "ALTER SEQUENCE app.s OWNED BY app.t.a"},
        {"a comment on a sequence", "", "COMMENT ON SEQUENCE app.s IS 'x'"},
        {"a grant on a sequence", "", "GRANT USAGE ON SEQUENCE app.s TO pg_monitor"},
    });
    check_all({
        {"a tablespace of a materialized view",
         "CREATE MATERIALIZED VIEW app.m AS SELECT k FROM app.r",
         "ALTER MATERIALIZED VIEW app.m SET TABLESPACE fast"},
    });
    if (!lacks(15, "SET ACCESS METHOD")) {
        check_all({
            {"an access method of a table",
             "DROP ACCESS METHOD IF EXISTS stack; CREATE ACCESS METHOD stack TYPE TABLE HANDLER "
             "heap_tableam_handler",
             "ALTER TABLE app.t SET ACCESS METHOD stack"},
            {"an access method of a materialized view",
             "DROP ACCESS METHOD IF EXISTS stack; CREATE ACCESS METHOD stack TYPE TABLE HANDLER "
             "heap_tableam_handler; CREATE MATERIALIZED VIEW app.m AS SELECT k FROM app.r",
             "ALTER MATERIALIZED VIEW app.m SET ACCESS METHOD stack"},
        });
    }
    if (!lacks(17, "access methods of partitioned tables")) {
        check_all({
            {"an access method of new partitions",
             "DROP ACCESS METHOD IF EXISTS stack; CREATE ACCESS METHOD stack TYPE TABLE HANDLER "
             "heap_tableam_handler; CREATE TABLE app.p (a integer) PARTITION BY LIST (a); "
             "CREATE TABLE app.p1 PARTITION OF app.p FOR VALUES IN (1)",
             "ALTER TABLE app.p SET ACCESS METHOD stack"},
        });
    }
    if (has_label_providers()) {
        check_all({
            {"a label of a table", "", "SECURITY LABEL FOR clearance ON TABLE app.t IS 'x'"},
            {"a label of a column", "", "SECURITY LABEL FOR clearance ON COLUMN app.t.a IS 'x'"},
            {"a label of a view", "", "SECURITY LABEL FOR clearance ON VIEW app.v IS 'x'"},
            {"a label of a sequence", "", "SECURITY LABEL FOR clearance ON SEQUENCE app.s IS 'x'"},
            {"a label of a type", "", "SECURITY LABEL FOR clearance ON TYPE app.mood IS 'x'"},
        });
    }
    if (!lacks(15, "unlogged sequences")) {
        check_all({{"an unlogged sequence", "", "ALTER SEQUENCE app.s SET UNLOGGED"}});
    }
}
