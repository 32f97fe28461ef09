#include <engine/postgres/connection.hpp>

#include <engine/postgres/answer.hpp>
#include <engine/postgres/opening.hpp>
#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/failure.hpp>
#include <schemadiff/base/secrets.hpp>
#include <schemadiff/sql/sql.hpp>

#include <pqxx/version>
#if PQXX_VERSION_MAJOR < 7
#include <pqxx/connection_base.hxx>
#include <pqxx/connectionpolicy.hxx>
#else
#include <pqxx/connection>
#endif
#include <pqxx/except>

#include <array>
#include <stdexcept>
#include <utility>

namespace schemadiff::postgres
{

namespace
{

#if PQXX_VERSION_MAJOR < 7
// libpqxx 6 connects again by itself when a session has ended, and the third statement after
// that succeeds on a new one. This policy has one connection to give, and no other.
class GiveOnce : public pqxx::connectionpolicy
{
public:
    explicit GiveOnce(PgConnectionOwner connection)
        : pqxx::connectionpolicy{std::string{}}, connection_{std::move(connection)}
    {
    }
    handle do_startconnect(handle current) override
    {
        if (current != nullptr) {
            return current;
        }
        if (!connection_) {
            throw pqxx::broken_connection{"the session has ended"};
        }
        return connection_.release();
    }

private:
    PgConnectionOwner connection_;
};

class PqxxConnection : public pqxx::connection_base
{
public:
    explicit PqxxConnection(PgConnectionOwner connection)
        : pqxx::connection_base{policy_}, policy_{std::move(connection)}
    {
        init();
    }
    ~PqxxConnection() { close(); }

private:
    GiveOnce policy_;
};
#else
// libpqxx 7 never connects again by itself.
class PqxxConnection
{
public:
    explicit PqxxConnection(PgConnectionOwner connection)
        : connection_{pqxx::connection::seize_raw_connection(connection.release())}
    {
    }
    int server_version() const { return connection_.server_version(); }
    int backendpid() const { return connection_.backendpid(); }

private:
    pqxx::connection connection_;
};
#endif

std::string literal(std::string_view value)
{
    return quoted(Literal{value});
}

std::string checked_text(std::string_view sql)
{
    if (sql.find('\0') != std::string_view::npos) {
        throw std::logic_error{"a statement holds a NUL byte, and libpq would stop reading there"};
    }
    return std::string{sql};
}

// Secrets enter a statement here and nowhere else.
std::string checked_text(std::string_view sql, Secrets secrets)
{
    auto const text = secrets == Secrets::put_back ? with_secrets(sql, literal) : std::string{sql};
    if (!text) {
        throw Failure(
            {Severity::error,
             codes::secret_not_kept,
             {},
             "a statement needs a secret, which plan files and the journal do not keep",
             {"Apply the desired state itself, not a plan file.",
              "After a crash run `schemadiff rollback --unfinished`, then apply again."}});
    }
    return checked_text(*text);
}

} // namespace

struct Connection::Session {
    explicit Session(PgConnectionOwner opened_connection)
        : raw{opened_connection.get()}, pqxx{std::move(opened_connection)}, cancel{PQgetCancel(raw)}
    {
        PQsetNoticeReceiver(raw, &Session::receive, this);
    }
    ~Session() { PQfreeCancel(cancel); }
    Session(Session const &) = delete;
    Session &operator=(Session const &) = delete;

    static void receive(void *session, PGresult const *result)
    {
        auto &self = *static_cast<Session *>(session);
        auto notice = notice_in(result);
        if (!self.takes_notice || !self.takes_notice(notice)) {
            self.notices.push_back(std::move(notice));
        }
    }

    [[nodiscard]] bool is_broken() const { return lost || PQstatus(raw) != CONNECTION_OK; }

    void expect_alive(std::string_view sql) const
    {
        if (is_broken()) {
            ServerError error;
            error.sqlstate = "08003";
            error.message = "the session has ended before";
            error.statement = sql;
            throw ConnectionLost{std::move(error)};
        }
    }

    [[noreturn]] void fail(PGresult const *result, std::string_view sql)
    {
        fail(error_in(raw, result, sql));
    }

