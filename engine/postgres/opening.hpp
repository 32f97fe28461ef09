// Opens a libpq connection, and says why not. Inside engine/postgres only, since it shows libpq.
#pragma once

#include <engine/postgres/address.hpp>

#include <libpq-fe.h>

#include <chrono>
#include <memory>

namespace schemadiff::postgres
{

struct PgConnectionDeleter {
    void operator()(PGconn *connection) const noexcept { PQfinish(connection); }
};
using PgConnectionOwner = std::unique_ptr<PGconn, PgConnectionDeleter>;

// A connection that stands, or Failure.
PgConnectionOwner opened(Address const &address, std::chrono::seconds timeout);

// The options that a connection uses, with what libpq took from its environment and files.
AddressOptions options_of(PGconn *connection);

} // namespace schemadiff::postgres
