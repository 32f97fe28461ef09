// on_drop: csv: what a plan drops is in CSV files after the run, and a rollback puts it back from
// there.
#include "program_bench.hpp"

#include <csignal>

using namespace schemadiff;
using namespace schemadiff::test;

namespace
{

constexpr auto tables = R"sql(
CREATE SCHEMA app;
CREATE TYPE app.mood AS ENUM ('sad', 'ok');
CREATE TABLE app.old (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note text, mood app.mood, span interval,
    made text GENERATED ALWAYS AS (note || '!') STORED, created_at timestamptz);
INSERT INTO app.old (note, mood, span, created_at) VALUES
    ('later', 'ok', '1 day -1 second', '2026-02-01'), (NULL, NULL, NULL, '2026-01-01'),
    ('', 'sad', NULL, '2026-01-01'), (E'a "word",\nand \\.', NULL, NULL, NULL);
CREATE TABLE app.a (id integer PRIMARY KEY, gone text);
INSERT INTO app.a VALUES (2, 'two'), (1, ''), (3, NULL);
CREATE TABLE app.events (id integer) PARTITION BY RANGE (id);
CREATE TABLE app.events_1 PARTITION OF app.events DEFAULT;
INSERT INTO app.events SELECT generate_series(1, 50000);
)sql";

std::string const state = app_state("      a: {columns: {id: integer primary key}}\n");

std::vector<std::string> const drop{"apply", "state.yaml", "--yes", "--allow", "all"};
std::vector<std::string> const back{"rollback", "--yes", "--allow", "all"};

struct FilesBench : ProgramBench {
    FilesBench()
    {
        sql(tables);
        folder.write("state.yaml", state);
        folder.write("schemadiff.yaml", "on_drop: csv\nbackup: {folder: kept}\n");
    }

    [[nodiscard]] std::string rows() const
    {
        return value("SELECT (SELECT string_agg(o::text, ';' ORDER BY id) FROM app.old AS o) || "
                     "(SELECT string_agg(a::text, ';' ORDER BY id) FROM app.a AS a) || (SELECT "
                     "sum(id) FROM app.events) || (SELECT last_value FROM app.old_id_seq)");
    }
    [[nodiscard]] std::string file(std::string const &name) const
    {
        return folder / ("kept/" + name);
    }
    // Rows that wait in the journal's schema.
    [[nodiscard]] std::string rows_in_database() const
    {
        return value("SELECT coalesce(sum((xpath('/row/n/text()', query_to_xml(format('SELECT "
                     "count(*) AS n FROM schemadiff.%I', name), false, true, "
                     "'')))[1]::text::integer), 0) FROM schemadiff.schemadiff_kept");
    }
};

} // namespace

TEST_CASE("what is dropped is in CSV files after the run, and comes back from them",
          "[kept][backup]")
{
    FilesBench const bench;
    auto const before = bench.rows();
    auto const dump = bench.dump();
    auto wide = drop;
    wide.insert(wide.end(), {"--width", "0"});
    auto const told = bench.done(wide);
    CHECK_THAT(told, Contains("table \"app\".\"old\" is kept in ") &&
                         Contains("kept/app.old.run-1.csv: 4 row(s)\n") &&
                         Contains("and after the run in a CSV file,") &&
                         Contains("Proof:  proved up and down"));
    CHECK(text_of(bench.file("app.old.run-1.csv")) ==
          "id,note,mood,span,created_at\n"
          "2,,{NULL},,2026-01-01 00:00:00+00\n"
          "3,\"\",{sad},,2026-01-01 00:00:00+00\n"
          "1,later,{ok},1 day -00:00:01,2026-02-01 00:00:00+00\n"
          "4,\"a \"\"word\"\",\nand \\.\",{NULL},,\n");
    CHECK(text_of(bench.file("app.a.gone.run-1.csv")) == "key_1,value\n1,\"\"\n2,two\n3,\n");
    CHECK(bench.rows_in_database() == "0");
    CHECK_THAT(bench.done({"status"}), Contains("kept/app.old.run-1.csv\n"));
    CHECK_THAT(bench.done({"status", "--format", "json"}), Contains("kept/app.old.run-1.csv\","));

    bench.done(back);
    CHECK(bench.rows() == before);
    CHECK(bench.dump() == dump);
    CHECK(bench.value("SELECT count(*) FROM schemadiff.schemadiff_kept") == "0");
}

TEST_CASE("a rollback is refused beforehand where a file is missing or was altered",
          "[kept][backup]")
{
    FilesBench const bench;
    auto const before = bench.rows();
    bench.done(drop);
    auto const dump = bench.dump();
    auto const path = bench.file("app.a.gone.run-1.csv");
    auto const text = text_of(path);
    auto const refuse = [&](std::string const &why) {
        auto const refused = bench.run(back);
        CHECK(refused.exit_code == 3);
        CHECK_THAT(refused.err, Contains("what run 1 kept of column \"app\".\"a\".\"gone\" is in "
                                         "the file '") &&
                                    Contains("kept/app.a.gone.run-1.csv', which " + why +
                                             " [SD5009]\nhint: Run this where the file is, or "
                                             "bring it there as it was: 3 row(s), checksum "));
        CHECK(bench.dump() == dump);
    };
    std::filesystem::remove(path);
    refuse("is not there");
    bench.folder.write("kept/app.a.gone.run-1.csv", replaced(text, "two", "TWO"));
    refuse("is not as it was written");
    bench.folder.write("kept/app.a.gone.run-1.csv", text);
    bench.done(back);
    CHECK(bench.rows() == before);
}

