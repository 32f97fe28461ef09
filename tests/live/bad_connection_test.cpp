// Servers that are not reached or that refuse: what was tried, what the server answered, what to
// check next, the exit code, and never the secret.
#include "inbox_bench.hpp"
#include "program_bench.hpp"

#include <engine/introspect/known_server.hpp>
#include <schemadiff/base/failure.hpp>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <thread>

using namespace schemadiff;
using namespace schemadiff::test;

namespace
{

std::string const secret = "Zv9.s3cr3t-Quokka";

Ran plan_with(std::string const &url)
{
    return run_program({.arguments = {"plan", inbox_folder, "--no-prove"},
                        .environment = {{"DATABASE_URL", url}}});
}

std::string on_port(std::string const &text)
{
    return replaced(text, "port " + std::to_string(network_server().port()), "port PORT");
}

// The URL of the network server.
std::string url_with(std::string const &user, std::string const &password,
                     std::string const &database, std::string const &sslmode = "prefer")
{
    return sqlalchemy_url(user, password, network_server().port(), database, sslmode);
}

void check_refusal(std::string const &url, int exit_code, std::string const &message)
{
    auto const ran = plan_with(url);
    INFO(url);
    CHECK(ran.exit_code == exit_code);
    CHECK(ran.out == "");
    CHECK(on_port(ran.err) == message);
    CHECK(ran.err.find(secret) == std::string::npos);
}

} // namespace

TEST_CASE(
    "a server that is not there is worth another try, and the message says where it was looked "
    "for")
{
    check_refusal("postgresql+psycopg://app:" + secret + "@127.0.0.1:1/shop?sslmode=require", 4,
                  "error: cannot connect to host 127.0.0.1, port 1, database shop, user app, "
                  "sslmode require: Connection refused [SD3002]\n"
                  "hint: Nothing listens there: check host and port, and whether the server "
                  "runs.\n");
    check_refusal(
        "postgresql://app:" + secret + "@/shop?host=/nowhere", 4,
        "error: cannot connect to host /nowhere, port 5432, database shop, user app, "
        "sslmode prefer: No such file or directory [SD3002]\n"
        "hint: There is no server's socket: the server may not run, or the host is missing "
        "in the address (set DATABASE_URL or PGHOST).\n");
}

TEST_CASE("a server that refuses is told with its own words, and what to check next")
{
    InboxBench::make_role("watchman");
    run_sql(network_server().address(), "REVOKE CONNECT ON DATABASE template1 FROM public");
    check_refusal(
        url_with("watchman", secret, "postgres"), 1,
        "error: cannot connect to host 127.0.0.1, port PORT, database postgres, user "
        "watchman, sslmode prefer: FATAL: password authentication failed for user "
        "\"watchman\" (SQLSTATE 28P01) [SD3003]\n"
        "hint: Check the password in the address, PGPASSWORD or the password file, and the "
        "user name.\n");
    check_refusal(url_with("watchman", inbox_encoded_secret, "nosuchbase"), 1,
                  "error: cannot connect to host 127.0.0.1, port PORT, database nosuchbase, user "
                  "watchman, sslmode prefer: FATAL: database \"nosuchbase\" does not exist "
                  "(SQLSTATE 3D000) [SD3003]\n"
                  "hint: Check the name of the database; it may not be created yet.\n");
    check_refusal(url_with("watchman", inbox_encoded_secret, "template1"), 1,
                  "error: cannot connect to host 127.0.0.1, port PORT, database template1, user "
                  "watchman, sslmode prefer: FATAL: permission denied for database \"template1\"; "
                  "DETAIL:  User does not have CONNECT privilege. (SQLSTATE 42501) [SD3003]\n"
                  "hint: The role needs the privilege CONNECT on the database.\n");
}