    [[noreturn]] void fail(ServerError error)
    {
        if (error.severity == "FATAL" || error.severity == "PANIC" || is_broken()) {
            lost = true;
            throw ConnectionLost{std::move(error)};
        }
        throw StatementFailed{std::move(error)};
    }

    Result checked(PgResultOwner result, std::string_view sql)
    {
        switch (PQresultStatus(result.get())) {
        case PGRES_COMMAND_OK:
        case PGRES_TUPLES_OK:
        case PGRES_EMPTY_QUERY:
            return Result{std::move(result)};
        case PGRES_COPY_IN:
        case PGRES_COPY_OUT:
        case PGRES_COPY_BOTH:
            throw std::logic_error{"COPY needs copy_in() or copy_out()"};
        default:
            fail(result.get(), sql);
        }
    }

    void start_copy(std::string_view sql, ExecStatusType wanted)
    {
        expect_alive(sql);
        PgResultOwner const begun{PQexec(raw, checked_text(sql).c_str())};
        auto const status = PQresultStatus(begun.get());
        if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
            throw std::logic_error{"this is no COPY: " + std::string{sql}};
        }
        if (status != wanted) {
            fail(begun.get(), sql);
        }
    }

    void finish_copy(std::string_view sql)
    {
        std::optional<ServerError> error;
        while (PgResultOwner const result{PQgetResult(raw)}) {
            if (PQresultStatus(result.get()) == PGRES_FATAL_ERROR && !error) {
                error = error_in(raw, result.get(), sql);
            }
            if (is_broken()) {
                break;
            }
        }
        if (error) {
            fail(*error);
        }
        expect_alive(sql);
    }

    PGconn *raw; // owned by pqxx
    PqxxConnection pqxx;
    PGcancel *cancel;
    bool lost = false;
    std::vector<Notice> notices;
    std::function<bool(Notice const &)> takes_notice;
};

// libpqxx owns the session. The statements go to libpq directly, because pqxx's exceptions keep
// only SQLSTATE and text of what a server says, and its pipeline joins statements with ';'.
Connection::Connection(Address const &address, ConnectOptions const &options)
    : session_{std::make_unique<Session>(opened(address, options.timeout))}
{
}

Connection::~Connection() = default;
Connection::Connection(Connection &&other) noexcept = default;
Connection &Connection::operator=(Connection &&other) noexcept = default;

Result Connection::query(std::string_view sql)
{
    session_->expect_alive(sql);
    return session_->checked(PgResultOwner{PQexec(session_->raw, checked_text(sql).c_str())}, sql);
}

void Connection::execute_step(std::string_view sql)
{
    auto const text = checked_text(sql, Secrets::put_back);
    session_->expect_alive(sql);
    session_->checked(PgResultOwner{PQexec(session_->raw, text.c_str())}, sql);
}

Result Connection::query(Sql const &sql)
{
    return query(sql.text());
}

Result Connection::query(std::string_view sql, std::span<Parameter const> parameters)
{
    session_->expect_alive(sql);
    std::vector<char const *> values;
    values.reserve(parameters.size());
    for (auto const &parameter : parameters) {
        if (parameter && parameter->find('\0') != std::string::npos) {
            throw std::logic_error{"a parameter holds a NUL byte"};
        }
        values.push_back(parameter ? parameter->c_str() : nullptr);
    }
    return session_->checked(PgResultOwner{PQexecParams(session_->raw, checked_text(sql).c_str(),
                                                        static_cast<int>(values.size()), nullptr,
                                                        values.data(), nullptr, nullptr, 0)},
                             sql);
}

std::vector<Result> Connection::queries(std::span<std::string const> statements, Secrets secrets)
{
    std::vector<Result> results;
    results.reserve(statements.size());
    queries(
        statements, [&](std::size_t, Result result) { results.push_back(std::move(result)); },
        secrets);
    return results;
}

