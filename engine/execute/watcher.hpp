// Looks after a run from a thread of its own while the run waits for the server: moves the lease
// on, finds out who blocks a statement and how far that has come, and cancels it when the user
// wants to stop.
#pragma once

#include <engine/execute/lease.hpp>
#include <engine/postgres/connection.hpp>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace schemadiff::execute
{

class Watcher
{
public:
    struct Charge {
        postgres::Connection *connection = nullptr; // of the run; only ever cancelled from here
        Lease const *lease = nullptr;
        // Of a second connection; without it the lease is not renewed and no blocker is found.
        std::optional<postgres::Address> address;
        std::atomic<bool> const *cancel = nullptr;
        std::string application_name; // by which the run's session is recognised
    };

    explicit Watcher(Charge charge);
    ~Watcher();
    Watcher(Watcher const &) = delete;
    Watcher &operator=(Watcher const &) = delete;

    // How far the statement has come. Called by either thread, but never by both at once, and not
    // after goes_on().
    using Tell = std::function<void(std::string const &)>;

    // Around each wait for the server.
    void waits_for(std::string statement, Tell tell = {});
    void goes_on();
    // What the statement under way says of itself.
    void says(std::string const &how_far);

    // Who was in the way of the last statement that waited, one sentence each.
    [[nodiscard]] std::vector<std::string> blockers() const;
    [[nodiscard]] bool lease_is_lost() const { return lease_is_lost_; }
    [[nodiscard]] bool is_cancelled() const;

private:
    using Clock = std::chrono::steady_clock;

    void watch();
    void renew_lease();
    void look_at(std::string const &statement);
    void cancel_statement();
    postgres::Connection *second_connection();

    Charge charge_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    bool ends_ = false;                    // guarded by mutex_, like the four below
    std::optional<std::string> statement_; // under way
    Tell tell_;
    Clock::time_point since_;
    std::vector<std::string> blockers_;
    std::atomic<bool> lease_is_lost_{false};
    // Used by the thread alone.
    std::optional<postgres::Connection> second_;
    Clock::time_point no_connection_before_;
    Clock::time_point next_renewal_;
    Clock::time_point next_look_;
    std::thread thread_; // last, since it uses all the others
};

} // namespace schemadiff::execute
