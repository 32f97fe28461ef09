// Hard cases of order, each written by hand as two databases: the plan from the one to the other,
// its way back, and the plan once more must give what the SQL gives, by the word of pg_dump.
#include <engine/execute/executor.hpp>
#include <engine/introspect/introspect.hpp>
#include <engine/plan/planner.hpp>
#include <engine/render/plan_json.hpp>
#include <schemadiff/base/failure.hpp>

#include <support/catch.hpp>
#include <support/dump_entries.hpp>
#include <support/test_server.hpp>

using namespace schemadiff;
using namespace schemadiff::test;

namespace
{

execute::ApplyOptions options()
{
    execute::ApplyOptions options;
    options.format = {.write = render::plan_json, .read = render::plan_from_json};
    options.allowed.all = true;
    options.retries = 0;
    return options;
}

class Site
{
public:
    explicit Site(std::string_view text) { connection_.execute(text); }

    Catalog read() { return introspect::introspect(connection_); }
    DumpEntries dump() const { return dump_entries(database_.address()); }

    void go_to(Catalog const &wanted)
    {
        execute::apply(
            connection_,
            plan::planned(read(), wanted, {},
                          {.role = "postgres", .server_version = connection_.server_version()}),
            options());
    }
    void undo() { execute::rollback(connection_, {.common = options(), .run = {}, .last = 1}); }

private:
    scratch::Database database_ = fresh_database();
    postgres::Connection connection_{database_.address()};
};

void check_one_way(std::string_view from, std::string_view to)
{
    Site site{from};
    Site goal{to};
    auto const wanted = goal.read();
    auto const start = site.dump();
    auto const end = goal.dump();
    site.go_to(wanted);
    CHECK(difference(site.dump(), end) == std::vector<std::string>{});
    site.undo();
    CHECK(difference(site.dump(), start) == std::vector<std::string>{});
    site.go_to(wanted);
    CHECK(difference(site.dump(), end) == std::vector<std::string>{});
}

void check(std::string_view one, std::string_view other)
{
    try {
        check_one_way(one, other);
        check_one_way(other, one);
    } catch (Failure const &failure) {
        std::string text;
        for (Diagnostic const &diagnostic : failure.diagnostics()) {
            text += rendered(diagnostic);
        }
        FAIL_CHECK(text);
    }
}

constexpr std::string_view nothing = "CREATE SCHEMA app";

} // namespace

TEST_CASE("tables that refer to one another come and go together", "[order][versions]")
{
    check(nothing, R"sql(
CREATE SCHEMA app;
CREATE TABLE app.a (id integer PRIMARY KEY, b_id integer NOT NULL);
CREATE TABLE app.b (id integer PRIMARY KEY, a_id integer NOT NULL REFERENCES app.a);
CREATE TABLE app.c (id integer PRIMARY KEY, c_id integer REFERENCES app.c);
ALTER TABLE app.a ADD FOREIGN KEY (b_id) REFERENCES app.b DEFERRABLE INITIALLY DEFERRED;
)sql");
}

TEST_CASE("the keys on both ends of a foreign key change their type", "[order][versions]")
{
    check(R"sql(
CREATE SCHEMA app;
CREATE TABLE app.a (id integer PRIMARY KEY);
CREATE TABLE app.b (id integer PRIMARY KEY, a_id integer REFERENCES app.a);
)sql",
          R"sql(
CREATE SCHEMA app;
CREATE TABLE app.a (id text PRIMARY KEY);
CREATE TABLE app.b (id integer PRIMARY KEY, a_id text REFERENCES app.a);
)sql");
}

TEST_CASE("policies read tables that are new with them, and one another's", "[order][versions]")
{
    if (lacks(14, "parsed bodies of functions")) {
        return;
    }
    check(R"sql(
CREATE SCHEMA app;
CREATE TABLE app.orders (id integer PRIMARY KEY, team integer);
)sql",
          R"sql(
CREATE SCHEMA app;
CREATE TABLE app.orders (id integer PRIMARY KEY, team integer);
CREATE TABLE app.members (who text, team integer);
CREATE TABLE app.teams (id integer PRIMARY KEY, open boolean NOT NULL);
ALTER TABLE app.orders ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.members ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.teams ENABLE ROW LEVEL SECURITY;
CREATE FUNCTION app.mine(team integer) RETURNS boolean LANGUAGE sql STABLE
BEGIN ATOMIC SELECT EXISTS (SELECT FROM app.members m WHERE m.team = mine.team AND m.who = CURRENT_USER); END;
CREATE POLICY own ON app.orders USING (app.mine(team));
CREATE POLICY same_team ON app.members
    USING (team IN (SELECT t.id FROM app.teams t WHERE t.open));
CREATE POLICY open ON app.teams AS RESTRICTIVE
    USING (EXISTS (SELECT FROM app.orders o WHERE o.team = teams.id));
)sql");
}

