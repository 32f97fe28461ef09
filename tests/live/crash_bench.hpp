// A database on which a run can be hit at the n-th of many places: each entry in the journal, and
// the middle of each scan of the table. There its session ends itself, or waits for what the test
// does to it. pg_dump and the rows tell what came of it, those of a dropped table and column too.
#pragma once

#include "execute_bench.hpp"

#include <engine/introspect/introspect.hpp>
#include <engine/plan/planner.hpp>

#include <support/dump_entries.hpp>

#include <cstdlib>
#include <set>

namespace schemadiff::test
{

// What both states have. Ticks are counted whatever becomes of the transaction.
inline constexpr std::string_view ground = R"sql(
CREATE SCHEMA crash;
CREATE SEQUENCE crash.ticks;
CREATE TABLE crash.place (at bigint, waits boolean);
INSERT INTO crash.place VALUES (NULL, false);
CREATE FUNCTION crash.tick() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    place crash.place;
BEGIN
    SELECT * FROM crash.place INTO place;
    IF place.at IS NULL THEN RETURN; END IF;
    -- What the program looks at before a run is none of its places.
    IF NOT EXISTS (SELECT FROM schemadiff.schemadiff_run
                   WHERE state IN ('running', 'rolling_back')) THEN RETURN; END IF;
    IF pg_catalog.nextval('crash.ticks') = place.at THEN
        IF NOT place.waits THEN
            PERFORM pg_catalog.pg_terminate_backend(pg_catalog.pg_backend_pid());
        END IF;
        WHILE EXISTS (SELECT FROM crash.place AS p WHERE p.at = place.at) LOOP
            PERFORM pg_catalog.pg_sleep(0.01);
        END LOOP;
    END IF;
END $$;
CREATE FUNCTION crash.tick_of_journal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM crash.tick(); RETURN NEW; END $$;
CREATE FUNCTION crash.is_fine(n integer) RETURNS boolean IMMUTABLE LANGUAGE plpgsql AS $$
BEGIN
    IF n = 150 THEN PERFORM crash.tick(); END IF;
    RETURN true;
END $$;
CREATE FUNCTION crash.one() RETURNS integer VOLATILE LANGUAGE sql AS 'SELECT 1';
CREATE SCHEMA app;
CREATE TABLE app.parent (id integer PRIMARY KEY);
INSERT INTO app.parent SELECT generate_series(1, 300);
CREATE TABLE app.t (id integer, parent integer, email text, n integer);
INSERT INTO app.t SELECT i, i, 'e' || i, i FROM generate_series(1, 300) i;
)sql";

inline constexpr std::string_view start = R"sql(
CREATE INDEX t_n ON app.t (n);
COMMENT ON INDEX app.t_n IS 'by n';
CREATE INDEX t_old ON app.t (id, n);
ALTER TABLE app.t ADD CONSTRAINT t_low CHECK (n < 1000);
ALTER TABLE app.parent ADD COLUMN gone text;
UPDATE app.parent SET gone = 'g' || id;
CREATE TABLE app.wide (id integer PRIMARY KEY, v integer NOT NULL DEFAULT 7, note text);
INSERT INTO app.wide SELECT i, i FROM generate_series(1, 300) i;
CREATE INDEX wide_v ON app.wide (v, note);
COMMENT ON COLUMN app.wide.v IS 'widened';
ALTER TABLE app.wide ADD CONSTRAINT wide_fine CHECK (crash.is_fine(id) AND v > 0);
CREATE VIEW app.seen AS SELECT v FROM app.wide;
CREATE TABLE app.keyed (id integer, place integer NOT NULL, CONSTRAINT keyed_pkey PRIMARY KEY (id));
INSERT INTO app.keyed SELECT i, 300 - i FROM generate_series(1, 300) i;
CREATE TYPE app.mood AS ENUM ('sad', 'ok');
CREATE TABLE app.old (id integer PRIMARY KEY, note text);
INSERT INTO app.old SELECT i, 'o' || i FROM generate_series(1, 300) i;
)sql";

inline constexpr std::string_view goal = R"sql(
DROP VIEW app.seen;
ALTER TABLE app.wide ALTER COLUMN v TYPE bigint;
CREATE VIEW app.seen AS SELECT v FROM app.wide;
ALTER TABLE app.wide ADD COLUMN one integer NOT NULL DEFAULT crash.one();
ALTER TABLE app.keyed DROP CONSTRAINT keyed_pkey;
ALTER TABLE app.keyed ADD CONSTRAINT keyed_pkey PRIMARY KEY (place, id);
ALTER TABLE app.t ADD COLUMN more text DEFAULT 'more';
ALTER TABLE app.t ADD COLUMN mood app.mood DEFAULT 'happy';
ALTER TABLE app.t ALTER COLUMN email SET NOT NULL;
ALTER TABLE app.t ADD CONSTRAINT t_pkey PRIMARY KEY (id);
ALTER TABLE app.t ADD CONSTRAINT t_email_key UNIQUE (email);
ALTER TABLE app.t ADD CONSTRAINT t_parent_fkey FOREIGN KEY (parent) REFERENCES app.parent;
ALTER TABLE app.t ADD CONSTRAINT t_fine CHECK (crash.is_fine(n));
CREATE INDEX t_n ON app.t (n DESC) WHERE crash.is_fine(n);
COMMENT ON INDEX app.t_n IS 'by n';
)sql";