TEST_CASE("an address that cannot be read is refused without showing it")
{
    check_refusal(
        "postgresql://app:" + secret + "@h:99999/shop", 1,
        "error: DATABASE_URL: the port is not a number from 1 to 65535 [SD3001]\n"
        "hint: Write special characters of the user name and password percent-encoded: %40 "
        "for @, %2F for /, %3A for :, %25 for %.\n");
    check_refusal(
        "postgresql://app:a@" + secret + "@h/shop", 1,
        "error: DATABASE_URL: the part before the host holds an unencoded special character "
        "[SD3001]\n"
        "hint: Write special characters of the user name and password percent-encoded: %40 "
        "for @, %2F for /, %3A for :, %25 for %.\n");
    check_refusal("postgresql://app:" + secret + "@h/shop?sslmode=strict", 1,
                  "error: DATABASE_URL: the sslmode is none that libpq knows [SD3001]\n"
                  "hint: Use one of disable, allow, prefer, require, verify-ca, verify-full.\n");
    check_refusal("mysql://app:" + secret + "@h/shop", 1,
                  "error: DATABASE_URL: 'mysql://' is not a PostgreSQL address [SD3001]\n"
                  "hint: Write postgresql://user@host:port/database.\n");
}

TEST_CASE("a TLS mode that the certificate does not stand up to is refused")
{
    if (network_server().certificate() == nullptr) {
        return;
    }
    InboxBench::make_role("watchman");
    auto const ran =
        plan_with(url_with("watchman", inbox_encoded_secret, "postgres", "verify-full") +
                  "&sslrootcert=" + (FIXTURES_DIR "/inbox/no_such_certificate.pem"));
    CHECK(ran.exit_code == 1);
    CHECK_THAT(ran.err, Contains("sslmode verify-full: root certificate file ") &&
                            Contains("does not exist") && Contains("[SD3003]") &&
                            Contains("hint: Name the authority's certificate with sslrootcert; "
                                     "sslmode=require does not verify it.\n"));
}

namespace
{

// What a hosted pooler does with a user that it does not know; none of them can be had here. Speaks
// the protocol as far as that: no TLS, then one ErrorResponse.
class RefusingPooler
{
public:
    explicit RefusingPooler(std::string const &message)
        : port_{free_port()}, listener_{socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)}
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<std::uint16_t>(port_));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        REQUIRE(bind(listener_, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0);
        REQUIRE(listen(listener_, 4) == 0);
        std::string body;
        for (char const *field : {"SFATAL", "VFATAL", "CXX000"}) {
            body.append(field).push_back('\0');
        }
        body.append("M" + message).append(2, '\0');
        auto const size = htonl(static_cast<std::uint32_t>(body.size() + 4));
        answer_ = "E" + std::string(reinterpret_cast<char const *>(&size), 4) + body;
        thread_ = std::thread{[this] {
            for (int client = accept(listener_, nullptr, nullptr); client >= 0;
                 client = accept(listener_, nullptr, nullptr)) {
                serve(client);
                close(client);
            }
        }};
    }
    ~RefusingPooler()
    {
        shutdown(listener_, SHUT_RDWR);
        thread_.join();
        close(listener_);
    }
    RefusingPooler(RefusingPooler const &) = delete;
    RefusingPooler &operator=(RefusingPooler const &) = delete;

    [[nodiscard]] int port() const { return port_; }

private:
    void serve(int client) const
    {
        constexpr unsigned char ssl_request = 47; // the last byte of 80877103
        std::array<unsigned char, 1024> bytes{};
        while (recv(client, bytes.data(), bytes.size(), 0) >= 8) {
            if (bytes[3] == 8 && bytes[7] == ssl_request) {
                send(client, "N", 1, MSG_NOSIGNAL);
                continue;
            }
            send(client, answer_.data(), answer_.size(), MSG_NOSIGNAL);
            return;
        }
    }

    int port_;
    int listener_;
    std::string answer_;
    std::thread thread_;
};

} // namespace

TEST_CASE("an API key in place of a database role is what a hosted pooler's words mean")
{
    RefusingPooler const pooler{"Tenant or user not found"};
    auto const ran = plan_with(
        sqlalchemy_url("sb_publishable_key", secret, pooler.port(), "postgres", "prefer"));
    CHECK(ran.exit_code == 1);
    CHECK(ran.out == "");
    CHECK(replaced(ran.err, "port " + std::to_string(pooler.port()), "port PORT") ==
          "error: cannot connect to host 127.0.0.1, port PORT, database postgres, user "
          "sb_publishable_key, sslmode prefer: FATAL: Tenant or user not found (SQLSTATE XX000) "
          "[SD3003]\n"
          "hint: The user name at a pooler is usually role.project, such as postgres.abcdefgh; an "
          "API "
          "key is not a database role. Check the pooler's host and region, too.\n");
}