TEST_CASE("functions and tables stand on one another in a chain", "[order][versions]")
{
    if (lacks(14, "parsed bodies of functions")) {
        return;
    }
    check(nothing, R"sql(
CREATE SCHEMA app;
CREATE FUNCTION app.slug(t text) RETURNS text IMMUTABLE LANGUAGE sql RETURN lower(t);
CREATE TABLE app.pages (id integer PRIMARY KEY, title text,
    slug text GENERATED ALWAYS AS (app.slug(title)) STORED,
    CHECK (app.slug(title) <> ''));
CREATE INDEX by_slug ON app.pages (app.slug(title));
CREATE FUNCTION app.page(wanted text) RETURNS SETOF app.pages LANGUAGE sql STABLE
BEGIN ATOMIC SELECT * FROM app.pages p WHERE p.slug = app.slug(wanted); END;
CREATE VIEW app.home AS SELECT id, title FROM app.page('home');
CREATE FUNCTION app.count_home() RETURNS bigint LANGUAGE sql STABLE
BEGIN ATOMIC SELECT count(*) FROM app.home; END;
CREATE TABLE app.visits (id integer, homes bigint DEFAULT app.count_home());
)sql");
}

TEST_CASE("a column under views over views changes its type", "[order][versions]")
{
    check(R"sql(
CREATE SCHEMA app;
CREATE TABLE app.t (id integer PRIMARY KEY, total integer DEFAULT 0, note text);
CREATE VIEW app.v1 AS SELECT id, total FROM app.t;
CREATE VIEW app.v2 AS SELECT id, total FROM app.v1 WHERE total > 0;
CREATE VIEW app.v3 AS SELECT v1.id, v2.total FROM app.v1 JOIN app.v2 USING (id);
COMMENT ON VIEW app.v2 IS 'positive';
GRANT SELECT ON app.v3 TO pg_monitor;
GRANT UPDATE (total) ON app.v1 TO pg_monitor;
)sql",
          R"sql(
CREATE SCHEMA app;
CREATE TABLE app.t (id integer PRIMARY KEY, total numeric(12,2) DEFAULT 0, note text);
CREATE VIEW app.v1 AS SELECT id, total FROM app.t;
CREATE VIEW app.v2 AS SELECT id, total FROM app.v1 WHERE total > 0::numeric;
CREATE VIEW app.v3 AS SELECT v1.id, v2.total FROM app.v1 JOIN app.v2 USING (id);
COMMENT ON VIEW app.v2 IS 'positive';
GRANT SELECT ON app.v3 TO pg_monitor;
GRANT UPDATE (total) ON app.v1 TO pg_monitor;
)sql");
}

TEST_CASE("views exchange their places", "[order][versions]")
{
    check(R"sql(
CREATE SCHEMA app;
CREATE TABLE app.t (id integer, note text);
CREATE VIEW app.low AS SELECT id, note FROM app.t;
CREATE VIEW app.high AS SELECT id FROM app.low;
)sql",
          R"sql(
CREATE SCHEMA app;
CREATE TABLE app.t (id integer, note text);
CREATE VIEW app.high AS SELECT id FROM app.t;
CREATE VIEW app.low AS SELECT id, NULL::text AS note FROM app.high;
)sql");
}

TEST_CASE("sequences belong to columns that are new, and move to others", "[order][versions]")
{
    check(nothing, R"sql(
CREATE SCHEMA app;
CREATE TABLE app.a (id serial PRIMARY KEY, number bigint);
CREATE SEQUENCE app.numbers;
ALTER TABLE app.a ALTER number SET DEFAULT nextval('app.numbers');
CREATE TABLE app.b (id bigint GENERATED ALWAYS AS IDENTITY, number bigint DEFAULT nextval('app.numbers'));
ALTER SEQUENCE app.numbers OWNED BY app.b.number;
)sql");
    check(R"sql(
CREATE SCHEMA app;
CREATE TABLE app.a (id integer, number bigint);
CREATE SEQUENCE app.numbers OWNED BY app.a.number;
CREATE TABLE app.b (id integer);
)sql",
          R"sql(
CREATE SCHEMA app;
CREATE TABLE app.a (id integer);
CREATE TABLE app.b (id integer, number bigint);
CREATE SEQUENCE app.numbers OWNED BY app.b.number;
ALTER TABLE app.b ALTER number SET DEFAULT nextval('app.numbers');
)sql");
}

