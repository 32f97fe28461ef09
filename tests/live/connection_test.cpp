#include <engine/postgres/connection.hpp>
#include <schemadiff/base/codes.hpp>
#include <schemadiff/sql/sql.hpp>

#include <support/catch.hpp>
#include <support/pgbouncer.hpp>
#include <support/test_server.hpp>

#include <thread>

using namespace schemadiff;
using namespace schemadiff::postgres;
using namespace schemadiff::test;

namespace
{

AddressOptions with(Address const &address, std::string const &keyword, std::string const &value)
{
    auto options = address.options();
    options.insert_or_assign(keyword, value);
    return options;
}

struct Refusal {
    ExitCode exit_code = ExitCode::done;
    std::string text;
};

Refusal refusal_of(Address const &address)
{
    try {
        Connection const connection{address, {.timeout = std::chrono::seconds{2}}};
    } catch (Failure const &failure) {
        Refusal refusal{failure.exit_code(), failure.what()};
        for (auto const &hint : failure.diagnostics().front().hints) {
            refusal.text += " | " + hint;
        }
        return refusal;
    }
    return {};
}

void check_refusal(Address const &address, ExitCode exit_code,
                   std::vector<std::string> const &parts)
{
    auto const refusal = refusal_of(address);
    INFO(refusal.text);
    CHECK(refusal.exit_code == exit_code);
    for (auto const &part : parts) {
        CHECK(refusal.text.find(part) != std::string::npos);
    }
    CHECK(refusal.text.find("hunter2") == std::string::npos);
}

} // namespace

TEST_CASE("statements, parameters and rows work")
{
    auto const database = fresh_database();
    Connection connection{database.address()};

    connection.execute("CREATE TABLE t (a int, b text); INSERT INTO t VALUES (1, 'x'), (2, NULL)");
    auto const rows = connection.query("SELECT a, b FROM t ORDER BY a");
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].number("a") == 1);
    CHECK(rows[1].is_null("b"));
    std::vector<Parameter> const parameters{"2", std::nullopt, "it's"};
    CHECK(connection.query("SELECT $1::int + 1, $2::text, $3", parameters).value() == "3");
    CHECK(connection.query("UPDATE t SET a = a").affected_rows() == 2);
    CHECK(connection.query(sql("SELECT {}", Literal{"ü"})).value() == "ü");

    CHECK(connection.server_version() >= 130000);
    CHECK(connection.backend_pid() > 0);
    CHECK(connection.parameter("client_encoding") == "UTF8");
    CHECK(connection.parameter("application_name") == "schemadiff");
    CHECK(connection.parameter("no_such_parameter").empty());
    CHECK(connection.described().find(database.name()) != std::string::npos);
    CHECK_FALSE(connection.uses_tls());
    CHECK_FALSE(behind_pooler(connection));
}

TEST_CASE("a failed statement carries all that the server says, and the session goes on")
{
    auto const database = fresh_database();
    Connection connection{database.address()};
    connection.execute("CREATE TABLE t (a int CONSTRAINT positive CHECK (a > 0))");

    try {
        connection.execute("INSERT INTO t VALUES (-1)");
        FAIL("the check did not fail");
    } catch (StatementFailed const &failed) {
        CHECK(failed.error().is("23514"));
        CHECK(failed.error().severity == "ERROR");
        CHECK(failed.error().constraint == "positive");
        CHECK(failed.error().table == "t");
        CHECK(failed.error().schema == "public");
        CHECK(failed.error().detail.find("-1") != std::string::npos);
        CHECK(failed.error().statement == "INSERT INTO t VALUES (-1)");
        CHECK(failed.exit_code() == ExitCode::error);
    }
    try {
        connection.query("SELECT 'ü', nothing");
        FAIL("the column did not fail");
    } catch (StatementFailed const &failed) {
        CHECK(failed.error().position == 13);
        CHECK(failed.diagnostics().front().code == codes::statement_failed);
    }
    CHECK(connection.query("SELECT 1").value() == "1");
}

TEST_CASE("notices are kept until they are taken")
{
    Connection connection{test_server().address()};
    connection.execute("DO $$ begin raise notice 'hello' using hint = 'look'; end $$");
    auto const notices = connection.take_notices();

    REQUIRE(notices.size() == 1);
    CHECK(notices[0].severity == "NOTICE");
    CHECK(notices[0].message == "hello");
    CHECK(notices[0].hint == "look");
    CHECK(connection.take_notices().empty());
}

