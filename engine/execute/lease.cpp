#include "lease.hpp"

#include "journal_tables.hpp"

#include <schemadiff/base/codes.hpp>

#include <fmt/format.h>

#include <unistd.h>

#include <array>
#include <random>

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
        "WHERE held.expires_at < pg_catalog.clock_timestamp() RETURNING holder",
        table, Literal{holder_}, Literal{host_name()}, Number{getpid()}, end_of_lease(length_)));
    if (taken.empty()) {
        refuse(connection, table);
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
