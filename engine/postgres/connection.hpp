// One session with a server: statements in, rows out, errors as exceptions. A session that ends
// stays ended: nothing here connects a second time behind the caller's back, because locks, the
// transaction and all settings would be gone without anyone noticing. Nothing relies on session
// state either, so that a transaction-pooling proxy may stand in between.
#pragma once

#include <engine/postgres/address.hpp>
#include <engine/postgres/result.hpp>
#include <engine/postgres/server_error.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace schemadiff
{
class Sql;
}

namespace schemadiff::postgres
{

struct ConnectOptions {
    // For each address that the host's name has; the address's own connect_timeout wins.
    std::chrono::seconds timeout{10};
};

using Parameter = std::optional<std::string>; // nothing is NULL

// What becomes of the tokens that stand for secrets (base/secrets.hpp). Only a step of a plan that
// is applied needs the values: the journal, which keeps the plan itself, and scratch servers do
// not.
enum class Secrets : std::uint8_t { stay_away, put_back };

class Connection
{
public:
    // Throws Failure: what was tried, what the server answered, what to check next. With exit
    // code try_later where waiting may help.
    explicit Connection(Address const &address, ConnectOptions const &options = {});
    ~Connection();
    Connection(Connection &&other) noexcept;
    Connection &operator=(Connection &&other) noexcept;

    // Text may hold several statements, which then share a transaction; the last one answers.
    // All of these throw StatementFailed or ConnectionLost.
    Result query(std::string_view sql);
    Result query(Sql const &sql);
    void execute(std::string_view sql) { query(sql); }
    // A statement of a step. What fails is told with the tokens in it.
    void execute_step(std::string_view sql);
    void execute(Sql const &sql) { query(sql); }
    // One statement with $1, $2, ...; no prepared statement stays behind.
    Result query(std::string_view sql, std::span<Parameter const> parameters);
    // All are sent before the first answer is read: one round trip. They share a transaction. The
    // first that fails is thrown, and those after it did not run.
    std::vector<Result> queries(std::span<std::string const> statements,
                                Secrets secrets = Secrets::stay_away);
    // The same, and `take` gets each answer, with the place of its statement, while the server
    // works on the next. It must not throw.
    void queries(std::span<std::string const> statements,
                 std::function<void(std::size_t, Result)> const &take,
                 Secrets secrets = Secrets::stay_away);

    // COPY ... TO STDOUT: `take` gets each row as the server writes it, with its newline.
    void copy_out(std::string_view sql, std::function<void(std::string_view)> const &take);
    // COPY ... FROM STDIN: `give` returns the next piece, nothing at the end.
    void copy_in(std::string_view sql, std::function<std::optional<std::string>()> const &give);

    // 150018 for 15.18.
    [[nodiscard]] int server_version() const;
    // As told at the start of the session: behind a pooler it is not the server's process.
    [[nodiscard]] int backend_pid() const;
    // What the server reported by itself, for example "TimeZone"; empty if it did not.
    [[nodiscard]] std::string parameter(std::string const &name) const;
    // "host h, port 6543, database d, user u, sslmode require": what was really connected to.
    [[nodiscard]] std::string described() const;

    [[nodiscard]] bool uses_tls() const;

    // The notices since the last call.
    std::vector<Notice> take_notices();
    // Asked of each notice, while this thread waits for the server, whether it takes it; the others
    // are kept for take_notices(). It must not throw. Empty: all are kept.
    void on_notice(std::function<bool(Notice const &)> takes);

    // Asks the server to stop the statement under way, which then fails with 57014. May be called
    // from any thread and from a signal handler, as long as the connection lives.
    void cancel() const noexcept;

    [[nodiscard]] bool is_broken() const;

private:
    struct Session;
    std::unique_ptr<Session> session_;
};

// Begins at once, and rolls back at the end of its scope unless committed.
class Transaction
{
public:
    explicit Transaction(Connection &connection, std::string_view begin = "BEGIN");
    ~Transaction();
    Transaction(Transaction const &) = delete;
    Transaction &operator=(Transaction const &) = delete;

    // Throws StatementFailed if a statement has failed before, since the server then rolls back
    // and calls it a success. ConnectionLost here means that the outcome is unknown.
    void commit();

private:
    Connection *connection_;
};

// Whether a proxy hands the session to changing server processes.
bool behind_pooler(Connection &connection);

} // namespace schemadiff::postgres
