// What dropped tables and columns held is kept beside the journal and comes back with a rollback:
// the rows and what pg_dump prints are the judges.
#include "program_bench.hpp"

#include <fmt/format.h>

using namespace schemadiff;
using namespace schemadiff::test;

namespace
{

// Values of all sorts, of types that go in the same plan; triggers that would stop whoever fires
// them; rows that row security hides; rows that break what is not validated; keys both ways.
constexpr std::string_view everything = R"sql(
CREATE SCHEMA app;
CREATE SCHEMA gone;
CREATE TYPE gone.mood AS ENUM ('sad', 'ok');
CREATE TYPE gone.pair AS (a integer, b text);
CREATE DOMAIN gone.short AS text CHECK (length(VALUE) < 20);
CREATE FUNCTION gone.lossy(gone.mood) RETURNS text IMMUTABLE LANGUAGE sql AS $$SELECT 'lost'$$;
CREATE CAST (gone.mood AS text) WITH FUNCTION gone.lossy(gone.mood);
CREATE FUNCTION app.stop() RETURNS trigger LANGUAGE plpgsql AS
    $$BEGIN RAISE EXCEPTION 'fired'; END$$;
CREATE TABLE app.parent (id integer PRIMARY KEY);
INSERT INTO app.parent SELECT generate_series(1, 50);
CREATE TABLE app.t (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    parent integer REFERENCES app.parent,
    note text COLLATE "C" NOT NULL,
    mood gone.mood, moods gone.mood[], pair gone.pair,
    short gone.short NOT NULL DEFAULT 'x',
    amount numeric(12, 4), part double precision, at timestamptz, bytes bytea, json jsonb,
    span interval, range int4range, filled text DEFAULT 'filled',
    made text GENERATED ALWAYS AS (note || '!') STORED,
    number bigint GENERATED ALWAYS AS IDENTITY (START WITH 1000));
INSERT INTO app.t (parent, note, mood, moods, pair, short, amount, part, at, bytes, json, span,
                   range, filled)
SELECT i % 50 + 1, 'it''s ' || i, (ARRAY[NULL, 'sad', 'ok']::gone.mood[])[i % 3 + 1],
       (ARRAY[NULL, '{}', '{ok,NULL,sad}'])[i % 3 + 1]::gone.mood[],
       CASE i % 3 WHEN 1 THEN ROW(NULL, NULL)::gone.pair WHEN 2 THEN ROW(i, 'b"' || i)::gone.pair END,
       's' || i, i / 7.0, i / 7.0::float8, now() + i * interval '1 hour', decode(md5(i::text), 'hex'),
       jsonb_build_object('i', i), i * interval '1 day 2 s', int4range(i, i + 5),
       CASE WHEN i % 2 = 0 THEN 'd' || i END
FROM generate_series(1, 300) i;
CREATE TRIGGER stop BEFORE UPDATE ON app.t FOR EACH ROW EXECUTE FUNCTION app.stop();
CREATE TABLE app.child (id serial PRIMARY KEY, t bigint REFERENCES app.t,
                        self integer REFERENCES app.child, amount integer);
INSERT INTO app.child (t, self, amount) SELECT i, NULLIF(i - 1, 0), i FROM generate_series(1, 200) i;
ALTER TABLE app.child ADD CONSTRAINT low CHECK (amount < 100) NOT VALID;
CREATE TRIGGER stop BEFORE INSERT ON app.child FOR EACH ROW EXECUTE FUNCTION app.stop();
CREATE POLICY few ON app.child USING (amount > 1000);
ALTER TABLE app.child ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.child FORCE ROW LEVEL SECURITY;
CREATE TABLE app.events (id integer, at date, mood gone.mood, PRIMARY KEY (id, at))
    PARTITION BY RANGE (at);
CREATE TABLE app.events_1 PARTITION OF app.events FOR VALUES FROM ('2026-01-01') TO ('2026-07-01');
CREATE TABLE app.events_2 PARTITION OF app.events DEFAULT;
INSERT INTO app.events SELECT i, date '2026-01-01' + i, 'ok' FROM generate_series(1, 300) i;
CREATE TABLE app.about (id integer PRIMARY KEY, event integer, at date,
                        FOREIGN KEY (event, at) REFERENCES app.events);
INSERT INTO app.about SELECT i, i, date '2026-01-01' + i FROM generate_series(1, 300) i;
CREATE TABLE app.split (id integer PRIMARY KEY, value gone.mood NOT NULL) PARTITION BY HASH (id);
CREATE TABLE app.split_1 PARTITION OF app.split FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE app.split_2 PARTITION OF app.split FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO app.split SELECT i, 'sad' FROM generate_series(1, 300) i;
)sql";

