// How a plan is run, and what came of it: plain data for the executor and whoever calls it.
#pragma once

#include <engine/execute/journal.hpp>
#include <schemadiff/plan/plan.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::execute
{

struct Allowed {
    bool all = false;
    std::set<HazardClass> classes;

    [[nodiscard]] bool contains(HazardClass what) const { return all || classes.contains(what); }
};

// From whichever thread knows, but never from two at once.
struct Progress {
    enum class Event : std::uint8_t { step_begins, under_way, step_done, retry };
    Event event = Event::step_begins;
    std::size_t step = 0; // from 1, in the order of execution
    std::size_t steps = 0;
    std::string subject;
    // Of a retry: why, who is in the way, and when it goes on. Under way: how far it has come.
    std::string text;
};

// Plans are kept in the journal in the form of engine/render, which the caller hands in because
// this layer does not know it.
struct PlanFormat {
    std::function<std::string(Plan const &)> write;
    std::function<Plan(std::string_view)> read;
};

struct ApplyOptions {
    std::string journal_schema = "schemadiff";
    PlanFormat format;
    std::string program = "schemadiff"; // with its version, for the journal
    Allowed allowed;

    // For locks that others would queue behind. Statements whose locks let reads and writes pass,
    // such as VALIDATE CONSTRAINT, wait as long as `long_lock_timeout` says. Zero: no limit.
    std::chrono::milliseconds lock_timeout{3000};
    std::chrono::milliseconds long_lock_timeout{0};
    std::chrono::milliseconds statement_timeout{0};
    // After a lock timeout, a deadlock or a serialization failure; each wait doubles, with jitter.
    int retries = 8;
    std::chrono::milliseconds first_wait{500};
    std::chrono::milliseconds longest_wait{10'000};

    std::chrono::milliseconds lease_length{60'000};
    // Where what the plan keeps goes after the run, as CSV files; empty: it stays in the database.
    std::string backup_folder;
    // For a second connection that renews the lease during a long statement and finds out who
    // blocks it. Without it both are left out.
    std::optional<postgres::Address> address;

    // Reads the state of the objects that the plan expects something of, once the lease is held;
    // a plan whose expectations do not hold is refused. Without it nothing is compared.
    std::function<Catalog()> current_state;
    std::function<void(Progress const &)> progress; // called from the caller's own thread
    std::atomic<bool> const *cancel = nullptr;      // set to true, from anywhere, to stop
};

struct RollbackOptions {
    ApplyOptions common;      // current_state is not used: the steps fail where something has moved
    std::optional<RunId> run; // only ever the newest that can be undone
    std::size_t last = 1;     // how many runs, newest first
};

struct RunResult {
    RunId run = 0; // 0: there was nothing to do, and nothing was written down
    std::size_t steps = 0;
    std::size_t transactions = 0;
    std::vector<std::string> notices; // warnings of the server, steps that were skipped
    std::vector<std::string> files;   // of what was dropped: "table "app"."users" is kept in ..."
    std::chrono::milliseconds duration{0};
};

} // namespace schemadiff::execute