void Connection::queries(std::span<std::string const> statements,
                         std::function<void(std::size_t, Result)> const &take, Secrets secrets)
{
    auto *const raw = session_->raw;
    session_->expect_alive(statements.empty() ? std::string_view{} : statements.front());
    std::vector<std::string> texts;
    texts.reserve(statements.size());
    for (auto const &statement : statements) {
        texts.push_back(checked_text(statement, secrets));
    }
    if (PQenterPipelineMode(raw) != 1) {
        throw std::logic_error{"a statement is still under way"};
    }
    for (std::size_t index = 0; index < texts.size(); ++index) {
        if (PQsendQueryParams(raw, texts[index].c_str(), 0, nullptr, nullptr, nullptr, nullptr,
                              0) != 1) {
            session_->lost = true;
            session_->fail(nullptr, statements[index]);
        }
    }
    if (PQpipelineSync(raw) != 1) {
        session_->lost = true;
        session_->fail(nullptr, "");
    }

    std::optional<ServerError> first_error;
    for (std::size_t index = 0; index < statements.size(); ++index) {
        auto const &text = statements[index];
        PgResultOwner result{PQgetResult(raw)};
        auto const status = PQresultStatus(result.get());
        if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ||
            status == PGRES_EMPTY_QUERY) {
            take(index, Result{std::move(result)});
        } else if (status != PGRES_PIPELINE_ABORTED && !first_error) {
            first_error = error_in(raw, result.get(), text);
        }
        // A session that ended has no more answers to wait for.
        if (session_->is_broken()) {
            session_->fail(first_error.value_or(error_in(raw, nullptr, text)));
        }
        // Each statement's answer ends with a null.
        if (PgResultOwner const more{PQgetResult(raw)}; more) {
            session_->lost = true;
            session_->fail(more.get(), text);
        }
    }
    PgResultOwner const sync{PQgetResult(raw)};
    if (PQresultStatus(sync.get()) != PGRES_PIPELINE_SYNC || PQexitPipelineMode(raw) != 1) {
        session_->lost = true;
        session_->fail(sync.get(), "");
    }
    if (first_error) {
        session_->fail(std::move(*first_error));
    }
}

void Connection::copy_out(std::string_view sql, std::function<void(std::string_view)> const &take)
{
    session_->start_copy(sql, PGRES_COPY_OUT);
    while (true) {
        char *row = nullptr;
        auto const size = PQgetCopyData(session_->raw, &row, 0);
        std::unique_ptr<char, decltype(&PQfreemem)> const owner{row, &PQfreemem};
        if (size < 0) {
            break;
        }
        try {
            take({row, static_cast<std::size_t>(size)});
        } catch (...) {
            // Rows that nobody takes stand between us and the next answer.
            session_->lost = true;
            throw;
        }
    }
    session_->finish_copy(sql);
}

void Connection::copy_in(std::string_view sql,
                         std::function<std::optional<std::string>()> const &give)
{
    session_->start_copy(sql, PGRES_COPY_IN);
    try {
        while (auto const piece = give()) {
            if (PQputCopyData(session_->raw, piece->data(), static_cast<int>(piece->size())) != 1) {
                session_->fail(nullptr, sql);
            }
        }
    } catch (...) {
        // The server undoes the rows that it has.
        PQputCopyEnd(session_->raw, "the client gave up");
        while (PgResultOwner const result{PQgetResult(session_->raw)}) {
            if (session_->is_broken()) {
                break;
            }
        }
        throw;
    }
    if (PQputCopyEnd(session_->raw, nullptr) != 1) {
        session_->fail(nullptr, sql);
    }
    session_->finish_copy(sql);
}

int Connection::server_version() const
{
    return session_->pqxx.server_version();
}

int Connection::backend_pid() const
{
    return session_->pqxx.backendpid();
}

std::string Connection::parameter(std::string const &name) const
{
    return text_of(PQparameterStatus(session_->raw, name.c_str()));
}

std::string Connection::described() const
{
    auto options = options_of(session_->raw);
    options.insert_or_assign("host", text_of(PQhost(session_->raw)));
    options.insert_or_assign("port", text_of(PQport(session_->raw)));
    return postgres::described(options);
}

bool Connection::uses_tls() const
{
    return PQsslInUse(session_->raw) != 0;
}

void Connection::on_notice(std::function<bool(Notice const &)> takes)
{
    session_->takes_notice = std::move(takes);
}

std::vector<Notice> Connection::take_notices()
{
    return std::exchange(session_->notices, {});
}

void Connection::cancel() const noexcept
{
    std::array<char, 256> error{};
    PQcancel(session_->cancel, error.data(), static_cast<int>(error.size()));
}

bool Connection::is_broken() const
{
    return session_->is_broken();
}

} // namespace schemadiff::postgres
