// One run at a time on a database: a row with a holder and an end, which its holder moves on.
// It needs no session state, so it holds through a transaction-pooling proxy, and it ends by
// itself where its holder has died. Where the next one can see that (process_mark.hpp), it takes
// over at once. The server's process of a session says nothing about it: behind a proxy that lives
// on.
#pragma once

#include <engine/postgres/connection.hpp>
#include <schemadiff/sql/sql.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace schemadiff::execute
{

struct LeaseHolder {
    std::string id;
    std::string role;
    std::string host;
    std::string process;
    std::string since; // 2026-11-21 03:35:00 UTC
    std::string ends_in_seconds;
    bool is_dead = false; // certainly
};

// Of a lease that has not ended. The journal has to be there.
std::optional<LeaseHolder> lease_holder(postgres::Connection &connection,
                                        std::string const &journal_schema);

class Lease
{
public:
    // Throws Failure with ExitCode::try_later, which names the holder, where it is held. Where it
    // is taken over from a holder who has died, sessions that still work for that one are ended
    // first.
    Lease(postgres::Connection &connection, std::string journal_schema,
          std::chrono::milliseconds length);
    ~Lease();
    Lease(Lease const &) = delete;
    Lease &operator=(Lease const &) = delete;

    // A statement that moves the end on. It fails with `lost_sqlstate` where somebody has taken
    // over; inside a transaction that is about to commit it is therefore a fence: nobody takes
    // over between it and the COMMIT, because it locks the row.
    [[nodiscard]] Sql fence() const;
    static constexpr std::string_view lost_sqlstate = "22012"; // division_by_zero

    // The same on another connection; false where the lease is lost.
    [[nodiscard]] bool renew(postgres::Connection &connection) const;

    // By which the sessions of its run are known to the server.
    [[nodiscard]] std::string application_name() const { return "schemadiff " + holder_; }
    [[nodiscard]] std::string const &holder() const { return holder_; }
    [[nodiscard]] std::chrono::milliseconds length() const { return length_; }

private:
    // Where it is free, has ended, or is held by `dead`. False where it is not to be had.
    bool take(std::string const &dead = {});
    [[nodiscard]] Sql renewal() const;

    postgres::Connection *connection_;
    std::string schema_;
    std::string holder_;
    std::chrono::milliseconds length_;
};

} // namespace schemadiff::execute
