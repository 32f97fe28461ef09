// Online ways on a busy table: while a run goes up and comes back, another session reads and writes
// the table all the time. No write is lost, none waits longer than the lock timeout, and an index
// that is replaced is never missed.
//
// SCHEMADIFF_STALLS=2000000 takes that many rows and prints a table of the longest stalls, with
// those of the plain way beside them.
#include "busy_table.hpp"
#include "execute_bench.hpp"

#include <engine/introspect/introspect.hpp>
#include <engine/plan/planner.hpp>

#include <support/dump_entries.hpp>
#include <support/pgbouncer.hpp>

#include <fmt/format.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <iostream>

using namespace schemadiff;
using namespace schemadiff::test;
using namespace std::chrono_literals;

namespace
{

struct Way {
    std::string_view name;
    std::string_view before; // beside the busy table
    std::string_view change;
    std::string always = "SELECT true"; // holds at every moment
};

std::string has_index_on(std::string_view column, std::string_view more = "true")
{
    return fmt::format(
        "SELECT EXISTS (SELECT FROM pg_catalog.pg_index i JOIN pg_catalog.pg_attribute a "
        "ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] WHERE "
        "i.indrelid = 'app.t'::pg_catalog.regclass AND a.attname = '{}' AND i.indisvalid AND {})",
        column, more);
}

std::array const ways = std::to_array<Way>({
    {"new index", "", "CREATE INDEX t_n ON app.t (n)"},
    {"index on an expression for some rows", "",
     "CREATE INDEX t_some ON app.t (lower(email)) WHERE n > 10"},
    {"new unique index", "", "CREATE UNIQUE INDEX t_email ON app.t (email)"},
    {"replaced index", "CREATE INDEX t_n ON app.t (n)",
     "DROP INDEX app.t_n; CREATE INDEX t_n ON app.t (n DESC, id)", has_index_on("n")},
    {"dropped index", "CREATE INDEX t_n ON app.t (n)", "DROP INDEX app.t_n"},
    {"new primary key", "", "ALTER TABLE app.t ADD CONSTRAINT t_pkey PRIMARY KEY (id)"},
    {"replaced primary key", "ALTER TABLE app.t ADD CONSTRAINT t_pkey PRIMARY KEY (id)",
     "ALTER TABLE app.t DROP CONSTRAINT t_pkey; "
     "ALTER TABLE app.t ADD CONSTRAINT t_pkey PRIMARY KEY (id, place)",
     has_index_on("id", "i.indisprimary")},
    {"primary key replaced by one of another name",
     "ALTER TABLE app.t ADD CONSTRAINT t_pkey PRIMARY KEY (id)",
     "ALTER TABLE app.t DROP CONSTRAINT t_pkey; "
     "ALTER TABLE app.t ADD CONSTRAINT pk_t PRIMARY KEY (id, place)",
     has_index_on("id", "i.indisprimary")},
    {"new unique constraint", "", "ALTER TABLE app.t ADD CONSTRAINT t_email_key UNIQUE (email)"},
    {"replaced unique constraint", "ALTER TABLE app.t ADD CONSTRAINT t_email_key UNIQUE (email)",
     "ALTER TABLE app.t DROP CONSTRAINT t_email_key; "
     "ALTER TABLE app.t ADD CONSTRAINT t_email_key UNIQUE (email, id)",
     has_index_on("email", "i.indisunique")},
    {"check", "", "ALTER TABLE app.t ADD CONSTRAINT t_low CHECK (n >= 0)"},
    {"foreign key", "",
     "ALTER TABLE app.t ADD CONSTRAINT t_parent_fkey FOREIGN KEY (parent) REFERENCES app.parent"},
    {"foreign key of a partitioned table",
     "CREATE TABLE app.whole (LIKE app.t) PARTITION BY RANGE (id); "
     "ALTER TABLE app.whole ATTACH PARTITION app.t DEFAULT",
     "ALTER TABLE app.whole ADD CONSTRAINT t_parent_fkey FOREIGN KEY (parent) REFERENCES "
     "app.parent"},
    {"NOT NULL", "", "ALTER TABLE app.t ALTER COLUMN email SET NOT NULL"},
    {"column with a volatile default", "",
     "ALTER TABLE app.t ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid()"},
    {"type of a column",
     "ALTER TABLE app.t ALTER COLUMN n TYPE integer; CREATE INDEX t_n ON app.t (n, place); "
     "ALTER TABLE app.t ADD CHECK (n >= 0); CREATE VIEW app.v AS SELECT n FROM app.t",
     "DROP VIEW app.v; ALTER TABLE app.t ALTER COLUMN n TYPE bigint; "
     "CREATE VIEW app.v AS SELECT n FROM app.t",
     has_index_on("n") + " AND EXISTS (SELECT n FROM app.v)"},
    {"type of a primary key",
     "ALTER TABLE app.t ALTER COLUMN id TYPE integer, ADD CONSTRAINT t_pkey PRIMARY KEY (id)",
     "ALTER TABLE app.t ALTER COLUMN id TYPE bigint", has_index_on("id", "i.indisprimary")},
});

bool is_to_be_measured()
{
    return std::getenv("SCHEMADIFF_STALLS") != nullptr;
}

long long rows_wanted()
{
    return is_to_be_measured() ? std::stoll(std::getenv("SCHEMADIFF_STALLS")) : 20'000;
}

// Plans a way between two small databases, one after the other in the same place.
class Planner
{
public:
    // What the last plan leads to, made by hand.
    [[nodiscard]] DumpEntries goal() const { return dump_entries(database_.address()); }

