// A transaction-pooling proxy in front of a test's server, on a free port of the loopback
// interface. Ends with its object.
#pragma once

#include <engine/postgres/address.hpp>
#include <engine/scratch/process.hpp>
#include <engine/scratch/server.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace schemadiff::test
{

class Pgbouncer
{
public:
    // Lets "postgres" in without a password; with one given, only with it.
    explicit Pgbouncer(scratch::Server const &server, std::string const &password = {});
    ~Pgbouncer();
    Pgbouncer(Pgbouncer const &) = delete;
    Pgbouncer &operator=(Pgbouncer const &) = delete;

    // Nothing where pgbouncer is not installed; such tests end there.
    static std::optional<std::filesystem::path> program();

    [[nodiscard]] postgres::Address address(std::string const &database) const;
    [[nodiscard]] int port() const { return port_; }

private:
    int port_;
    std::string password_;
    std::filesystem::path folder_;
    std::unique_ptr<scratch::GuardedProcess> process_;
};

// A port that was free a moment ago.
int free_port();

} // namespace schemadiff::test