// What pg_dump prints, without the bookkeeping, and the rows.
struct Picture {
    DumpEntries dump;
    std::string rows;
};

enum class AtPlace : std::uint8_t { session_ends, session_waits };

class CrashSubject
{
public:
    explicit CrashSubject(postgres::Address const &server = test_server().address())
        : database_{server}
    {
        run_sql(address(), ground);
        run_sql(address(), start);
        postgres::Connection connection{address()};
        execute::record_baseline(connection, {}, options());
        run_sql(address(), "CREATE TRIGGER tick BEFORE INSERT OR UPDATE ON "
                           "schemadiff.schemadiff_step FOR EACH ROW EXECUTE FUNCTION "
                           "crash.tick_of_journal()");
    }

    [[nodiscard]] postgres::Address address() const { return database_.address(); }

    [[nodiscard]] execute::ApplyOptions options() const
    {
        auto all = options_for(address());
        all.lease_length = std::chrono::milliseconds{400};
        all.allowed.all = true;
        return all;
    }

    // Counts from here on; 0 is none of the places.
    void hit_at(long long place, AtPlace what = AtPlace::session_ends) const
    {
        run_sql(address(), "SELECT pg_catalog.setval('crash.ticks', 1, false)");
        run_sql(address(), "UPDATE crash.place SET at = " + std::to_string(place) +
                               ", waits = " + (what == AtPlace::session_waits ? "true" : "false"));
    }
    // Lets go of a session that waits.
    void hit_no_more() const { run_sql(address(), "UPDATE crash.place SET at = NULL"); }

    [[nodiscard]] long long places_passed() const
    {
        return std::stoll(value_of(
            address(), "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM crash.ticks"));
    }

    [[nodiscard]] Picture picture() const
    {
        auto dump = dump_entries(address());
        std::erase_if(dump, [](auto const &entry) {
            return entry.first.find("crash") != std::string::npos ||
                   entry.first.find("schemadiff") != std::string::npos;
        });
        return {std::move(dump), value_of(address(), R"sql(
SELECT pg_catalog.string_agg(t::text, ' ' ORDER BY id)
    || (SELECT pg_catalog.string_agg(pg_catalog.to_jsonb(w)::text, ' ' ORDER BY id) FROM app.wide w)
    || pg_catalog.query_to_xml('SELECT * FROM app.parent ORDER BY id', true, false, '')::text
    || CASE WHEN pg_catalog.to_regclass('app.old') IS NOT NULL
            THEN pg_catalog.query_to_xml('SELECT * FROM app.old ORDER BY id', true, false, '')::text
            ELSE '' END
FROM app.t)sql")};
    }

private:
    scratch::Database database_;
};

inline Plan online_plan()
{
    auto const database = fresh_database();
    postgres::Connection connection{database.address()};
    run_sql(database.address(), ground);
    run_sql(database.address(), start);
    auto const before = introspect::introspect(connection);
    run_sql(database.address(), "DROP INDEX app.t_n; DROP INDEX app.t_old; "
                                "ALTER TABLE app.t DROP CONSTRAINT t_low; "
                                "ALTER TABLE app.parent DROP COLUMN gone; DROP TABLE app.old");
    run_sql(database.address(), "ALTER TYPE app.mood ADD VALUE 'happy'");
    run_sql(database.address(), goal);
    auto const after = introspect::introspect(connection);
    auto const all_hold_rows = [](std::vector<ObjectId> const &relations) {
        std::map<ObjectId, RelationSize> sizes;
        for (ObjectId const &relation : relations) {
            sizes.emplace(relation, RelationSize{2 << 20, 300});
        }
        return sizes;
    };
    auto plan = plan::planned(before, after, {},
                              {.role = "postgres",
                               .server_version = connection.server_version(),
                               .sizes_of = all_hold_rows,
                               .keep_in = "schemadiff"});
    std::set<Transaction> modes;
    for (PlannedStep const &step : plan.steps) {
        modes.insert(step.up.transaction);
    }
    CHECK(modes.size() == 4);
    return plan;
}

inline std::string told(DumpEntries const &before, DumpEntries const &after)
{
    std::string text;
    for (std::string const &line : difference(before, after)) {
        text += line + '\n';
    }
    return text;
}

inline void check_same(Picture const &wanted, Picture const &got)
{
    CHECK(told(wanted.dump, got.dump) == "");
    CHECK(wanted.rows == got.rows);
}

// From one place to the next that is taken: SCHEMADIFF_CRASHES=1 takes all.
inline long long stride_of_crashes(long long otherwise)
{
    return std::getenv("SCHEMADIFF_CRASHES") == nullptr ? otherwise : 1; // NOLINT(*-mt-unsafe)
}

} // namespace schemadiff::test
