#include <engine/postgres/connect_failure.hpp>

#include <schemadiff/base/codes.hpp>

#include <support/catch.hpp>

#include <string>
#include <vector>

using schemadiff::ExitCode;
using schemadiff::postgres::AddressOptions;
using schemadiff::postgres::connect_failure;

namespace
{

AddressOptions const tried{{"host", "db.example.org"}, {"port", "6543"},
                           {"dbname", "postgres"},     {"user", "app"},
                           {"password", "hunter2"},    {"sslmode", "require"}};

std::string hints_of(schemadiff::Failure const &failure)
{
    std::string result;
    for (auto const &hint : failure.diagnostics().front().hints) {
        result += hint + "\n";
    }
    return result;
}

} // namespace

TEST_CASE("a refused connection says what was tried, what was answered and what to check")
{
    auto const failure = connect_failure(
        "connection to server at \"db.example.org\" (10.0.0.1), port 6543 failed: FATAL:  28P01: "
        "password authentication failed for user \"app\"\nLOCATION:  auth_failed, auth.c:338\n",
        tried);

    CHECK(std::string{failure.what()} ==
          "cannot connect to host db.example.org, port 6543, database postgres, user app, sslmode "
          "require: FATAL: password authentication failed for user \"app\" (SQLSTATE 28P01)");
    CHECK(failure.exit_code() == ExitCode::error);
    CHECK(failure.diagnostics().front().code == schemadiff::codes::server_refused);
    CHECK(hints_of(failure).find("PGPASSWORD") != std::string::npos);
}

TEST_CASE("the answer decides about the exit code and the hint")
{
    struct Case {
        std::string text;
        ExitCode exit_code;
        std::string hint;
    };
    auto const refused = ExitCode::error;
    auto const later = ExitCode::try_later;
    std::vector<Case> const cases{
        {"FATAL:  XX000: Tenant or user not found", refused, "role.project"},
        {"FATAL:  Tenant or user not found", refused, "an API key is not a database role"},
        {"FATAL:  57P03: the database system is starting up", later, "starting up"},
        {"FATAL:  57P03: das Datenbanksystem startet", later, "starting up"},
        {"FATAL:  53300: sorry, too many clients already", later, "connections are taken"},
        {"FATAL:  08P01: no more connections allowed (max_client_conn)", later,
         "connections are taken"},
        {"FATAL:  3D000: database \"x\" does not exist", refused, "name of the database"},
        {"FATAL:  28000: role \"x\" does not exist", refused, "may not exist"},
        {"FATAL:  28000: no pg_hba.conf entry for host \"1.2.3.4\", no encryption", refused,
         "sslmode=require"},
        {"FATAL:  42501: permission denied for database \"x\"", refused, "CONNECT"},
        {"FATAL:  08P01: unsupported startup parameter: options", refused, "PGOPTIONS"},
        {"FATAL:  08P01: server login has been failing, try again later (server_login_retry)",
         later, "does not reach the server"},
        {"connection to server at \"h\" (::1), port 1 failed: Connection refused\n\tIs the server "
         "running on that host and accepting TCP/IP connections?\n",
         later, "host and port"},
        {"could not translate host name \"h\" to address: Name or service not known\n", later,
         "spelling"},
        {"timeout expired", later, "firewall"},
        {"connection to server on socket \"/x/.s.PGSQL.1\" failed: No such file or directory\n",
         later, "socket"},
        {"server does not support SSL, but SSL was required\n", refused, "no TLS"},
        {"connection to server failed: fe_sendauth: no password supplied\n", refused, ".pgpass"},
        {"something that nobody has met\n", refused, ""},
    };
    for (auto const &one : cases) {
        INFO(one.text);
        auto const failure = connect_failure(one.text, tried);
        CHECK(failure.exit_code() == one.exit_code);
        CHECK(hints_of(failure).find(one.hint) != std::string::npos);
        CHECK(std::string{failure.what()}.find("LOCATION") == std::string::npos);
    }
}

TEST_CASE("several addresses that answer alike are told once, others each")
{
    auto const failure = connect_failure(
        "connection to server at \"h\" (::1), port 1 failed: Connection refused\n"
        "\tIs the server running?\n"
        "connection to server at \"h\" (127.0.0.1), port 1 failed: Connection refused\n"
        "connection to server at \"h\" (10.0.0.1), port 1 failed: No route to host\n",
        {{"host", "h"}, {"user", "u"}});

    CHECK(std::string{failure.what()} ==
          "cannot connect to host h, port 5432, database u, user u, sslmode prefer: Connection "
          "refused; No route to host");
}

TEST_CASE("an answer that repeats the password loses it")
{
    auto const failure = connect_failure("FATAL: key hunter2 is no password", tried);

    CHECK(std::string{failure.what()}.find("hunter2") == std::string::npos);
}
