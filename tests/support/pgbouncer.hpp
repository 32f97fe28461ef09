// A transaction-pooling proxy in front of a test's server, on a free port of the loopback
// interface. Ends with its object.
#pragma once

#include <engine/postgres/address.hpp>
#include <engine/scratch/process.hpp>
#include <engine/scratch/server.hpp>
#include <support/certificate.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace schemadiff::test
{

struct PgbouncerOptions {
    std::string user = "postgres";
    std::string password{};                   // empty: lets the user in without one
    Certificate const *certificate = nullptr; // with one, only over TLS
};

class Pgbouncer
{
public:
    explicit Pgbouncer(scratch::Server const &server, PgbouncerOptions options = {});
    ~Pgbouncer();
    Pgbouncer(Pgbouncer const &) = delete;
    Pgbouncer &operator=(Pgbouncer const &) = delete;

    // Nothing where pgbouncer is not installed; such tests end there.
    static std::optional<std::filesystem::path> program();

    [[nodiscard]] postgres::Address address(std::string const &database) const;
    [[nodiscard]] int port() const { return port_; }

private:
    int port_;
    PgbouncerOptions options_;
    std::filesystem::path folder_;
    std::unique_ptr<scratch::GuardedProcess> process_;
};

// A port that was free a moment ago.
int free_port();

} // namespace schemadiff::test
