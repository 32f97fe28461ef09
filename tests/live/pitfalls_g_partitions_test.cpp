// Pitfalls 34 and 35: partitioned tables, and partitions that somebody else makes.
#include "pitfall_bench.hpp"

using namespace schemadiff;
using namespace schemadiff::test;

TEST_CASE("pitfall 34: a partition of a table with an identity and two like indexes is attached",
          "[pitfalls]")
{
    std::string const table = R"(
CREATE SCHEMA app;
CREATE TABLE app.events (id bigint GENERATED ALWAYS AS IDENTITY, region text NOT NULL, note text)
    PARTITION BY LIST (region);
CREATE INDEX by_region ON app.events (region);
CREATE INDEX by_region_too ON app.events (region);
CREATE TABLE app.events_de PARTITION OF app.events FOR VALUES IN ('de');
INSERT INTO app.events (region) VALUES ('de'), ('de');
)";
    Pitfall const pitfall{table};
    std::string const yaml = R"(
schemas:
  app:
    tables:
      events:
        partition_by: list (region)
        columns:
          id: bigint generated always as identity
          region: text not null
          note: text
        indexes: {by_region: [region], by_region_too: [region]}
        partitions:
          events_de: in ('de')
)";
    pitfall.wants(yaml);
    pitfall.has_nothing_to_do();
    auto const script = pitfall.goes_to(
        yaml + "          events_fr: in ('fr')\n",
        table + "CREATE TABLE app.events_fr PARTITION OF app.events FOR VALUES IN ('fr')");
    CHECK_THAT(script, Contains("ATTACH PARTITION app.events_fr"));
    pitfall.apply_unproved();
    CHECK(pitfall.value("INSERT INTO app.events (region) VALUES ('fr') RETURNING id") == "3");
    CHECK(pitfall.value("SELECT string_agg(DISTINCT inhparent::regclass::text, ' ') "
                        "FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid "
                        "WHERE indrelid = 'app.events_fr'::regclass") ==
          "app.by_region app.by_region_too");
}

TEST_CASE("pitfall 35: an index of a partitioned table is built for each partition, in any schema",
          "[pitfalls]")
{
    std::string const table = R"(
CREATE SCHEMA app; CREATE SCHEMA archive;
CREATE TABLE app.events (id integer, year integer NOT NULL) PARTITION BY LIST (year);
CREATE TABLE app.events_24 PARTITION OF app.events FOR VALUES IN (24);
CREATE TABLE archive.events_23 PARTITION OF app.events FOR VALUES IN (23);
INSERT INTO app.events VALUES (1, 23), (2, 24);
)";
    Pitfall const pitfall{table};
    std::string const yaml = R"(
schemas:
  app:
    tables:
      events:
        partition_by: list (year)
        columns: {id: integer, year: integer not null}
        partitions: {events_24: in (24)}
  archive:
    tables:
      events_23: {partition_of: app.events for values in (23)}
)";
    pitfall.is_already(yaml);
    auto const script = pitfall.goes_to(
        replaced(yaml,
                 "        partitions:", "        indexes: {by_id: [id]}\n        partitions:"),
        table + "CREATE INDEX by_id ON app.events (id)");
    CHECK_THAT(script, Contains("CREATE INDEX by_id ON ONLY app.events (id)"));
    CHECK_THAT(script, Contains("ALTER INDEX app.by_id ATTACH PARTITION archive.events_23_id_idx"));
    pitfall.apply_unproved();
    CHECK(pitfall.value("SELECT bool_and(indisvalid) FROM pg_index WHERE indrelid IN "
                        "('app.events'::regclass, 'archive.events_23'::regclass)") == "t");
}

namespace
{

// As pg_partman does it: partitions with an index, a check, a comment, a grant and a sequence that
// the table does not have, one of them partitioned once more.
std::string const partitions_of_others = R"(
CREATE TABLE app.events_p1 PARTITION OF app.events FOR VALUES FROM (1) TO (2);
CREATE TABLE app.events_p2 PARTITION OF app.events FOR VALUES FROM (2) TO (3)
    PARTITION BY LIST (id);
CREATE TABLE elsewhere.events_p2_1 PARTITION OF app.events_p2 FOR VALUES IN (1);
CREATE INDEX only_here ON app.events_p1 (note);
ALTER TABLE app.events_p1 ADD CONSTRAINT bounds CHECK (day >= 1);
ALTER TABLE app.events_p1 ADD PRIMARY KEY (id);
CREATE SEQUENCE app.events_p1_seq OWNED BY app.events_p1.id;
CREATE STATISTICS app.events_p1_stat ON id, day FROM app.events_p1;
COMMENT ON TABLE app.events_p1 IS 'made by a job';
COMMENT ON COLUMN app.events_p1.note IS 'here';
GRANT SELECT ON app.events_p1 TO app_reader;
ALTER TABLE app.events_p1 ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON app.events_p1 USING (day > 0);
INSERT INTO app.events VALUES (1, 1, 'one'), (1, 2, 'two');
)";

