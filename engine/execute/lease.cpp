#include "lease.hpp"

#include "journal_tables.hpp"
#include "process_mark.hpp"

#include <schemadiff/base/codes.hpp>

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <random>
#include <thread>

namespace schemadiff::execute
{

namespace
{

std::string random_id()
{
    std::random_device device;
    return fmt::format("{:08x}{:08x}", device(), device());
}

std::string host_name()
{
    std::array<char, 256> name{};
    return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "unknown";
}

// No host's name has it. The mark of the process stands behind it in the column `host`, which every
// version of the program writes when it takes the lease: it never is that of somebody before.
constexpr char before_mark = '/';

std::string host_and_mark()
{
    return host_name() + before_mark + process_mark();
}

// Machines that were copied while they ran share the rest of the mark, but hardly the name.
bool has_died(std::string_view host, std::string_view mark, long long process)
{
    return host == host_name() && is_dead(static_cast<pid_t>(process), mark);
}

// Sessions differ in nothing but their time of the server's clock.
Sql end_of_lease(std::chrono::milliseconds length)
{
    return sql("pg_catalog.clock_timestamp() + {} * interval '1 millisecond'",
               Number{length.count()});
}

[[noreturn]] void refuse(std::optional<LeaseHolder> const &holder)
{
    throw Failure{
        Diagnostic{.severity = Severity::error,
                   .code = codes::lease_held,
                   .at = {},
                   .message = "another run is under way on this database: " +
                              (holder ? fmt::format("role {} on host {}, process {}, since {}",
                                                    holder->role, holder->host, holder->process,
                                                    holder->since)
                                      : std::string("it ended just now")),
                   .hints = {holder ? fmt::format("Try again when it has ended. If its process is "
                                                  "dead, its lease ends in {} s by itself.",
                                                  holder->ends_in_seconds)
                                    : std::string("Try again.")}},
        ExitCode::try_later};
}

// A server notices that a client is gone when it has something to tell it, so that a statement
// which takes long goes on meanwhile, and would work against whoever has taken over.
void end_sessions_of_the_dead(postgres::Connection &connection, std::string const &own_name)
{
    using namespace std::chrono_literals;
    constexpr auto step = 50ms;
    auto const left =
        sql("SELECT pid, pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity "
            "WHERE datname = pg_catalog.current_database() AND pid <> pg_catalog.pg_backend_pid() "
            "AND application_name ~ '^schemadiff [0-9a-f]{{16}}$' AND application_name <> {}",
            Literal{own_name});
    for (auto waited = 0ms; waited < 10s; waited += step) {
        if (connection.query(left).empty()) {
            return;
        }
        std::this_thread::sleep_for(step);
    }
    throw Failure{Diagnostic{.severity = Severity::error,
                             .code = codes::lease_held,
                             .at = {},
                             .message = "a statement of a run whose process has died is still at "
                                        "work, and does not end",
                             .hints = {"See pg_stat_activity, and try again when it has ended."}},
                  ExitCode::try_later};
}

} // namespace

std::optional<LeaseHolder> lease_holder(postgres::Connection &connection,
                                        std::string const &journal_schema)
{
    auto const rows = connection.query(
        sql("SELECT holder, role, host, process, pg_catalog.to_char(acquired_at AT TIME ZONE "
            "'UTC', 'YYYY-MM-DD HH24:MI:SS \"UTC\"') AS since, pg_catalog.ceil(extract(epoch FROM "
            "expires_at - pg_catalog.clock_timestamp()))::integer AS seconds FROM {} "
            "WHERE expires_at >= pg_catalog.clock_timestamp()",
            Qualified{journal_schema, lease_table}));
    if (rows.empty()) {
        return std::nullopt;
    }
    auto const row = rows[0];
    auto const host = row.text("host").substr(0, row.text("host").find(before_mark));
    auto const mark = row.text("host").substr(std::min(host.size() + 1, row.text("host").size()));
    return LeaseHolder{.id = std::string(row.text("holder")),
                       .role = std::string(row.text("role")),
                       .host = std::string(host),
                       .process = std::string(row.text("process")),
                       .since = std::string(row.text("since")),
                       .ends_in_seconds = std::string(row.text("seconds")),
                       .is_dead = has_died(host, mark, row.number("process"))};
}

Lease::Lease(postgres::Connection &connection, std::string journal_schema,
             std::chrono::milliseconds length)
    : connection_{&connection}, schema_{std::move(journal_schema)}, holder_{random_id()},
      length_{length}
{
    if (take()) {
        return;
    }
    auto const holder = lease_holder(connection, schema_);
    if (!holder || !holder->is_dead || !take(holder->id)) {
        refuse(holder);
    }
}

bool Lease::take(std::string const &dead)
{
    auto const taken = connection_->query(
        sql("INSERT INTO {} AS held (holder, role, host, process, acquired_at, expires_at) "
            "VALUES ({}, CURRENT_USER, {}, {}, pg_catalog.clock_timestamp(), {}) "
            "ON CONFLICT (only_one) DO UPDATE SET holder = EXCLUDED.holder, "
            "role = EXCLUDED.role, host = EXCLUDED.host, process = EXCLUDED.process, "
            "acquired_at = EXCLUDED.acquired_at, expires_at = EXCLUDED.expires_at "
            "WHERE held.expires_at < pg_catalog.clock_timestamp() OR held.holder = {} "
            "RETURNING xmax <> 0 AS taken_over",
            Qualified{schema_, lease_table}, Literal{holder_}, Literal{host_and_mark()},
            Number{getpid()}, end_of_lease(length_), Literal{dead}));
    if (!taken.empty() && taken[0].boolean("taken_over")) {
        end_sessions_of_the_dead(*connection_, application_name());
    }
    return !taken.empty();
}

// Where the connection is gone the lease ends by itself.
Lease::~Lease()
{
    try {
        if (!connection_->is_broken()) {
            connection_->query(sql("DELETE FROM {} WHERE holder = {}",
                                   Qualified{schema_, lease_table}, Literal{holder_}));
        }
    } catch (std::exception const &) {
    }
}

Sql Lease::renewal() const
{
    return sql("UPDATE {} SET expires_at = {} WHERE holder = {} RETURNING 1",
               Qualified{schema_, lease_table}, end_of_lease(length_), Literal{holder_});
}

Sql Lease::fence() const
{
    return sql("WITH renewed AS ({}) SELECT 1 / pg_catalog.count(*) FROM renewed", renewal());
}

bool Lease::renew(postgres::Connection &connection) const
{
    return !connection.query(renewal()).empty();
}

} // namespace schemadiff::execute