    Plan plan(Way const &way, plan::Ways which)
    {
        run_sql(database_.address(), "DROP SCHEMA IF EXISTS app CASCADE");
        run_sql(database_.address(), busy_table(10));
        run_sql(database_.address(), way.before);
        auto const before = introspect::introspect(connection_);
        run_sql(database_.address(), way.change);
        auto const after = introspect::introspect(connection_);
        return plan::planned(
            before, after, {},
            {.role = "postgres", .server_version = connection_.server_version(), .ways = which});
    }

private:
    scratch::Database database_ = fresh_database();
    postgres::Connection connection_{database_.address()};
};

struct Measured {
    std::chrono::milliseconds stall{0};
    long long statements = 0; // of the other session, while the run was under way
    std::string locks;
};

class BusyBench
{
public:
    BusyBench()
    {
        bench_.options.lock_timeout = 3s; // as the program has it
        bench_.options.retries = 8;
        bench_.options.allowed.all = true;
    }

    void prepare(Way const &way)
    {
        bench_.run("DROP SCHEMA IF EXISTS app CASCADE");
        bench_.run(busy_table(rows_wanted()));
        bench_.run(std::string(way.before));
        bench_.run("VACUUM ANALYZE app.t");
    }

    Measured up(Way const &way, Plan const &plan)
    {
        return beside_others(way, [&] { bench_.apply(plan); });
    }

    Measured down(Way const &way)
    {
        return beside_others(way, [&] { bench_.rollback(); });
    }

private:
    template <class Work>
    Measured beside_others(Way const &way, Work const &work)
    {
        auto const &address = bench_.database.address();
        Traffic traffic{address, rows_wanted(), way.always};
        std::optional<LockWatch> watch;
        if (is_to_be_measured()) {
            watch.emplace(address, bench_.connection.backend_pid());
        }
        auto const statements_before = traffic.statements();
        auto const failure = caught(work);
        auto const statements = traffic.statements() - statements_before;
        traffic.stop();
        CHECK(failure.text == "");
        CHECK(traffic.failure() == "");
        CHECK(traffic.lost_writes() == "");
        return {traffic.longest_stall(), statements, watch ? watch->told() : ""};
    }

    Bench bench_;
};

bool rewrites(Plan const &plan)
{
    return std::any_of(plan.steps.begin(), plan.steps.end(), [](PlannedStep const &step) {
        return step.up.rewrites_table || (step.down && step.down->rewrites_table);
    });
}

void print(std::string_view way, std::string_view direction, Measured const &online,
           Measured const &plain)
{
    std::cout << fmt::format("{} | {} | {} ms | {} ms | {} | {}\n", way, direction,
                             online.stall.count(), plain.stall.count(), online.locks, plain.locks)
              << std::flush;
}

// The step of a plan that an old transaction keeps waiting first; none where one that others would
// wait for comes before.
PlannedStep const *first_outside(Plan const &plan)
{
    for (PlannedStep const &step : plan.steps) {
        if (step.up.transaction == Transaction::outside) {
            return &step;
        }
        for (PlannedLock const &claim : step.up.locks) {
            if (claim.lock > Lock::share_update_exclusive) {
                return nullptr;
            }
        }
    }
    return nullptr;
}

std::string claimed_of_t(PlannedStep const &step)
{
    for (PlannedLock const &claim : step.up.locks) {
        if (claim.relation == "app.t") {
            return std::string(word(claim.lock));
        }
    }
    return "nothing";
}

} // namespace

TEST_CASE("others go on with a table while it is changed in an online way, and back", "[online]")
{
    if (is_to_be_measured()) {
        std::cout << "way | direction | longest stall | plain way's | locks on the table | plain\n";
    }
    Planner planner;
    BusyBench bench;
    for (Way const &way : ways) {
        INFO(way.name);
        auto const plan = planner.plan(way, plan::Ways::by_size);
        CHECK_FALSE(rewrites(plan));
        bench.prepare(way);
        auto const up = bench.up(way, plan);
        auto const down = bench.down(way);
        CHECK(up.stall < 3s);
        CHECK(down.stall < 3s);
        CHECK(up.statements + down.statements > 0);
        if (is_to_be_measured()) {
            Way anyhow = way;
            anyhow.always = "SELECT true";
            auto const plain = planner.plan(way, plan::Ways::plain);
            auto const plain_up = bench.up(anyhow, plain);
            auto const plain_down = bench.down(anyhow);
            print(way.name, "up", up, plain_up);
            print(way.name, "down", down, plain_down);
        }
    }
}