std::string events(std::string const &more)
{
    return "CREATE SCHEMA app; CREATE SCHEMA elsewhere;"
           "CREATE TABLE app.events (id integer, day integer NOT NULL, note text" +
           more + ") PARTITION BY RANGE (day);" + partitions_of_others;
}

std::string const events_yaml = R"(
schemas:
  app:
    tables:
      events:
        partition_by: range (day)
        columns: {id: integer, day: integer not null, note: text}
        partitions: ignored
  elsewhere:
)";

} // namespace

TEST_CASE("pitfall 35: partitions that somebody else makes are left alone", "[pitfalls]")
{
    Pitfall const pitfall{events("")};
    pitfall.wants(events_yaml);
    pitfall.has_nothing_to_do();
    (void)pitfall.done("drift");
    // Said for all tables.
    pitfall.wants("manage: {partitions: ignored}" +
                  replaced(events_yaml, "        partitions: ignored\n", ""));
    pitfall.has_nothing_to_do();
    // Said of none, they are as much as any table: to go, and only if that is allowed.
    pitfall.wants(replaced(events_yaml, "partitions: ignored", "partitions: managed"));
    CHECK_THAT(pitfall.plan(), Contains("DROP TABLE app.events_p1"));

    // What is done to their table is done to them, and told of them as a number.
    auto const changed = replaced(replaced(events_yaml, "note: text}",
                                           "note: varchar(40), grade: integer not null default 1}"),
                                  "partitions: ignored",
                                  "partitions: ignored\n        indexes: {by_note: [note, day]}");
    pitfall.wants(changed);
    CHECK_THAT(pitfall.done("plan", {"--no-prove"}), Contains("3 partitions"));
    auto truth =
        replaced(events(""), "note text", "note varchar(40), grade integer DEFAULT 1 NOT NULL");
    auto const script =
        pitfall.goes_to(changed, truth + "CREATE INDEX by_note ON app.events (note, day)");
    CHECK_FALSE(has(script, "events_p"));
    CHECK_FALSE(has(script, "ONLY"));
    CHECK_THAT(script, Contains("long_lock"));
    pitfall.apply_unproved();
    CHECK(pitfall.value("SELECT string_agg(note || grade, ' ' ORDER BY note) FROM app.events") ==
          "one1 two1");
    CHECK(pitfall.value("SELECT indisvalid FROM pg_index "
                        "WHERE indexrelid = 'app.by_note'::regclass") == "t");
    // A new one comes, and an old one goes: neither is a difference.
    pitfall.sql("CREATE TABLE app.events_p3 PARTITION OF app.events FOR VALUES FROM (3) TO (4);"
                "DROP TABLE app.events_p2");
    pitfall.has_nothing_to_do();
}

TEST_CASE(
    "pitfall 35: partitions that are left alone are shown where they would go with their table",
    "[pitfalls]")
{
    Pitfall const pitfall{events("")};
    for (auto const &yaml :
         {replaced(events_yaml, "range (day)", "list (day)"),
          "manage: {partitions: ignored}\nschemas:\n  app:\n    tables: {}\n  elsewhere:\n" +
              std::string{}}) {
        INFO(yaml);
        pitfall.wants(yaml);
        auto const refused = pitfall.run("apply", {"--yes", "--no-prove"});
        CHECK(refused.exit_code == 3);
        CHECK_THAT(refused.out, Contains("DROP TABLE app.events_p1;"));
        CHECK_THAT(refused.err, Contains("delete_data"));
        pitfall.is_as_it_was();
    }
    pitfall.wants(events_yaml + "    tables:\n"
                                "      events_p9: {partition_of: 'app.events from (9) to (10)'}\n");
    auto const mixed = pitfall.run("plan", {});
    CHECK(mixed.exit_code == 1);
    CHECK_THAT(mixed.err, Contains("leaves its partitions alone, but table "
                                   "\"elsewhere\".\"events_p9\" is declared"));
}

TEST_CASE("pitfall 35: a table and a column with other names keep partitions that are left alone",
          "[pitfalls]")
{
    Pitfall const pitfall{events("")};
    auto const script = pitfall.goes_to(
        replaced(replaced(events_yaml, "events:\n", "entries:\n        renamed_from: events\n"),
                 "note: text", "remark: {type: text, renamed_from: note}"),
        events("") + "ALTER TABLE app.events RENAME note TO remark;"
                     "ALTER TABLE app.events RENAME TO entries;");
    CHECK_FALSE(has(script, "DROP"));
    CHECK_FALSE(has(script, "events_p"));
}
