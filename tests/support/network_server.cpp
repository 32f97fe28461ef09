#include <support/network_server.hpp>

#include <engine/scratch/binaries.hpp>
#include <support/pgbouncer.hpp>

#include <map>

namespace schemadiff::test
{

namespace
{

std::optional<scratch::Account> account_of_servers()
{
    auto const runner = scratch::unprivileged_runner(
        scratch::find_binaries(std::nullopt).at(0).folder / "postgres");
    return runner ? runner->account : std::nullopt;
}

} // namespace

NetworkServer::NetworkServer(bool with_tls) : port_{free_port()}
{
    std::map<std::string, std::string> settings{{"listen_addresses", "127.0.0.1"},
                                                {"port", std::to_string(port_)},
                                                {"password_encryption", "scram-sha-256"},
                                                {"wal_level", "replica"},
                                                {"max_wal_senders", "4"}};
    if (with_tls && Certificate::program()) {
        certificate_ = std::make_unique<Certificate>(account_of_servers());
        settings.insert({{"ssl", "on"},
                         {"ssl_cert_file", certificate_->file().string()},
                         {"ssl_key_file", certificate_->key().string()}});
    }
    server_ = std::make_unique<scratch::Server>(
        scratch::Server::start({.preferred_major = std::nullopt,
                                .settings = settings,
                                .pg_hba = "local all all trust\n"
                                          "local replication all trust\n"
                                          "host all all 127.0.0.1/32 scram-sha-256",
                                .log_file = {}}));
}

NetworkServer &network_server()
{
    static NetworkServer server{true};
    return server;
}

std::string sqlalchemy_url(std::string const &user, std::string const &password, int port,
                           std::string const &database, std::string const &sslmode)
{
    return "postgresql+psycopg://" + user + ":" + password + "@127.0.0.1:" + std::to_string(port) +
           "/" + database + "?sslmode=" + sslmode;
}

} // namespace schemadiff::test
