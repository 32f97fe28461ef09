#include <support/pgbouncer.hpp>

#include <engine/postgres/connection.hpp>
#include <support/test_server.hpp>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace schemadiff::test
{

namespace
{

namespace fs = std::filesystem;

fs::path folder_for(std::optional<scratch::Account> const &account)
{
    auto name = (scratch::folders_for_servers().front() / "schemadiff-pooler-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr ||
        (account && chown(name.c_str(), account->user, account->group) != 0)) {
        throw std::runtime_error{"cannot make a folder for pgbouncer"};
    }
    return name;
}

std::string tls_lines(Certificate const *certificate)
{
    return certificate == nullptr
               ? ""
               : "client_tls_sslmode = require\nclient_tls_key_file = " +
                     certificate->key().string() +
                     "\nclient_tls_cert_file = " + certificate->file().string() + "\n";
}

void write(fs::path const &path, std::string const &text,
           std::optional<scratch::Account> const &account)
{
    std::ofstream{path} << text;
    if (account && chown(path.c_str(), account->user, account->group) != 0) {
        throw std::runtime_error{"cannot give a file to pgbouncer"};
    }
}

} // namespace

int free_port()
{
    auto const listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto *const generic = reinterpret_cast<sockaddr *>(&address);
    auto const found =
        bind(listener, generic, size) == 0 && getsockname(listener, generic, &size) == 0;
    close(listener);
    if (!found) {
        throw std::runtime_error{"no free port"};
    }
    return ntohs(address.sin_port);
}

Pgbouncer::Pgbouncer(scratch::Server const &server, PgbouncerOptions chosen)
    : port_{free_port()}, options_{std::move(chosen)}
{
    auto const account = account_of(server.folder());
    folder_ = folder_for(account);
    auto const options = server.address().options();
    write(folder_ / "users", "\"" + options_.user + "\" \"" + options_.password + "\"\n", account);
    write(folder_ / "pgbouncer.ini",
          "[databases]\n* = host=" + options.at("host") + " port=" + options.at("port") +
              "\n[pgbouncer]\npool_mode = transaction\nlisten_addr = 127.0.0.1\nlisten_port = " +
              std::to_string(port_) +
              "\nunix_socket_dir =\nauth_type = " + (options_.password.empty() ? "trust" : "md5") +
              "\nauth_file = " + (folder_ / "users").string() + "\nserver_login_retry = 1\n" +
              tls_lines(options_.certificate),
          account);
    process_ = std::make_unique<scratch::GuardedProcess>(
        scratch::Command{{program().value().string(), (folder_ / "pgbouncer.ini").string()},
                         account},
        folder_, folder_ / "log");
    auto const is_ready = [&] {
        try {
            postgres::Connection{address("postgres")}.execute("SELECT 1");
            return true;
        } catch (Failure const &) {
            return false;
        }
    };
    if (!happens_soon([&] { return process_->has_ended() || is_ready(); }) ||
        process_->has_ended()) {
        std::ifstream log{folder_ / "log"};
        throw std::runtime_error{"pgbouncer did not start: " +
                                 std::string{std::istreambuf_iterator<char>{log}, {}}};
    }
}

Pgbouncer::~Pgbouncer()
{
    process_->stop();
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
}

std::optional<fs::path> Pgbouncer::program()
{
    for (auto const *folder : {"/usr/sbin", "/usr/bin", "/usr/local/bin"}) {
        if (access((fs::path{folder} / "pgbouncer").c_str(), X_OK) == 0) {
            return fs::path{folder} / "pgbouncer";
        }
    }
    return std::nullopt;
}

postgres::Address Pgbouncer::address(std::string const &database) const
{
    return postgres::Address{postgres::AddressOptions{{"host", "127.0.0.1"},
                                                      {"port", std::to_string(port_)},
                                                      {"dbname", database},
                                                      {"user", options_.user},
                                                      {"password", options_.password},
                                                      {"options", ""},
                                                      {"sslmode", "prefer"}}};
}

} // namespace schemadiff::test
