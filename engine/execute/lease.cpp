#include "lease.hpp"

#include "journal_tables.hpp"

#include <schemadiff/base/codes.hpp>

#include <fmt/format.h>

#include <unistd.h>

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

// Sessions differ in nothing but their time of the server's clock.
Sql end_of_lease(std::chrono::milliseconds length)
{
    return sql("pg_catalog.clock_timestamp() + {} * interval '1 millisecond'",
               Number{length.count()});
}

[[noreturn]] void refuse(postgres::Connection &connection, Qualified const &table)
{
    auto const rows = connection.query(
        sql("SELECT role, host, process, pg_catalog.to_char(acquired_at AT TIME ZONE 'UTC', "
            "'YYYY-MM-DD HH24:MI:SS') AS since, pg_catalog.ceil(extract(epoch FROM "
            "expires_at - pg_catalog.clock_timestamp()))::integer AS seconds FROM {}",
            table));
    std::string holder = "it ended just now";
    if (!rows.empty()) {
        auto const row = rows[0];
        holder = fmt::format("role {} on host {}, process {}, since {} UTC", row.text("role"),
                             row.text("host"), row.text("process"), row.text("since"));
    }
    throw Failure{
        Diagnostic{.severity = Severity::error,
                   .code = codes::lease_held,
                   .at = {},
                   .message = "another run is under way on this database: " + holder,
                   .hints = {rows.empty()
                                 ? std::string("Try again.")
                                 : fmt::format("Try again when it has ended. If its process is "
                                               "dead, its lease ends in {} s by itself.",
                                               rows[0].text("seconds"))}},
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

Lease::Lease(postgres::Connection &connection, std::string journal_schema,
             std::chrono::milliseconds length)
    : connection_{&connection}, schema_{std::move(journal_schema)}, holder_{random_id()},
      length_{length}
{
    Qualified const table{schema_, lease_table};
    auto const taken = connection.query(sql(
        "INSERT INTO {} AS held (holder, role, host, process, acquired_at, expires_at) "
        "VALUES ({}, CURRENT_USER, {}, {}, pg_catalog.clock_timestamp(), {}) "
        "ON CONFLICT (only_one) DO UPDATE SET holder = EXCLUDED.holder, "
        "role = EXCLUDED.role, host = EXCLUDED.host, process = EXCLUDED.process, "
        "acquired_at = EXCLUDED.acquired_at, expires_at = EXCLUDED.expires_at "
        "WHERE held.expires_at < pg_catalog.clock_timestamp() RETURNING xmax <> 0 AS taken_over",
        table, Literal{holder_}, Literal{host_name()}, Number{getpid()}, end_of_lease(length_)));
    if (taken.empty()) {
        refuse(connection, table);
    }
    if (taken[0].boolean("taken_over")) {
        end_sessions_of_the_dead(connection, application_name());
    }
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