std::string const what_is_left = R"yaml(schemadiff: 1
manage: all
schemas:
  public:
  gone: {}
  app:
    functions:
      stop(): {returns: trigger, language: plpgsql, body: "BEGIN RAISE EXCEPTION 'fired'; END"}
    tables:
      parent: {columns: {id: integer primary key}}
      t:
        columns: {id: bigint primary key generated always as identity}
        triggers: {stop: before update for each row execute function app.stop()}
      split: {partition_by: hash (id), columns: {id: integer primary key}}
      split_1: {partition_of: "split for values with (modulus 2, remainder 0)"}
      split_2: {partition_of: "split for values with (modulus 2, remainder 1)"}
)yaml";

std::string rows(ProgramBench const &bench)
{
    return bench.value(R"sql(
SELECT (SELECT md5(string_agg((t.id, t.parent, t.note, t.mood, t.moods, t.pair, t.short, t.amount,
                               t.part, t.at, t.bytes, t.json, t.span, t.range, t.filled, t.made,
                               t.number)::text, ';' ORDER BY id)) FROM app.t)
    || (SELECT count(*) FILTER (WHERE pair IS NOT DISTINCT FROM NULL) FROM app.t)
    || (SELECT md5(string_agg(c::text, ';' ORDER BY id)) FROM app.child c)
    || (SELECT md5(string_agg(e.tableoid::regclass || e::text, ';' ORDER BY id)) FROM app.events e)
    || (SELECT md5(string_agg(a::text, ';' ORDER BY id)) FROM app.about a)
    || (SELECT md5(string_agg(s::text, ';' ORDER BY id)) FROM app.split s)
    || (SELECT string_agg(sequencename || coalesce(last_value, 0), ';' ORDER BY sequencename)
        FROM pg_sequences WHERE schemaname = 'app'))sql");
}

std::string const noted = app_state("      a:\n"
                                    "        columns:\n"
                                    "          id: bigint primary key\n"
                                    "          note: text\n");
std::string const bare = app_state("      a:\n"
                                   "        columns:\n"
                                   "          id: bigint primary key\n");

std::string notes(ProgramBench const &bench)
{
    return bench.value("SELECT string_agg(id || coalesce(note, '-'), ' ' ORDER BY id) FROM app.a");
}

std::string copies(ProgramBench const &bench)
{
    return bench.value(
        "SELECT count(*) FROM pg_tables WHERE tablename LIKE 'schemadiff_kept\\__%'");
}

// A table with notes, one of which is missing.
void make_notes(ProgramBench const &bench)
{
    bench.folder.write("noted.yaml", noted);
    bench.folder.write("bare.yaml", bare);
    bench.done({"apply", "noted.yaml", "--yes"});
    bench.sql("INSERT INTO app.a VALUES (1, 'one'), (2, NULL), (3, 'three')");
}

std::vector<std::string> const drop_notes{"apply", "bare.yaml", "--yes", "--allow", "all"};
std::vector<std::string> const go_back{"rollback", "--yes", "--allow", "all"};

} // namespace

TEST_CASE("what a plan drops comes back with a rollback, whatever it is", "[kept]")
{
    ProgramBench const bench;
    bench.sql(std::string(everything));
    bench.folder.write("less.yaml", what_is_left);
    auto const before = rows(bench);

    // Drift says what differs, and nothing of how it would be mended.
    CHECK_THAT(bench.done({"drift", "less.yaml", "--format", "sql"}, 2),
               !Contains("schemadiff_kept") && !Contains("LOCK TABLE"));
    auto const told = bench.done({"apply", "less.yaml", "--yes", "--allow", "all", "--width", "0"});
    CHECK_THAT(told,
               Contains("deletes all its rows; they are kept in schemadiff.schemadiff_kept_"));
    CHECK_THAT(told, Contains("deletes all its rows; they are kept with its partitions"));
    CHECK(bench.value("SELECT to_regtype('gone.mood') IS NULL") == "t");
    CHECK_THAT(bench.done({"status"}), Contains("table \"app\".\"child\"") && Contains("200"));

    bench.done(go_back);
    CHECK(rows(bench) == before);
    CHECK(copies(bench) == "0");

    // And once more from there, since nothing of the first time may be in the way.
    bench.done({"apply", "less.yaml", "--yes", "--allow", "all"});
    bench.done(go_back);
    CHECK(rows(bench) == before);
}