TEST_CASE("a session that ended stays ended: no statement runs on another one")
{
    auto const database = fresh_database();
    Connection connection{database.address()};
    Connection other{database.address()};
    connection.execute("CREATE TEMPORARY TABLE here (a int)");
    other.execute("SELECT pg_catalog.pg_terminate_backend(" +
                  std::to_string(connection.backend_pid()) + ", 5000)");

    // libpqxx 6 by itself succeeds with the third.
    for (int attempt = 0; attempt < 5; ++attempt) {
        CHECK_THROWS_AS(connection.query("SELECT 1"), ConnectionLost);
        CHECK(connection.is_broken());
    }
    std::vector<std::string> const statements{"SELECT 1", "SELECT 2"};
    CHECK_THROWS_AS(connection.queries(statements), ConnectionLost);
    CHECK_THROWS_AS(connection.query("SELECT $1", std::vector<Parameter>{"1"}), ConnectionLost);
    CHECK_THROWS_AS(Transaction{connection}, ConnectionLost);
    CHECK(value_of(database.address(),
                   "SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_activity "
                   "WHERE datname = current_database() AND pid <> "
                   "pg_backend_pid() AND backend_type = 'client backend'") == "1");
}

TEST_CASE("a pipeline answers in order, and names the statement that failed")
{
    Connection connection{test_server().address()};
    std::vector<std::string> statements;
    for (int number = 0; number < 100; ++number) {
        statements.push_back("SELECT " + std::to_string(number) + " AS n");
    }
    auto const results = connection.queries(statements);
    REQUIRE(results.size() == 100);
    CHECK(results[99].value() == "99");

    statements[50] = "SELECT nothing";
    try {
        connection.queries(statements);
        FAIL("the statement did not fail");
    } catch (StatementFailed const &failed) {
        CHECK(failed.error().statement == "SELECT nothing");
        CHECK(failed.error().is("42703"));
    }
    CHECK(connection.query("SELECT 1").value() == "1");
    CHECK(connection.queries({}).empty());

    statements[50] = "SELECT pg_catalog.pg_terminate_backend(pg_catalog.pg_backend_pid())";
    CHECK_THROWS_AS(connection.queries(statements), ConnectionLost);
    CHECK(connection.is_broken());
}

TEST_CASE("large answers and large statements fit through a pipeline")
{
    Connection connection{test_server().address()};
    std::string const large(2'000'000, 'x');
    std::vector<std::string> const statements{
        "SELECT pg_catalog.repeat('y', 3000000)", "SELECT '" + large + "'",
        "SELECT pg_catalog.repeat('y', 3000000)", "SELECT '" + large + "'"};
    auto const results = connection.queries(statements);

    CHECK(results[0].value().size() == 3'000'000);
    CHECK(results[3].value() == large);
}

TEST_CASE("a statement under way can be cancelled from another thread")
{
    Connection connection{test_server().address()};
    std::thread canceller{[&] {
        std::this_thread::sleep_for(std::chrono::milliseconds{100});
        connection.cancel();
    }};
    try {
        connection.execute("SELECT pg_catalog.pg_sleep(60)");
        FAIL("the statement was not cancelled");
    } catch (StatementFailed const &failed) {
        CHECK(failed.error().is("57014"));
    }
    canceller.join();
    CHECK(connection.query("SELECT 1").value() == "1");
}

TEST_CASE("a transaction is rolled back unless committed, and a failed one does not commit")
{
    auto const database = fresh_database();
    Connection connection{database.address()};
    connection.execute("CREATE TABLE t (a int)");
    {
        Transaction const transaction{connection};
        connection.execute("INSERT INTO t VALUES (1)");
    }
    CHECK(connection.query("SELECT pg_catalog.count(*) FROM t").value() == "0");
    {
        Transaction transaction{connection, "BEGIN ISOLATION LEVEL REPEATABLE READ"};
        connection.execute("INSERT INTO t VALUES (1)");
        transaction.commit();
    }
    CHECK(connection.query("SELECT pg_catalog.count(*) FROM t").value() == "1");
    Transaction transaction{connection};
    CHECK_THROWS_AS(connection.execute("SELECT nothing"), StatementFailed);
    CHECK_THROWS_AS(transaction.commit(), StatementFailed);
    CHECK(connection.query("SELECT 1").value() == "1");
}

TEST_CASE("rows go out and come in by COPY")
{
    auto const database = fresh_database();
    Connection connection{database.address()};
    connection.execute("CREATE TABLE t (a int, b text)");
    std::vector<std::string> pieces{"1\tx\n2\t", "\\N\n"};
    std::size_t next = 0;
    connection.copy_in("COPY t FROM STDIN", [&]() -> std::optional<std::string> {
        return next < pieces.size() ? std::optional{pieces[next++]} : std::nullopt;
    });
    std::string out;
    connection.copy_out("COPY (SELECT * FROM t ORDER BY a) TO STDOUT (FORMAT csv, HEADER)",
                        [&](std::string_view row) { out += row; });

    CHECK(out == "a,b\n1,x\n2,\n");
    next = 0;
    pieces = {"wrong\n"};
    CHECK_THROWS_AS(connection.copy_in("COPY t FROM STDIN",
                                       [&]() -> std::optional<std::string> {
                                           return next < 1 ? std::optional{pieces[next++]}
                                                           : std::nullopt;
                                       }),
                    StatementFailed);
    CHECK_THROWS_AS(connection.copy_out("COPY nothing TO STDOUT", [](auto) {}), StatementFailed);
    CHECK(connection.query("SELECT pg_catalog.count(*) FROM t").value() == "2");
}

