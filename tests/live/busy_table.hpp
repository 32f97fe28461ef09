// A table that somebody reads and writes all the time, for what is done to it meanwhile, and a
// watch on the locks that it meets.
#pragma once

#include <engine/postgres/connection.hpp>

#include <support/test_server.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <string>
#include <thread>
#include <utility>

namespace schemadiff::test
{

// `place` is what its users find rows by; the other columns are for what is changed.
inline std::string busy_table(long long rows)
{
    return fmt::format(R"sql(
CREATE SCHEMA app;
CREATE TABLE app.parent (id bigint PRIMARY KEY, n bigint NOT NULL DEFAULT 0);
INSERT INTO app.parent SELECT i FROM generate_series(1, {0}) i;
CREATE TABLE app.t (place bigint, id bigint, parent bigint, email text, n bigint);
INSERT INTO app.t SELECT i, i, i, 'e' || i, 0 FROM generate_series(1, {0}) i;
CREATE UNIQUE INDEX t_place ON app.t (place);
)sql",
                       rows);
}

// A session that reads and writes such tables until it is told to stop. Before and after each round
// `always` has to answer with true.
class Traffic
{
public:
    Traffic(postgres::Address const &address, long long rows, std::string always)
        : address_{address}, rows_{rows}, always_{std::move(always)}, start_{counted()},
          thread_{[this] {
              run();
          }}
    {
        happens_soon([this] { return statements_ > 0; });
    }
    ~Traffic() { stop(); }
    Traffic(Traffic const &) = delete;
    Traffic &operator=(Traffic const &) = delete;

    void stop()
    {
        stop_ = true;
        if (thread_.joinable()) {
            thread_.join();
        }
    }

    [[nodiscard]] long long statements() const { return statements_; }
    // These when it has stopped.
    [[nodiscard]] std::string failure() const { return failure_; }
    [[nodiscard]] std::chrono::milliseconds longest_stall() const
    {
        return std::chrono::duration_cast<std::chrono::milliseconds>(longest_);
    }

    // What was written and what is there; empty where they are the same.
    [[nodiscard]] std::string lost_writes() const
    {
        auto const now = counted();
        auto const wanted = start_ + written_;
        if (now.rows == wanted.rows && now.sum == wanted.sum) {
            return {};
        }
        return fmt::format("{} rows in place of {}, {} additions in place of {}", now.rows,
                           wanted.rows, now.sum, wanted.sum);
    }

private:
    // Rows and additions of both tables.
    struct Counts {
        long long rows = 0;
        long long sum = 0;
        friend Counts operator+(Counts const &a, Counts const &b)
        {
            return {a.rows + b.rows, a.sum + b.sum};
        }
    };

    Counts counted() const
    {
        auto const of = [&](std::string const &what) {
            return std::stoll(value_of(address_, "SELECT (SELECT " + what +
                                                     " FROM app.t) + (SELECT " + what +
                                                     " FROM app.parent)"));
        };
        return {of("count(*)"), of("coalesce(sum(n), 0)")};
    }

    void run()
    {
        try {
            postgres::Connection connection{address_};
            auto next = std::stoll(value_of(address_, "SELECT max(place) + 1 FROM app.t"));
            for (long long round = 1; !stop_; ++round, ++next) {
                one_round(connection, 1 + round * 7919 % rows_, next);
            }
        } catch (std::exception const &problem) {
            failure_ = problem.what();
        }
    }

    void one_round(postgres::Connection &connection, long long old_one, long long new_one)
    {
        timed(connection, fmt::format("INSERT INTO app.parent (id) VALUES ({})", new_one));
        ++written_.rows;
        timed(connection, fmt::format("INSERT INTO app.t (place, id, parent, email, n) "
                                      "VALUES ({0}, {0}, {1}, 'e{0}', 0)",
                                      new_one, old_one));
        ++written_.rows;
        timed(connection, fmt::format("UPDATE app.t SET n = n + 1 WHERE place = {}", old_one));
        ++written_.sum;
        timed(connection, fmt::format("UPDATE app.parent SET n = n + 1 WHERE id = {}", old_one));
        ++written_.sum;
        timed(connection, fmt::format("SELECT email FROM app.t WHERE place = {}", old_one));
        if (!connection.query(always_ + " AS holds")[0].boolean("holds")) {
            throw std::runtime_error{"there was a moment without: " + always_};
        }
    }

    void timed(postgres::Connection &connection, std::string const &statement)
    {
        auto const begun = std::chrono::steady_clock::now();
        connection.execute(statement);
        longest_ = std::max(longest_, std::chrono::steady_clock::now() - begun);
        ++statements_;
    }

    postgres::Address address_;
    long long rows_;
    std::string always_;
    Counts start_;
    Counts written_;
    std::chrono::steady_clock::duration longest_{0};
    std::string failure_;
    std::atomic<long long> statements_{0};
    std::atomic<bool> stop_{false};
    std::thread thread_; // begins when all else is there
};

// "share update exclusive": the strongest that the process has been granted on app.t by now.
inline std::string strongest_lock_on_t(postgres::Connection &connection, int process)
{
    auto const rows = connection.query(fmt::format(
        "SELECT lower(pg_catalog.regexp_replace(pg_catalog.replace(mode, 'Lock', ''), "
        "'([a-z])([A-Z])', '\\1 \\2', 'g')) AS mode FROM pg_catalog.pg_locks WHERE pid = {} AND "
        "granted AND relation = pg_catalog.to_regclass('app.t') ORDER BY pg_catalog.array_position("
        "'{{AccessShareLock,RowShareLock,RowExclusiveLock,ShareUpdateExclusiveLock,ShareLock,"
        "ShareRowExclusiveLock,ExclusiveLock,AccessExclusiveLock}}'::text[], mode) DESC LIMIT 1",
        process));
    return rows.empty() ? "nothing" : std::string(rows[0].text("mode"));
}

inline std::string strongest_lock_on_t(postgres::Address const &address, int process)
{
    postgres::Connection connection{address};
    return strongest_lock_on_t(connection, process);
}

// Looks at the locks of a process on app.t again and again: which it held, and for how long.
class LockWatch
{
public:
    LockWatch(postgres::Address const &address, int process)
        : address_{address}, process_{process}, thread_{[this] {
              run();
          }}
    {
    }
    ~LockWatch() { stop(); }
    LockWatch(LockWatch const &) = delete;
    LockWatch &operator=(LockWatch const &) = delete;

    // Once, at the end: "share update exclusive 2310 ms, access exclusive 1 ms".
    [[nodiscard]] std::string told()
    {
        stop();
        std::string text;
        for (auto const &[mode, time] : held_) {
            auto const shown = std::chrono::duration_cast<std::chrono::milliseconds>(time);
            text += fmt::format("{}{} {} ms", text.empty() ? "" : ", ", mode, shown.count());
        }
        return text;
    }

private:
    void stop()
    {
        stop_ = true;
        if (thread_.joinable()) {
            thread_.join();
        }
    }

    void run()
    {
        postgres::Connection connection{address_};
        auto last = std::chrono::steady_clock::now();
        while (!stop_) {
            auto const mode = strongest_lock_on_t(connection, process_);
            auto const now = std::chrono::steady_clock::now();
            if (mode != "nothing") {
                held_[mode] += now - last;
            }
            last = now;
            std::this_thread::sleep_for(std::chrono::milliseconds{1});
        }
    }

    postgres::Address address_;
    int process_;
    std::map<std::string, std::chrono::steady_clock::duration> held_;
    std::atomic<bool> stop_{false};
    std::thread thread_;
};

} // namespace schemadiff::test