// Without a look at any clock: the build waits for an old transaction, and meanwhile all that it
// holds on the table is what its step says.
TEST_CASE("while an old transaction keeps a build waiting, others read and write", "[online]")
{
    Planner planner;
    Bench bench;
    bench.options.allowed.all = true;
    auto const runner = bench.connection.backend_pid();
    auto const waits_for_old_one = fmt::format(
        "SELECT EXISTS (SELECT FROM pg_catalog.pg_locks WHERE pid = {} AND NOT granted AND "
        "locktype = 'virtualxid')",
        runner);
    int waits = 0;
    for (Way const &way : ways) {
        INFO(way.name);
        auto const plan = planner.plan(way, plan::Ways::by_size);
        auto const *const step = first_outside(plan);
        if (step == nullptr) {
            continue;
        }
        INFO(step->up.statements.front());
        bench.run("DROP SCHEMA IF EXISTS app CASCADE");
        bench.run(busy_table(100));
        bench.run(std::string(way.before));
        Holder old_one{bench.database.address(), "UPDATE app.t SET n = n WHERE place = 1"};
        Caught failure;
        std::thread run{[&] {
            failure = caught([&] { bench.apply(plan); });
        }};

        CHECK(happens_soon([&] { return bench.value(waits_for_old_one) == "t"; }));
        CHECK(strongest_lock_on_t(bench.database.address(), runner) == claimed_of_t(*step));
        CHECK_NOTHROW(bench.run("SET statement_timeout = '5s'; "
                                "INSERT INTO app.t VALUES (1000, 1000, 1, 'new', 1); "
                                "UPDATE app.t SET n = n + 1 WHERE place = 2; "
                                "DELETE FROM app.t WHERE place = 3; "
                                "SELECT count(*) FROM app.t"));
        CHECK(bench.value(waits_for_old_one) == "t");
        old_one.let_go();
        run.join();
        CHECK(failure.text == "");
        ++waits;
    }
    CHECK(waits >= 6);
}

// CONCURRENTLY and batches that commit need a session for one statement only, which a pooler leaves
// them.
TEST_CASE("online ways go through a transaction-pooling proxy, and back", "[online]")
{
    if (!Pgbouncer::program()) {
        return;
    }
    auto const database = fresh_database();
    Pgbouncer const proxy{test_server()};
    auto const address = proxy.address(database.name());
    auto options = options_for(address);
    options.allowed.all = true;
    auto const entries = [&] {
        auto dump = dump_entries(database.address());
        std::erase_if(dump, [](auto const &entry) {
            return entry.first.find("schemadiff") != std::string::npos;
        });
        return dump;
    };
    Planner planner;
    for (Way const &way : ways) {
        INFO(way.name);
        auto const plan = planner.plan(way, plan::Ways::by_size);
        run_sql(database.address(), "DROP SCHEMA IF EXISTS app CASCADE");
        run_sql(database.address(), busy_table(100));
        run_sql(database.address(), way.before);
        auto const start = entries();
        postgres::Connection connection{address};
        execute::apply(connection, plan, options);
        CHECK(difference(planner.goal(), entries()).empty());
        execute::RollbackOptions back;
        back.common = options;
        execute::rollback(connection, back);
        CHECK(difference(start, entries()).empty());
    }
}

TEST_CASE("a step that takes long tells how far it has come", "[online]")
{
    Bench bench;
    bench.options.allowed.all = true;
    bench.run(busy_table(100));
    auto const is_told_in = [&](std::size_t step, std::string_view how_far,
                                std::string_view change) {
        auto const plan = Planner{}.plan({"", "", change}, plan::Ways::online);
        std::optional<Holder> writer; // keeps the step waiting
        std::atomic<bool> is_told = false;
        bench.options.progress = [&](execute::Progress const &progress) {
            using Event = execute::Progress::Event;
            if (progress.event == Event::step_begins && progress.step == step) {
                writer.emplace(bench.database.address(), "UPDATE app.t SET n = n WHERE place = 1");
            }
            if (progress.event == Event::under_way && progress.step == step &&
                progress.text.starts_with(how_far)) {
                is_told = true;
            }
        };
        std::thread run{[&] {
            bench.apply(plan);
        }};
        CHECK(happens_soon([&] { return is_told.load(); }));
        writer->let_go();
        run.join();
    };

    SECTION("an index, by PostgreSQL's view")
    {
        is_told_in(1, "waiting for writers before build, 0 of 1 older transactions are gone, for ",
                   "CREATE INDEX t_n ON app.t (n)");
    }
    SECTION("values in batches, by notices")
    {
        is_told_in(2, "filling: 0 of 1 pages, for ",
                   "ALTER TABLE app.t ALTER COLUMN n TYPE numeric");
    }
}
