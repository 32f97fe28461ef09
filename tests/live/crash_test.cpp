// A run whose session dies at any moment: resume reaches the desired state, rollback the start, and
// a way back that was cut short is gone on with. pg_dump and the rows judge,
// those of a dropped table and column as well.
//
// The session ends itself when it comes to the n-th of the places at which it can be hit: each
// entry in the journal, and in the middle of each scan of the table. A run takes every
// seventh of them; SCHEMADIFF_CRASHES=1 takes all.
#include "execute_bench.hpp"

#include <engine/introspect/introspect.hpp>
#include <engine/plan/planner.hpp>

#include <support/dump_entries.hpp>

#include <cstdlib>
#include <functional>
#include <iostream>

using namespace schemadiff;
using namespace schemadiff::test;

namespace
{

// What both states have. Ticks are counted whatever becomes of the transaction.
constexpr std::string_view ground = R"sql(
CREATE SCHEMA crash;
CREATE SEQUENCE crash.ticks;
CREATE TABLE crash.place (at bigint NOT NULL);
INSERT INTO crash.place VALUES (0);
CREATE FUNCTION crash.tick() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF pg_catalog.nextval('crash.ticks') = (SELECT at FROM crash.place) THEN
        PERFORM pg_catalog.pg_terminate_backend(pg_catalog.pg_backend_pid());
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

constexpr std::string_view start = R"sql(
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
CREATE TABLE app.old (id integer PRIMARY KEY, note text);
INSERT INTO app.old SELECT i, 'o' || i FROM generate_series(1, 300) i;
)sql";

constexpr std::string_view goal = R"sql(
DROP VIEW app.seen;
ALTER TABLE app.wide ALTER COLUMN v TYPE bigint;
CREATE VIEW app.seen AS SELECT v FROM app.wide;
ALTER TABLE app.wide ADD COLUMN one integer NOT NULL DEFAULT crash.one();
ALTER TABLE app.t ADD COLUMN more text DEFAULT 'more';
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

using Work = std::function<void(postgres::Connection &, execute::ApplyOptions const &)>;

class Subject
{
public:
    Subject()
    {
        run_sql(address(), ground);
        run_sql(address(), start);
        execute::record_baseline(connection_, {}, options());
        run_sql(address(), "CREATE TRIGGER tick BEFORE INSERT OR UPDATE ON "
                           "schemadiff.schemadiff_step FOR EACH ROW EXECUTE FUNCTION "
                           "crash.tick_of_journal()");
    }

    postgres::Address address() const { return database_.address(); }

    execute::ApplyOptions options() const
    {
        auto all = options_for(database_.address());
        all.lease_length = std::chrono::milliseconds{400};
        all.allowed.all = true;
        return all;
    }

    void crash_at(long long place)
    {
        run_sql(address(), "SELECT pg_catalog.setval('crash.ticks', 1, false)");
        run_sql(address(), "UPDATE crash.place SET at = " + std::to_string(place));
    }

    long long ticks() const
    {
        return std::stoll(value_of(
            address(), "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM crash.ticks"));
    }

    Picture picture() const
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

    // In a session of its own, since the one before may be dead. Its lease ends by itself.
    Caught in_session(Work const &work) const
    {
        Caught result;
        auto const is_through = happens_soon([&] {
            result = caught([&] {
                postgres::Connection connection{address()};
                work(connection, options());
            });
            return result.code != codes::lease_held;
        });
        CHECK(is_through);
        return result;
    }

private:
    scratch::Database database_ = fresh_database();
    postgres::Connection connection_{database_.address()};
};