TEST_CASE("a server that is not there is a matter of trying later")
{
    auto const tcp = Address{"postgresql://u:hunter2@127.0.0.1:" + std::to_string(free_port()) +
                             "/d?sslmode=disable"};
    check_refusal(tcp, ExitCode::try_later,
                  {"cannot connect to host 127.0.0.1, port ", "database d, user u, sslmode disable",
                   "Connection refused", "whether the server runs"});
    check_refusal(Address{"postgresql://u:hunter2@host.invalid/d"}, ExitCode::try_later,
                  {"host host.invalid", "Check the spelling of the host"});
    check_refusal(Address{"host=/no/such/folder user=u password=hunter2"}, ExitCode::try_later,
                  {"host /no/such/folder", "There is no server's socket"});
}

TEST_CASE("a wrong database, role or TLS mode is an error with its own hint")
{
    auto const address = test_server().address();
    check_refusal(address.with_database("nothing"), ExitCode::error,
                  {"database nothing", "(SQLSTATE 3D000)", "Check the name of the database"});
    check_refusal(Address{with(address, "user", "nobody_here")}, ExitCode::error,
                  {"user nobody_here", "(SQLSTATE 28000)", "Check the user name"});
}

TEST_CASE("a full server, a wrong password and missing TLS are told apart")
{
    auto const port = free_port();
    auto const server = scratch::Server::start(
        {.preferred_major = std::nullopt,
         .settings = {{"listen_addresses", "127.0.0.1"},
                      {"port", std::to_string(port)},
                      {"max_connections", "5"},
                      {"superuser_reserved_connections", "0"}},
         .pg_hba = "local all all trust\nhost all app 127.0.0.1/32 scram-sha-256",
         .log_file = {}});
    Address const local{with(server.address(), "port", std::to_string(port))};
    run_sql(local, "CREATE ROLE app LOGIN PASSWORD 'right-hunter2'");
    auto const url = [&](std::string const &user_part, std::string const &mode) {
        return Address{"postgresql+psycopg://" + user_part + "@127.0.0.1:" + std::to_string(port) +
                       "/postgres?sslmode=" + mode};
    };

    CHECK(value_of(url("app:right-hunter2", "disable"), "SELECT current_user") == "app");
    check_refusal(url("app:wrong-hunter2", "disable"), ExitCode::error,
                  {"(SQLSTATE 28P01)", "user app", "Check the password"});
    check_refusal(url("app", "disable"), ExitCode::error, {"no password supplied", "PGPASSWORD"});
    check_refusal(url("app:right-hunter2", "require"), ExitCode::error,
                  {"sslmode require", "offers no TLS"});
    check_refusal(url("postgres:hunter2", "disable"), ExitCode::error,
                  {"no pg_hba.conf entry", "sslmode=require may be"});

    std::vector<Connection> all;
    for (int number = 0; number < 5; ++number) {
        all.emplace_back(local);
    }
    check_refusal(local, ExitCode::try_later, {"(SQLSTATE 53300)", "All connections are taken"});
}

TEST_CASE("a transaction-pooling proxy is noticed, and everything works through it")
{
    if (!Pgbouncer::program()) {
        WARN("pgbouncer is not installed");
        return;
    }
    auto const database = fresh_database();
    Pgbouncer const pooler{test_server()};
    {
        Connection connection{pooler.address(database.name())};
        CHECK(behind_pooler(connection));
        connection.execute("CREATE TABLE t (a int)");
        CHECK(connection.query("SELECT $1::int", std::vector<Parameter>{"7"}).value() == "7");
        std::vector<std::string> const statements{"INSERT INTO t VALUES (1)", "SELECT a FROM t"};
        CHECK(connection.queries(statements)[1].value() == "1");
        {
            Transaction const transaction{connection};
            connection.execute("INSERT INTO t VALUES (2)");
        }
        CHECK(connection.query("SELECT pg_catalog.count(*) FROM t").value() == "1");
        std::thread canceller{[&] {
            std::this_thread::sleep_for(std::chrono::milliseconds{200});
            connection.cancel();
        }};
        CHECK_THROWS_AS(connection.execute("SELECT pg_catalog.pg_sleep(60)"), StatementFailed);
        canceller.join();
    }
    check_refusal(pooler.address("nothing"), ExitCode::error, {"database nothing"});
    check_refusal(Address{with(pooler.address(database.name()), "user", "stranger")},
                  ExitCode::error, {"user stranger"});
    check_refusal(Address{with(pooler.address(database.name()), "options", "-c jit=off")},
                  ExitCode::error, {"unsupported startup parameter", "PGOPTIONS"});
}