TEST_CASE("rows stay in the database where their file cannot be written", "[kept][backup]")
{
    FilesBench const bench;
    auto const before = bench.rows();
    SECTION("no folder: nothing is begun")
    {
        bench.folder.write("kept", "a file");
        auto const refused = bench.run(drop);
        CHECK(refused.exit_code == 1);
        CHECK_THAT(refused.err, Contains("cannot write '") && Contains("[SD6010]"));
        CHECK(bench.rows() == before);
    }
    SECTION("and none is named")
    {
        bench.folder.write("schemadiff.yaml", "on_drop: csv\n");
        auto const refused = bench.run(drop);
        CHECK(refused.exit_code == 64);
        CHECK_THAT(refused.err, Contains("'on_drop: csv' needs a folder for the files [SD6003]"));
    }
    SECTION("a list of before has no room for files, and gets it")
    {
        bench.done({"inspect", "--output", "same.yaml"});
        bench.sql("CREATE TABLE app.first (id integer); INSERT INTO app.first VALUES (1)");
        bench.done({"apply", "same.yaml", "--yes", "--allow", "all", "--backup", "kept"});
        bench.done({"purge", "--yes"});
        bench.sql("ALTER TABLE schemadiff.schemadiff_kept DROP COLUMN file, DROP COLUMN checksum");
        CHECK_THAT(bench.done({"status"}), !Contains("kept of"));
        CHECK_THAT(bench.done(drop), Contains("kept/app.old.run-2.csv: 4 row(s)"));
        bench.done(back);
        CHECK(bench.rows() == before);
    }
    SECTION("the option says it as well, and a second database may use the folder")
    {
        bench.folder.write("schemadiff.yaml", "{}");
        auto with = drop;
        with.insert(with.end(), {"--backup", "kept"});
        bench.folder.write("kept/app.old.run-1.csv", "of another database");
        CHECK_THAT(bench.done(with), Contains("kept/app.old.run-1-2.csv: 4 row(s)"));
        CHECK(text_of(bench.file("app.old.run-1.csv")) == "of another database");
        bench.done(back);
        CHECK(bench.rows() == before);
    }
}

TEST_CASE("a run that ends between two files goes on with the second, or is undone",
          "[kept][backup][crash]")
{
    bool const is_killed = GENERATE(false, true);
    bool const goes_on = GENERATE(false, true);
    FilesBench const bench;
    bench.done({"inspect", "--output", "same.yaml"});
    bench.sql("CREATE TABLE app.first (id integer); INSERT INTO app.first VALUES (1)");
    bench.done({"apply", "same.yaml", "--yes", "--allow", "all"});
    auto const before = bench.rows();
    bench.sql("CREATE FUNCTION public.stop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " +
              std::string(is_killed ? "PERFORM pg_sleep(60)" : "RAISE EXCEPTION 'no more'") +
              "; RETURN NEW; END $$; "
              "CREATE TRIGGER stop BEFORE UPDATE ON schemadiff.schemadiff_kept FOR EACH ROW "
              "WHEN (NEW.subject LIKE 'table%old%' AND NEW.file IS NOT NULL) "
              "EXECUTE FUNCTION public.stop()");
    Running program{bench.call(drop)};
    if (is_killed) {
        REQUIRE(happens_soon([&] {
            return bench.value("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' "
                               "AND datname = current_database()") == "1";
        }));
        program.send(SIGKILL);
    }
    auto const ran = program.wait();
    INFO(ran.err);
    CHECK(ran.exit_code == (is_killed ? 128 + SIGKILL : 1));
    if (!is_killed) {
        CHECK_THAT(ran.err, Contains("no more") &&
                                Contains("hint: All steps of run 2 are done, and what is in no "
                                         "file yet is kept in the journal's schema. Go on with "
                                         "schemadiff resume.\n"));
        CHECK_FALSE(std::filesystem::exists(bench.file("app.old.run-2.csv")));
    }
    bench.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep' "
              "AND datname = current_database()");
    bench.sql("DROP FUNCTION public.stop() CASCADE");
    if (goes_on) {
        CHECK_THAT(bench.done({"resume"}),
                   Contains("table \"app\".\"old\" is kept in ") && Contains(": 4 row(s)\n"));
        CHECK(bench.rows_in_database() == "0");
    }
    bench.done(back);
    CHECK(bench.rows() == before);
}

TEST_CASE("purge deletes the files that are as they were written", "[kept][backup]")
{
    FilesBench const bench;
    bench.done(drop);
    bench.folder.write("kept/app.a.gone.run-1.csv", "somebody's own");
    CHECK_THAT(bench.done({"purge", "--yes"}), Contains("kept/app.old.run-1.csv"));
    CHECK_FALSE(std::filesystem::exists(bench.file("app.old.run-1.csv")));
    CHECK(text_of(bench.file("app.a.gone.run-1.csv")) == "somebody's own");
    CHECK(bench.run(back).exit_code == 3);
}