TEST_CASE("rows that came after a column was dropped get what a new column has", "[kept]")
{
    ProgramBench const bench;
    make_notes(bench);
    bench.done(drop_notes);
    bench.sql("INSERT INTO app.a VALUES (4); DELETE FROM app.a WHERE id = 1");
    bench.done(go_back);
    CHECK(notes(bench) == "2- 3three 4-");
}

TEST_CASE("each run gets back what it kept itself", "[kept]")
{
    ProgramBench const bench;
    make_notes(bench);
    bench.done(drop_notes);
    bench.done({"apply", "noted.yaml", "--yes", "--allow", "all"});
    bench.sql("UPDATE app.a SET note = 'later ' || id");
    bench.done(drop_notes);
    CHECK(copies(bench) == "2");

    bench.done(go_back);
    CHECK(notes(bench) == "1later 1 2later 2 3later 3");
    bench.done({"rollback", "--last", "2", "--yes", "--allow", "all"});
    CHECK(notes(bench) == "1one 2- 3three");
    CHECK(copies(bench) == "0");
}

TEST_CASE("what was purged does not come back, and a rollback says so", "[kept]")
{
    ProgramBench const bench;
    make_notes(bench);
    bench.done(drop_notes);
    CHECK_THAT(bench.done({"purge", "--older-than", "1d", "--yes"}), Contains("Nothing is kept"));
    CHECK(copies(bench) == "1");
    CHECK_THAT(bench.done({"purge", "--yes"}),
               Contains("column \"app\".\"a\".\"note\"") && Contains("of 1 object(s)"));
    CHECK(copies(bench) == "0");
    auto const refused = bench.run(go_back);
    CHECK(refused.exit_code == 3);
    CHECK_THAT(refused.err, Contains("is not in the journal's schema any more"));
}

TEST_CASE("nothing is kept where that is wished, or where there is nothing", "[kept]")
{
    ProgramBench const bench;
    make_notes(bench);
    SECTION("--discard")
    {
        auto discard = drop_notes;
        discard.emplace_back("--discard");
        CHECK_THAT(bench.done(discard), !Contains("kept"));
        CHECK(copies(bench) == "0");
        bench.done(go_back);
        CHECK(notes(bench) == "1- 2- 3-");
    }
    SECTION("on_drop: discard")
    {
        bench.folder.write("schemadiff.yaml", "on_drop: discard\n");
        CHECK_THAT(bench.done(drop_notes), !Contains("kept"));
    }
    SECTION("on_drop: refuse, of one environment")
    {
        bench.folder.write("schemadiff.yaml", "environments: {live: {on_drop: refuse}}\n");
        auto live = drop_notes;
        live.insert(live.end(), {"--env", "live", "--discard"});
        auto const refused = bench.run(live);
        CHECK(refused.exit_code == 3);
        CHECK_THAT(refused.err, Contains("on_drop: refuse"));
        CHECK(notes(bench) == "1one 2- 3three");
    }
    SECTION("an empty table")
    {
        bench.sql("TRUNCATE app.a");
        CHECK_THAT(bench.done(drop_notes), !Contains("kept"));
    }
}

TEST_CASE("rows are kept in the schema that the bookkeeping has", "[kept]")
{
    ProgramBench const bench;
    make_notes(bench);
    auto drop = drop_notes;
    drop.insert(drop.end(), {"--bookkeeping", "ledger"});
    bench.done(drop);
    CHECK(bench.value("SELECT count(*) FROM pg_tables WHERE schemaname = 'ledger' AND tablename "
                      "LIKE 'schemadiff_kept\\__%'") == "1");
    auto back = go_back;
    back.insert(back.end(), {"--bookkeeping", "ledger"});
    bench.done(back);
    CHECK(notes(bench) == "1one 2- 3three");
}