TEST_CASE("a pooler that does not know the user refuses in its own words, without the secret")
{
    if (!Pgbouncer::program()) {
        return;
    }
    InboxBench::make_role(inbox_role);
    Pgbouncer const pooler{network_server().server(),
                           PgbouncerOptions{inbox_role, inbox_secret, nullptr}};
    auto const ran =
        plan_with(sqlalchemy_url("eyJhbGciOi", secret, pooler.port(), "postgres", "prefer"));
    CHECK(ran.exit_code == 1);
    CHECK_THAT(ran.err, Contains("port " + std::to_string(pooler.port()) +
                                 ", database postgres, user eyJhbGciOi, sslmode prefer: FATAL: ") &&
                            Contains("[SD3003]") && Contains("hint: "));
    CHECK(ran.err.find(secret) == std::string::npos);
}

TEST_CASE("the secret is in no output, plan file, snapshot, journal or error")
{
    InboxBench const bench;
    bench.folder.write("bad.yaml", app_state("      a:\n        columns:\n          id: nosuch\n"));
    std::string said;
    for (auto const &arguments : std::vector<std::vector<std::string>>{
             {"doctor", inbox_folder},
             {"doctor", inbox_folder, "--format", "json"},
             {"plan", inbox_folder, "--save", "plan.json", "--format", "markdown"},
             {"plan", "bad.yaml"},
             {"apply", "--plan", "plan.json", "--yes"},
             {"apply", "bad.yaml", "--yes", "--no-prove"},
             {"status"},
             {"status", "--format", "json"},
             {"history", "1", "--format", "json"},
             {"inspect", "--output", "state.json"},
             {"inspect", "--output", "state/"},
             {"drift", inbox_folder},
             {"verify", inbox_folder},
             {"plan", "--from", bench.url(), "--to", inbox_folder},
             {"plan", inbox_folder, "--scratch", bench.url()},
             {"plan", inbox_folder, bench.url()},
             {"plan", "host=127.0.0.1 password=" + inbox_secret},
             {"plna", bench.url()},
             {"rollback", "--yes", "--allow", "all"},
         }) {
        // run() looks for the secret itself.
        auto const ran = bench.run(arguments);
        said += ran.out + ran.err;
    }
    CHECK_THAT(said, Contains("user intake"));
    std::size_t files = 0;
    for (auto const &entry : std::filesystem::recursive_directory_iterator{bench.folder.path()}) {
        if (entry.is_regular_file()) {
            ++files;
            INFO(entry.path());
            CHECK(text_of(entry.path()).find(inbox_secret) == std::string::npos);
            CHECK(text_of(entry.path()).find(inbox_encoded_secret) == std::string::npos);
        }
    }
    CHECK(files > 4);
    auto const journal = scratch::run(
        {{pg_dump().string(), "-n", "schemadiff", "-d", bench.database.address().conninfo()},
         std::nullopt});
    CHECK(journal.exit_code == 0);
    CHECK_THAT(journal.output, Contains("COPY schemadiff.schemadiff_run"));
    CHECK(journal.output.find(inbox_secret) == std::string::npos);
    CHECK(journal.output.find(inbox_encoded_secret) == std::string::npos);
}

TEST_CASE("a server older than what is known is refused, and a newer one gets a warning")
{
    std::string said;
    try {
        introspect::refuse_old_server(120022);
    } catch (Failure const &failure) {
        said = rendered(failure.diagnostics().front());
    }
    CHECK(said == "error: the server is PostgreSQL 12, which is older than 13 [SD3013]\n"
                  "hint: schemadiff knows PostgreSQL 13 to 18.\n");
    CHECK_NOTHROW(introspect::refuse_old_server(130000));
    CHECK_FALSE(introspect::warning_of_newer_server(180004));
    auto const warning = introspect::warning_of_newer_server(190000);
    REQUIRE(warning);
    CHECK(rendered(*warning) ==
          "warning: the server is PostgreSQL 19, which is newer than 18: what is new in it is not "
          "seen [SD3014]\n"
          "hint: schemadiff knows PostgreSQL 13 to 18. Look for a newer schemadiff.\n");
}
