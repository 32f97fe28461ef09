// A server for tests: one throwaway PostgreSQL per test program, started when first asked for,
// with wal_level logical so that publications work. Tests take databases from it, nothing else.
#pragma once

#include <engine/postgres/address.hpp>
#include <engine/scratch/database.hpp>
#include <engine/scratch/server.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace schemadiff::test
{

scratch::Server &test_server();

// SCHEMADIFF_PG_DUMP where it is set: a server's folder may hold no clients. Otherwise the one in
// that folder.
std::filesystem::path pg_dump();

// Gone with the object.
scratch::Database fresh_database();

// Those that cases and claims name: `fast` and `big disk`. They are made once for all.
void make_tablespaces();

// Whether the server has loaded the providers of tests/support/label_provider.c: "clearance" and
// "big realm". It has where they could be built for it.
bool has_label_providers();

// True, and said, where the server is older than `major`, which brought `what` the test needs.
bool lacks(int major, std::string_view what);

// Any number of statements, on a connection of its own.
void run_sql(postgres::Address const &address, std::string_view text);

// The first column of the only row.
std::string value_of(postgres::Address const &address, std::string_view query);

// The first column, called `value`, of all rows.
std::vector<std::string> values_of(postgres::Address const &address, std::string_view query);

// What `pg_dump -s` prints, without its comments and empty lines, so that two databases can be
// compared. `more` are further arguments of it.
std::string dump(postgres::Address const &address, std::vector<std::string> const &more = {});

// Waits a little, or as long as is said, for what another process does. False: it did not happen.
template <class Condition>
bool happens_soon(Condition condition, std::chrono::seconds limit = std::chrono::seconds{20});

} // namespace schemadiff::test

template <class Condition>
bool schemadiff::test::happens_soon(Condition condition, std::chrono::seconds limit)
{
    auto const end = std::chrono::steady_clock::now() + limit;
    do {
        if (condition()) {
            return true;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    } while (std::chrono::steady_clock::now() < end);
    return false;
}