Plan online_plan()
{
    auto const database = fresh_database();
    postgres::Connection connection{database.address()};
    run_sql(database.address(), ground);
    run_sql(database.address(), start);
    auto const before = introspect::introspect(connection);
    run_sql(database.address(), "DROP INDEX app.t_n; DROP INDEX app.t_old; "
                                "ALTER TABLE app.t DROP CONSTRAINT t_low; "
                                "ALTER TABLE app.parent DROP COLUMN gone; DROP TABLE app.old");
    run_sql(database.address(), goal);
    auto const after = introspect::introspect(connection);
    auto const all_hold_rows = [](std::vector<ObjectId> const &relations) {
        std::map<ObjectId, RelationSize> sizes;
        for (ObjectId const &relation : relations) {
            sizes.emplace(relation, RelationSize{2 << 20, 300});
        }
        return sizes;
    };
    return plan::planned(before, after, {},
                         {.role = "postgres",
                          .server_version = connection.server_version(),
                          .sizes_of = all_hold_rows,
                          .keep_in = "schemadiff"});
}

std::string told(DumpEntries const &before, DumpEntries const &after)
{
    std::string text;
    for (std::string const &line : difference(before, after)) {
        text += line + '\n';
    }
    return text;
}

void check_same(Picture const &wanted, Picture const &got)
{
    CHECK(told(wanted.dump, got.dump) == "");
    CHECK(wanted.rows == got.rows);
}

class Matrix
{
public:
    explicit Matrix(Plan plan) : plan_{std::move(plan)}
    {
        Subject subject;
        start_ = subject.picture();
        subject.crash_at(0);
        CHECK(subject.in_session(up()).text == "");
        goal_ = subject.picture();
        places_up_ = subject.ticks();
        subject.crash_at(0);
        CHECK(subject.in_session(down()).text == "");
        places_down_ = subject.ticks();
        check_same(start_, subject.picture());
    }

    void run()
    {
        int crashes = 0;
        long long const stride = std::getenv("SCHEMADIFF_CRASHES") == nullptr ? 7 : 1;
        for (long long place = 1; place <= places_up_; place += stride) {
            INFO("place " << place << " of " << places_up_ << " going up");
            Subject resumed;
            crash(resumed, place, up());
            CHECK(resumed.in_session(on()).text == "");
            check_same(goal_, resumed.picture());

            Subject unwound;
            crash(unwound, place, up());
            CHECK(unwound.in_session(down()).text == "");
            check_same(start_, unwound.picture());
            crashes += 2;
        }
        for (long long place = 1; place <= places_down_; place += stride) {
            INFO("place " << place << " of " << places_down_ << " going down");
            Subject subject;
            CHECK(subject.in_session(up()).text == "");
            crash(subject, place, down());
            CHECK(subject.in_session(on()).text == "");
            check_same(start_, subject.picture());
            ++crashes;
        }
        std::cout << "crashes: " << crashes << " at " << places_up_ << " places going up and "
                  << places_down_ << " going down, " << plan_.steps.size() << " steps" << std::endl;
        CHECK(crashes > 10);
    }

private:
    Work up() const
    {
        return [this](postgres::Connection &connection, execute::ApplyOptions const &options) {
            execute::apply(connection, plan_, options);
        };
    }

    static Work on()
    {
        return [](postgres::Connection &connection, execute::ApplyOptions const &options) {
            auto const result = execute::resume(connection, options);
            CHECK(result.has_value());
        };
    }

    static Work down()
    {
        return [](postgres::Connection &connection, execute::ApplyOptions const &options) {
            execute::rollback(connection, undoing(options));
        };
    }

    static void crash(Subject &subject, long long place, Work const &work)
    {
        subject.crash_at(place);
        CHECK(subject.in_session(work).code == codes::connection_lost);
        subject.crash_at(0);
    }

    Plan plan_;
    Picture start_;
    Picture goal_;
    long long places_up_ = 0;
    long long places_down_ = 0;
};

} // namespace

TEST_CASE("whenever a session dies, resume reaches the goal and rollback the start", "[crash]")
{
    Matrix(online_plan()).run();
}

TEST_CASE("there is nothing to resume where no run was cut short", "[crash]")
{
    Subject const subject;
    auto const nothing = [](postgres::Connection &connection, auto const &options) {
        auto const result = execute::resume(connection, options);
        CHECK_FALSE(result.has_value());
    };
    CHECK(subject.in_session(nothing).text == "");
}