TEST_CASE("a default calls a function that is made anew", "[order][versions]")
{
    if (lacks(14, "parsed bodies of functions")) {
        return;
    }
    check(R"sql(
CREATE SCHEMA app;
CREATE FUNCTION app.code() RETURNS text LANGUAGE sql RETURN 'a';
CREATE TABLE app.t (id integer, code text DEFAULT app.code());
)sql",
          R"sql(
CREATE SCHEMA app;
CREATE FUNCTION app.code() RETURNS integer LANGUAGE sql RETURN 1;
CREATE TABLE app.t (id integer, code integer DEFAULT app.code(), other integer DEFAULT app.code() + 1);
)sql");
}

TEST_CASE("an enum that all sorts of things use is rebuilt under them", "[order][versions]")
{
    if (lacks(14, "parsed bodies of functions")) {
        return;
    }
    auto const with_labels = [](std::string const &labels) {
        return "CREATE SCHEMA app; CREATE TYPE app.status AS ENUM (" + labels + R"sql();
CREATE TABLE app.t (id integer PRIMARY KEY, now app.status NOT NULL DEFAULT 'new', past app.status[],
    CONSTRAINT known CHECK (now <> 'done'::app.status OR id > 0));
CREATE INDEX new_ones ON app.t (now) WHERE now = 'new'::app.status;
CREATE VIEW app.open AS SELECT id, now FROM app.t WHERE now = 'new'::app.status;
CREATE FUNCTION app.next(s app.status) RETURNS app.status LANGUAGE sql RETURN 'done'::app.status;
CREATE FUNCTION app.of_rows(wanted app.status DEFAULT 'new') RETURNS SETOF app.open LANGUAGE sql
BEGIN ATOMIC SELECT * FROM app.open o WHERE o.now = app.next(wanted); END;
ALTER TABLE app.t ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON app.t USING (now <> 'done'::app.status);
CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER done BEFORE UPDATE ON app.t FOR EACH ROW WHEN (NEW.now = 'done'::app.status)
    EXECUTE FUNCTION app.touch();
COMMENT ON TYPE app.status IS 'of a task';
)sql";
    };
    check(with_labels("'new', 'old', 'done'"), with_labels("'done', 'new'"));
    check(with_labels("'new', 'done'"), with_labels("'draft', 'new', 'paused', 'done'"));
}

TEST_CASE("a name goes from one kind of object to another", "[order][versions]")
{
    check(R"sql(
CREATE SCHEMA app;
CREATE TABLE app.t (id integer CONSTRAINT x CHECK (id > 0), a integer);
CREATE INDEX y ON app.t (a);
CREATE VIEW app.z AS SELECT 1 AS one;
)sql",
          R"sql(
CREATE SCHEMA app;
CREATE TABLE app.t (id integer CONSTRAINT x PRIMARY KEY, a integer);
CREATE VIEW app.y AS SELECT 1 AS one;
CREATE TABLE app.z (id integer);
)sql");
}

TEST_CASE("a column goes, and with it what named it, while its table gets another owner",
          "[order][versions]")
{
    check(R"sql(
CREATE SCHEMA app;
CREATE TABLE app.t (id integer, team integer, state text);
CREATE POLICY p ON app.t USING (team = 1);
CREATE VIEW app.v AS SELECT id, team FROM app.t;
CREATE INDEX i ON app.t (team, state);
CREATE SEQUENCE app.s OWNED BY app.t.team;
)sql",
          R"sql(
CREATE SCHEMA app;
CREATE TABLE app.t (id integer, state text) WITH (fillfactor = 70);
ALTER TABLE app.t OWNER TO pg_monitor;
CREATE POLICY p ON app.t USING (state = 'x');
CREATE VIEW app.v AS SELECT id FROM app.t;
CREATE INDEX i ON app.t (state);
CREATE SEQUENCE app.s;
)sql");
}

TEST_CASE("a serial column goes while its table gets another owner", "[order][versions]")
{
    check("CREATE SCHEMA app; CREATE TABLE app.t (id serial, a integer);"
          "CREATE POLICY p ON app.t USING (id > 0)",
          "CREATE SCHEMA app; CREATE TABLE app.t (a integer);"
          "CREATE POLICY p ON app.t USING (a > 0); ALTER TABLE app.t OWNER TO pg_monitor");
}
