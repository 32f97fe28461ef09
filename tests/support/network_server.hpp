// A server that is reached over the network, as production is: on a port of the loopback interface,
// with passwords, and with TLS where a certificate can be made. One for each test program, started
// when first asked for.
#pragma once

#include <engine/scratch/server.hpp>
#include <support/certificate.hpp>

#include <memory>
#include <string>

namespace schemadiff::test
{

class NetworkServer
{
public:
    explicit NetworkServer(bool with_tls);

    // The superuser, over the unix socket.
    [[nodiscard]] postgres::Address address() const { return server_->address(); }
    [[nodiscard]] scratch::Server const &server() const { return *server_; }
    [[nodiscard]] int port() const { return port_; }
    // Null where the server does not speak TLS.
    [[nodiscard]] Certificate const *certificate() const { return certificate_.get(); }

private:
    int port_;
    std::unique_ptr<Certificate> certificate_;
    std::unique_ptr<scratch::Server> server_;
};

NetworkServer &network_server();

// postgresql+psycopg://user:password@127.0.0.1:port/database?sslmode=...
std::string sqlalchemy_url(std::string const &user, std::string const &password, int port,
                           std::string const &database, std::string const &sslmode);

} // namespace schemadiff::test
