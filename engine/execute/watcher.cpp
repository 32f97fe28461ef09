#include "watcher.hpp"

#include "under_way.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace schemadiff::execute
{

namespace
{

using namespace std::chrono_literals;

constexpr auto tick = 50ms;
// A lock that is granted at once is not worth a second connection.
constexpr auto patience = 300ms;
constexpr auto between_looks = 500ms;
constexpr auto between_connections = 5s;

Sql blockers_query(std::string const &application_name, std::string_view statement)
{
    return sql(R"sql(SELECT DISTINCT b.pid, b.usename, b.application_name, b.state,
       pg_catalog.round(extract(epoch FROM pg_catalog.clock_timestamp() - b.xact_start))::bigint
           AS seconds,
       pg_catalog.left(b.query, 200) AS query
FROM pg_catalog.pg_stat_activity AS a
CROSS JOIN LATERAL pg_catalog.unnest(pg_catalog.pg_blocking_pids(a.pid)) AS blocking (pid)
JOIN pg_catalog.pg_stat_activity AS b ON b.pid = blocking.pid
WHERE {} AND a.wait_event_type = 'Lock'
ORDER BY b.pid)sql",
               is_session_of(application_name, statement));
}

std::string sentence(Row const &row)
{
    std::string text = fmt::format("process {}", row.text("pid"));
    if (!row.is_null("usename")) {
        text += fmt::format(" of role {}", row.text("usename"));
    }
    if (!row.text("application_name").empty()) {
        text += fmt::format(" ({})", row.text("application_name"));
    }
    if (!row.is_null("state")) {
        text += fmt::format(", {}", row.text("state"));
    }
    if (!row.is_null("seconds")) {
        text += fmt::format(", its transaction began {} s ago", row.text("seconds"));
    }
    if (!row.text("query").empty()) {
        text += fmt::format(": {}", row.text("query"));
    }
    return text;
}

} // namespace

Watcher::Watcher(Charge charge)
    : charge_{std::move(charge)},
      next_renewal_{Clock::now() + charge_.lease->length() / 3}, thread_{[this] {
          watch();
      }}
{
}

Watcher::~Watcher()
{
    {
        std::lock_guard const guard{mutex_};
        ends_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void Watcher::waits_for(std::string statement, Tell tell)
{
    std::lock_guard const guard{mutex_};
    statement_ = std::move(statement);
    tell_ = std::move(tell);
    since_ = Clock::now();
    blockers_.clear();
}

void Watcher::goes_on()
{
    std::lock_guard const guard{mutex_};
    statement_.reset();
    tell_ = nullptr;
}

void Watcher::says(std::string const &how_far)
{
    std::lock_guard const guard{mutex_};
    if (statement_ && tell_) {
        auto const time = std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - since_);
        tell_(fmt::format("{}, for {} s", how_far, time.count()));
    }
}

std::vector<std::string> Watcher::blockers() const
{
    std::lock_guard const guard{mutex_};
    return blockers_;
}

bool Watcher::is_cancelled() const
{
    return charge_.cancel != nullptr && *charge_.cancel;
}

void Watcher::watch()
{
    for (;;) {
        std::optional<std::string> waiting;
        {
            std::unique_lock lock{mutex_};
            if (changed_.wait_for(lock, tick, [this] { return ends_; })) {
                return;
            }
            if (statement_ && Clock::now() - since_ > patience) {
                waiting = statement_;
            }
        }
        if (is_cancelled() || lease_is_lost_) {
            cancel_statement();
        }
        if (Clock::now() >= next_renewal_) {
            renew_lease();
        }
        if (waiting && Clock::now() >= next_look_) {
            look_at(*waiting);
        }
    }
}

// Under the mutex, so that the run does not go on to its next statement meanwhile, which the
// request would then hit.
void Watcher::cancel_statement()
{
    std::lock_guard const guard{mutex_};
    if (statement_) {
        charge_.connection->cancel();
    }
}

postgres::Connection *Watcher::second_connection()
{
    if (second_ && !second_->is_broken()) {
        return &*second_;
    }
    second_.reset();
    if (!charge_.address || Clock::now() < no_connection_before_) {
        return nullptr;
    }
    no_connection_before_ = Clock::now() + between_connections;
    try {
        second_.emplace(*charge_.address, postgres::ConnectOptions{.timeout = 3s});
        return &*second_;
    } catch (Failure const &) {
        return nullptr;
    }
}

// What cannot be renewed now is tried again at the next tick; if the lease is lost in the end,
// the fence before the commit finds out.
void Watcher::renew_lease()
{
    try {
        if (auto *const connection = second_connection()) {
            if (!charge_.lease->renew(*connection)) {
                lease_is_lost_ = true;
            }
            next_renewal_ = Clock::now() + charge_.lease->length() / 3;
        }
    } catch (Failure const &) {
    }
}

void Watcher::look_at(std::string const &statement)
{
    next_look_ = Clock::now() + between_looks;
    try {
        auto *const connection = second_connection();
        if (connection == nullptr) {
            return;
        }
        auto const rows = connection->query(blockers_query(charge_.application_name, statement));
        std::vector<std::string> found;
        for (auto const &row : rows) {
            found.push_back(sentence(row));
        }
        auto const far = how_far(*connection, charge_.application_name, statement);
        {
            std::lock_guard const guard{mutex_};
            if (statement_ != statement) {
                return;
            }
            // None now does not mean that there were none: the timeout may just have passed.
            if (!found.empty()) {
                blockers_ = std::move(found);
            }
        }
        if (!far.empty()) {
            says(far);
        }
    } catch (Failure const &) {
    }
}

} // namespace schemadiff::execute
