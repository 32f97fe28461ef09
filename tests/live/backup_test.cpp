// schemadiff backup: rows as CSV files that come back as they were.
#include "program_bench.hpp"

#include <engine/postgres/connection.hpp>

#include <set>
#include <utility>

using namespace schemadiff;
using namespace schemadiff::test;

namespace
{

constexpr auto tables = R"sql(
CREATE SCHEMA app;
CREATE TABLE app.legacy (
    id bigint GENERATED ALWAYS AS IDENTITY, note text, bytes bytea, moods text[],
    made text GENERATED ALWAYS AS (note || '!') STORED, at timestamptz,
    created_at timestamptz NOT NULL, PRIMARY KEY (id));
INSERT INTO app.legacy (note, bytes, moods, at, created_at) VALUES
    ('later', '\x00ff', '{a,NULL,""}', 'infinity', '2026-02-01'),
    (NULL, NULL, NULL, NULL, '2026-01-01'), ('', '', '{}', '-infinity', '2026-01-01'),
    (E'a "word", a\nline, \\. and \\N', NULL, NULL, NULL, '2026-03-01'), ('NULL', NULL, NULL, NULL, '2026-03-02');
CREATE TABLE app."odd/na.me" (only_one text);
INSERT INTO app."odd/na.me" VALUES (NULL), (''), ('\.');
CREATE TABLE app.kept (id integer PRIMARY KEY, b integer, gone text);
INSERT INTO app.kept VALUES (2, 1, 'two'), (1, 2, 'one');
CREATE TABLE app.events (id integer) PARTITION BY RANGE (id);
CREATE TABLE app.events_1 PARTITION OF app.events FOR VALUES FROM (0) TO (10);
CREATE TABLE app.events_2 PARTITION OF app.events DEFAULT;
INSERT INTO app.events VALUES (1), (100);
)sql";

std::string const legacy_csv =
    "id,note,bytes,moods,at,created_at\n"
    "2,,,,,2026-01-01 00:00:00+00\n"
    "3,\"\",\\x,{},-infinity,2026-01-01 00:00:00+00\n"
    "1,later,\\x00ff,\"{a,NULL,\"\"\"\"}\",infinity,2026-02-01 00:00:00+00\n"
    "4,\"a \"\"word\"\", a\nline, \\. and \\N\",,,,2026-03-01 00:00:00+00\n"
    "5,NULL,,,,2026-03-02 00:00:00+00\n";

void load(ProgramBench const &bench, std::string const &table, std::string const &file)
{
    postgres::Connection connection{bench.database.address()};
    std::optional<std::string> text = text_of(bench.folder / file);
    connection.copy_in("COPY " + table + " FROM STDIN (FORMAT csv, HEADER)",
                       [&] { return std::exchange(text, std::nullopt); });
}

} // namespace

TEST_CASE("tables are backed up as CSV, ordered, and come back as they were", "[backup]")
{
    ProgramBench const bench;
    bench.sql(tables);
    auto const told = bench.done({"backup", "--output", "out", "--table", "app.legacy", "--table",
                                  "app.\"odd/na.me\"", "--table", "app.events", "--table",
                                  "app.events_1", "--table", "app.legacy"});
    CHECK(replaced(told, std::filesystem::canonical(bench.folder.path()).string(), "...") ==
          "app.legacy: 5 row(s) in .../out/app.legacy.csv\n"
          "app.\"odd/na.me\": 3 row(s) in .../out/app.odd%2Fna%2Eme.csv\n"
          "app.events: 2 row(s) in .../out/app.events.csv\n");
    CHECK(text_of(bench.folder / "out/app.legacy.csv") == legacy_csv);
    CHECK(text_of(bench.folder / "out/app.events.csv") == "id\n1\n100\n");
    using std::filesystem::perms;
    CHECK(std::filesystem::status(bench.folder / "out/app.legacy.csv").permissions() ==
          (perms::owner_read | perms::owner_write));

    std::string const rows = "SELECT string_agg(l::text, ';' ORDER BY id) || (SELECT "
                             "string_agg(coalesce(only_one, '-'), ';' ORDER BY only_one) FROM "
                             "app.\"odd/na.me\") FROM app.legacy AS l";
    auto const before = bench.value(rows);
    bench.sql("TRUNCATE app.legacy, app.\"odd/na.me\"");
    load(bench, "app.legacy (id, note, bytes, moods, at, created_at)", "out/app.legacy.csv");
    load(bench, "app.\"odd/na.me\"", "out/app.odd%2Fna%2Eme.csv");
    CHECK(bench.value(rows) == before);
}

