#include <engine/introspect/snapshot.hpp>

#include <schemadiff/base/failure.hpp>
#include <schemadiff/sql/sql.hpp>

#include <exception>
#include <utility>

namespace schemadiff::introspect
{

namespace
{

std::string const begin_reading = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

// All of it ends with the transaction, behind any pooler. Workers and compilation of the server
// cost more than they save here: the queries are simple, and two sessions share them already.
std::string const settings = "pg_catalog.set_config('search_path', '', true), "
                             "pg_catalog.set_config('extra_float_digits', '3', true), "
                             "pg_catalog.set_config('TimeZone', 'UTC', true), "
                             "pg_catalog.set_config('IntervalStyle', 'postgres', true), "
                             "pg_catalog.set_config('DateStyle', 'ISO, MDY', true), "
                             "pg_catalog.set_config('jit', 'off', true), "
                             "pg_catalog.set_config("
                             "'max_parallel_workers_per_gather', '0', true)";

// From about a thousand tables on the second session saves more than it takes to open.
std::string const facts_query =
    "SELECT " + settings +
    ", pg_catalog.pg_backend_pid() AS pid, "
    "pg_catalog.has_function_privilege('pg_catalog.pg_export_snapshot()', 'EXECUTE') AND "
    "pg_catalog.pg_relation_size('pg_catalog.pg_attribute') > 4 * 1024 * 1024 AS is_large";

} // namespace

Snapshot::Snapshot(postgres::Connection &connection, postgres::Address const *second_at)
    : connection_{connection}, transaction_{connection, begin_reading}
{
    auto const facts = connection.query(facts_query);
    // A pooler may have no second session to give, or give one only when the first has ended.
    bool const is_direct = facts[0].number("pid") == connection.backend_pid();
    if (second_at != nullptr && is_direct && facts[0].boolean("is_large")) {
        auto const exported = connection.query("SELECT pg_catalog.pg_export_snapshot()");
        second_ = joined(*second_at, std::string(exported.value()));
    }
}

// The work can be done by one session, so whatever keeps the second away is no failure: there may
// be no connection left for it.
std::unique_ptr<Snapshot::Second> Snapshot::joined(postgres::Address const &address,
                                                   std::string const &snapshot)
{
    try {
        auto second = std::make_unique<Second>(address);
        second->transaction.emplace(second->connection, begin_reading);
        second->connection.execute(sql("SET TRANSACTION SNAPSHOT {}", Literal{snapshot}));
        second->connection.execute("SELECT " + settings);
        return second;
    } catch (Failure const &) {
        return nullptr;
    }
}

std::vector<std::future<postgres::Result>> Snapshot::begin(std::size_t session,
                                                           std::vector<std::string> statements)
{
    std::vector<std::promise<postgres::Result>> promises(statements.size());
    std::vector<std::future<postgres::Result>> answers;
    for (auto &promise : promises) {
        answers.push_back(promise.get_future());
    }
    auto read = [&connection = session == 0 ? connection_ : second_->connection,
                 statements = std::move(statements), promises = std::move(promises)]() mutable {
        std::size_t next = 0;
        try {
            connection.queries(statements, [&](std::size_t at, postgres::Result answer) {
                promises[at].set_value(std::move(answer));
                next = at + 1;
            });
        } catch (...) {
            for (; next < promises.size(); ++next) {
                promises[next].set_exception(std::current_exception());
            }
        }
    };
    readers_.push_back(std::async(std::launch::async, std::move(read)));
    return answers;
}

void Snapshot::finish()
{
    readers_.clear();
    transaction_.commit();
    if (second_) {
        second_->transaction->commit();
    }
}

} // namespace schemadiff::introspect