TEST_CASE("forced row security hides no row from being kept", "[kept]")
{
    ProgramBench const bench;
    bench.sql("CREATE ROLE kept_owner LOGIN; CREATE SCHEMA app AUTHORIZATION kept_owner; "
              "CREATE SCHEMA schemadiff AUTHORIZATION kept_owner; SET ROLE kept_owner; "
              "CREATE TABLE app.a (id bigint PRIMARY KEY, note text); "
              "CREATE TABLE app.b (id bigint PRIMARY KEY); "
              "INSERT INTO app.a VALUES (1, 'one'), (3, 'three'); INSERT INTO app.b VALUES (7); "
              "CREATE POLICY few ON app.a USING (id > 2); "
              "ALTER TABLE app.a ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY; "
              "ALTER TABLE app.b ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY");
    bench.folder.write("bare.yaml", bare + "        row_security: forced\n"
                                           "        policies: {few: {using: (id > 2)}}\n");
    auto const as_owner = [&](std::vector<std::string> arguments) {
        arguments.insert(arguments.end(), {"--db", url_of(bench.database.address(), "kept_owner")});
        return bench.done(std::move(arguments));
    };
    auto const before = bench.dump();
    CHECK_THAT(as_owner(drop_notes), Contains("Proof:  proved up and down"));
    as_owner(go_back);
    CHECK(notes(bench) == "1one 3three");
    CHECK(bench.value("SELECT id FROM app.b") == "7");
    CHECK(bench.dump() == before);
    bench.sql("DROP OWNED BY kept_owner; DROP ROLE kept_owner");
}

namespace
{

// A type that holds less, and one from which no cast leads back.
std::string measured(std::string_view amount, std::string_view at)
{
    return app_state(fmt::format("      a:\n"
                                 "        columns:\n"
                                 "          id: bigint primary key\n"
                                 "          amount: {} not null default 0\n"
                                 "          at: {}\n"
                                 "        indexes:\n"
                                 "          by_amount: [amount]\n",
                                 amount, at));
}

std::string measures(ProgramBench const &bench)
{
    return bench.value(
        "SELECT string_agg(id || ':' || amount || coalesce(' ' || at::text, ''), ', ' "
        "ORDER BY id) FROM app.a");
}

} // namespace

TEST_CASE("values that a new type does not hold come back, unless they were changed", "[kept]")
{
    ProgramBench const bench;
    bench.folder.write("fine.yaml", measured("numeric(8,3)", "timestamp"));
    bench.folder.write("coarse.yaml", measured("integer", "time"));
    bench.done({"apply", "fine.yaml", "--yes"});
    bench.sql("INSERT INTO app.a VALUES (1, 1.25, '2026-01-02 03:04:05'), (2, 2.5, NULL), "
              "(3, 3.125, '2026-02-03 04:05:06'), (4, 4, '2026-03-04 05:06:07')");

    auto const change = bench.done({"apply", "coarse.yaml", "--yes", "--allow", "all"});
    CHECK_THAT(change, Contains("hazard: not_reversible: what numeric(8,3) says of a value") &&
                           Contains("schemadiff.schemadiff_kept_"));
    CHECK_THAT(change, Contains("proved up and down"));
    CHECK(measures(bench) == "1:1 03:04:05, 2:3, 3:3 04:05:06, 4:4 05:06:07");
    CHECK(copies(bench) == "2");

    bench.sql(
        "UPDATE app.a SET amount = 7 WHERE id = 3; UPDATE app.a SET at = '09:00' WHERE id = 4; "
        "INSERT INTO app.a VALUES (5, 5, '10:00')");
    bench.done({"drift", "coarse.yaml"});
    bench.done(go_back);
    CHECK(measures(bench) == "1:1.250 2026-01-02 03:04:05, 2:2.500, 3:7.000 2026-02-03 04:05:06, "
                             "4:4.000, 5:5.000");
    CHECK(copies(bench) == "0");
    bench.done({"drift", "fine.yaml"});
}

TEST_CASE("a column that is exchanged while others use it keeps no values, and says so", "[kept]")
{
    ProgramBench const bench;
    bench.folder.write("fine.yaml", measured("numeric(8,3)", "timestamp"));
    bench.folder.write("coarse.yaml", measured("integer", "timestamp"));
    bench.done({"apply", "fine.yaml", "--yes"});
    bench.sql("INSERT INTO app.a SELECT i, i + 0.5 FROM generate_series(1, 30) i");
    auto const online = bench.done({"plan", "coarse.yaml", "--online-ddl"});
    CHECK_THAT(online, Contains("\"amount\", is lost") && !Contains("are kept in"));
    auto const plain = bench.done({"plan", "coarse.yaml", "--offline-ddl"});
    CHECK_THAT(plain, Contains("are kept in"));
    CHECK_THAT(bench.done({"plan", "coarse.yaml", "--offline-ddl", "--discard"}),
               !Contains("are kept in"));
}