TEST_CASE("the tables from which a desired state deletes are backed up", "[backup]")
{
    ProgramBench const bench;
    bench.sql(tables);
    bench.folder.write("state.yaml",
                       app_state("      fresh:\n"
                                 "        renamed_from: kept\n"
                                 "        columns: {id: integer primary key, b: integer}\n"
                                 "      \"odd/na.me\": {columns: {only_one: text}}\n"));
    auto const told = bench.done({"backup", "state.yaml", "-o", "out"});
    CHECK_THAT(told, Contains("app.legacy: 5 row(s)") && Contains("app.events: 2 row(s)") &&
                         Contains("app.kept: 2 row(s)") && !Contains("odd") &&
                         !Contains("events_1"));
    CHECK(text_of(bench.folder / "out/app.kept.csv") == "id,b,gone\n1,2,one\n2,1,two\n");
    CHECK(bench.done({"status"}).find("nothing was ever applied") != std::string::npos);

    bench.done({"apply", "state.yaml", "--yes", "--allow", "all"});
    CHECK(bench.done({"backup", "state.yaml", "-o", "out"}) == "No table would lose rows.\n");
}

TEST_CASE("a backup writes over nothing, and leaves nothing half done", "[backup]")
{
    ProgramBench const bench;
    bench.sql(tables);
    auto const refuse = [&](std::vector<std::string> const &arguments, std::string const &why) {
        auto const ran = bench.run(arguments);
        CHECK(ran.exit_code != 0);
        CHECK_THAT(ran.err, Contains(why));
    };
    auto const names = [&] {
        std::set<std::string> all;
        for (auto const &entry : std::filesystem::directory_iterator{bench.folder / "out"}) {
            all.insert(entry.path().filename().string());
        }
        return all;
    };
    bench.folder.write("out/app.legacy.csv", "precious");
    refuse({"backup", "--table", "app.kept", "--table", "app.legacy", "-o", "out"},
           "out/app.legacy.csv': it is there already [SD6010]");
    CHECK(names() == std::set<std::string>{"app.legacy.csv"});
    CHECK(text_of(bench.folder / "out/app.legacy.csv") == "precious");

    refuse({"backup", "--table", "app.nothing", "-o", "out"}, "there is no table app.nothing");
    refuse({"backup", "--table", "app.kept", "-o", "out/app.legacy.csv"}, "cannot write '");
    refuse({"backup", "--table", "app.kept"}, "needs '--output'");
    refuse({"backup", "-o", "out"}, "needs either a STATE or '--table'");

    bench.sql("CREATE ROLE backup_reader LOGIN; GRANT USAGE ON SCHEMA app TO backup_reader; "
              "GRANT SELECT ON app.kept TO backup_reader; "
              "ALTER TABLE app.kept ENABLE ROW LEVEL SECURITY");
    // Rows that the role may not see must not be missing without a word.
    refuse({"backup", "--table", "app.kept", "-o", "out", "--db",
            url_of(bench.database.address(), "backup_reader")},
           "row-level security");
    CHECK(names() == std::set<std::string>{"app.legacy.csv"});
    bench.sql("DROP OWNED BY backup_reader; DROP ROLE backup_reader");
}
