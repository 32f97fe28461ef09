#include "journal.hpp"

#include "journal_tables.hpp"

#include <schemadiff/base/codes.hpp>

#include <fmt/format.h>

#include <array>

namespace schemadiff::execute
{

namespace
{

constexpr std::array all_run_states{RunState::running, RunState::applied, RunState::failed,
                                    RunState::rolling_back, RunState::rolled_back};
constexpr std::array all_step_states{StepState::running, StepState::done, StepState::failed,
                                     StepState::skipped};

template <class T, std::size_t N>
T state_called(std::array<T, N> const &all, std::string_view wanted)
{
    for (T const state : all) {
        if (word(state) == wanted) {
            return state;
        }
    }
    throw std::logic_error("the journal has the unknown state " + std::string(wanted));
}

// Timestamps are read as text that depends neither on TimeZone nor on DateStyle.
Sql moment(Sql const &column)
{
    return sql("pg_catalog.to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')",
               column);
}

Run run_of(Row const &row)
{
    return {.id = row.number("id"),
            .state = state_called(all_run_states, row.text("state")),
            .started_at = std::string(row.text("started_at")),
            .ended_at = std::string(row.text("ended_at")),
            .role = std::string(row.text("role")),
            .program = std::string(row.text("program")),
            .desired_fingerprint = std::string(row.text("desired_fingerprint")),
            .error = std::string(row.text("error")),
            .steps = static_cast<std::size_t>(row.number("step_count")),
            .steps_done = static_cast<std::size_t>(row.number("steps_done")),
            .steps_undone = static_cast<std::size_t>(row.number("steps_undone"))};
}

[[noreturn]] void refuse_version(std::string const &schema, long long version)
{
    throw Failure{Diagnostic{
        .severity = Severity::error,
        .code = codes::unknown_journal,
        .at = {},
        .message = fmt::format("the journal in schema {} has version {}, but this program knows "
                               "version {}",
                               quoted(Ident{schema}), version, journal_version),
        .hints = {"Use the schemadiff that wrote it, or a later one."}}};
}

} // namespace

std::string_view word(RunState state)
{
    switch (state) {
    case RunState::running:
        return "running";
    case RunState::applied:
        return "applied";
    case RunState::failed:
        return "failed";
    case RunState::rolling_back:
        return "rolling_back";
    case RunState::rolled_back:
        return "rolled_back";
    }
    return "";
}

std::string_view word(StepState state)
{
    switch (state) {
    case StepState::running:
        return "running";
    case StepState::done:
        return "done";
    case StepState::failed:
        return "failed";
    case StepState::skipped:
        return "skipped";
    }
    return "";
}

// Asks the catalog and not the table, since a table that is missing or may not be read would be
// an error, and end the caller's transaction.
bool Journal::is_there()
{
    if (known_to_be_there_) {
        return true;
    }
    auto const found = connection_->query(sql(R"sql(SELECT 1
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname = {} AND c.relname = {} AND c.relkind = 'r'
  AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
  AND pg_catalog.has_table_privilege(c.oid, 'SELECT'))sql",
                                              Literal{schema_}, Literal{version_table}));
    if (found.empty()) {
        return false;
    }
    auto const versions = connection_->query(
        sql("SELECT pg_catalog.max(version) AS version FROM {}", table(version_table)));
    if (auto const version = versions[0].number("version"); version > journal_version) {
        refuse_version(schema_, version);
    }
    known_to_be_there_ = true;
    return true;
}

bool Journal::schema_is_there()
{
    return !connection_
                ->query(sql("SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = {}",
                            Literal{schema_}))
                .empty();
}

bool Journal::create(std::vector<std::string> const &schema_statements)
{
    try {
        postgres::Transaction transaction{*connection_};
        // Two first runs at once: the second waits here and then finds the tables.
        connection_->execute("SELECT pg_catalog.pg_advisory_xact_lock("
                             "pg_catalog.hashtextextended('schemadiff journal', 0))");
        if (is_there()) {
            return false;
        }
        std::vector<std::string> statements;
        if (!schema_is_there()) {
            statements = schema_statements;
        }
        for (Sql const &statement : journal_tables(schema_)) {
            statements.push_back(statement.text());
        }
        connection_->queries(statements);
        transaction.commit();
    } catch (postgres::StatementFailed const &failed) {
        Diagnostic diagnostic = failed.diagnostics().front();
        diagnostic.message =
            fmt::format("the journal cannot be made in schema {}: {} (SQLSTATE {})",
                        quoted(Ident{schema_}), failed.error().message, failed.error().sqlstate);
        diagnostic.hints = {"Name a schema in which the role may create tables as "
                            "bookkeeping.schema in the configuration."};
        throw Failure{std::move(diagnostic), failed.exit_code()};
    }
    known_to_be_there_ = true;
    return true;
}

std::vector<Run> Journal::runs(Sql const &condition, std::size_t most)
{
    if (!is_there()) {
        return {};
    }
    auto const rows = connection_->query(sql(
        R"sql(SELECT r.id, r.state, r.role, r.program, r.desired_fingerprint, r.error, r.step_count,
       {} AS started_at, {} AS ended_at, s.steps_done, s.steps_undone
FROM {} AS r
CROSS JOIN LATERAL (
    SELECT pg_catalog.count(*) FILTER (WHERE direction = 'up' AND state = 'done') AS steps_done,
           pg_catalog.count(*) FILTER (WHERE direction = 'down' AND state IN ('done', 'skipped'))
               AS steps_undone
    FROM {} WHERE run_id = r.id
) AS s
WHERE {}
ORDER BY r.id DESC
LIMIT {})sql",
        moment(sql("r.started_at")), moment(sql("r.ended_at")), table(run_table), table(step_table),
        condition, Number{static_cast<long long>(most)}));
    std::vector<Run> all;
    for (auto const &row : rows) {
        all.push_back(run_of(row));
    }
    return all;
}

std::vector<Run> Journal::history(std::size_t most)
{
    return runs(sql("true"), most);
}

std::optional<Run> Journal::run(RunId id)
{
    auto const found = runs(sql("r.id = {}", Number{id}), 1);
    return found.empty() ? std::nullopt : std::optional{found.front()};
}

std::vector<StepRecord> Journal::steps(RunId id)
{
    if (!is_there()) {
        return {};
    }
    auto const rows = connection_->query(
        sql("SELECT direction, step_index, state, subject, {} AS started_at, {} AS ended_at "
            "FROM {} WHERE run_id = {} ORDER BY direction DESC, step_index",
            moment(sql("started_at")), moment(sql("ended_at")), table(step_table), Number{id}));
    std::vector<StepRecord> all;
    for (auto const &row : rows) {
        all.push_back({.direction = row.text("direction") == word(Direction::up) ? Direction::up
                                                                                 : Direction::down,
                       .index = static_cast<std::size_t>(row.number("step_index")),
                       .state = state_called(all_step_states, row.text("state")),
                       .subject = std::string(row.text("subject")),
                       .started_at = std::string(row.text("started_at")),
                       .ended_at = std::string(row.text("ended_at"))});
    }
    return all;
}

std::string Journal::plan_text(RunId id)
{
    return std::string(
        connection_->query(sql("SELECT plan FROM {} WHERE id = {}", table(run_table), Number{id}))
            .value());
}

RunId Journal::begin(NewRun const &run)
{
    auto const rows = connection_->query(
        sql("INSERT INTO {} (state, program, desired_fingerprint, step_count, plan) "
            "VALUES ({}, {}, {}, {}, {}) RETURNING id",
            table(run_table), Literal{word(RunState::running)}, Literal{run.program},
            Literal{run.desired_fingerprint}, Number{static_cast<long long>(run.steps)},
            Literal{run.plan}));
    return rows[0].number("id");
}

void Journal::set_state(RunId id, RunState state, std::string const &error)
{
    bool const ended = state != RunState::running && state != RunState::rolling_back;
    connection_->query(sql("UPDATE {} SET state = {}, ended_at = {}, error = {} WHERE id = {}",
                           table(run_table), Literal{word(state)},
                           ended ? sql("pg_catalog.clock_timestamp()") : sql("NULL"),
                           error.empty() ? sql("NULL") : sql("{}", Literal{error}), Number{id}));
}

Sql Journal::step_committed(RunId id, Direction direction, std::size_t index,
                            std::string_view subject, StepState state,
                            std::optional<std::size_t> previous) const
{
    auto const begun =
        previous ? sql("(SELECT ended_at FROM {} WHERE run_id = {} AND direction = {} AND "
                       "step_index = {})",
                       table(step_table), Number{id}, Literal{word(direction)},
                       Number{static_cast<long long>(*previous)})
                 : sql("pg_catalog.now()");
    return sql("INSERT INTO {} (run_id, direction, step_index, state, subject, started_at, "
               "ended_at) VALUES ({}, {}, {}, {}, {}, {}, pg_catalog.clock_timestamp()) "
               "ON CONFLICT (run_id, direction, step_index) DO UPDATE "
               "SET state = EXCLUDED.state, ended_at = EXCLUDED.ended_at",
               table(step_table), Number{id}, Literal{word(direction)},
               Number{static_cast<long long>(index)}, Literal{word(state)}, Literal{subject},
               begun);
}

Sql Journal::step_begins(RunId id, Direction direction, std::size_t index,
                         std::string_view subject) const
{
    return sql("INSERT INTO {} (run_id, direction, step_index, state, subject, started_at) "
               "VALUES ({}, {}, {}, {}, {}, pg_catalog.clock_timestamp()) "
               "ON CONFLICT (run_id, direction, step_index) DO UPDATE "
               "SET state = EXCLUDED.state, started_at = EXCLUDED.started_at, ended_at = NULL",
               table(step_table), Number{id}, Literal{word(direction)},
               Number{static_cast<long long>(index)}, Literal{word(StepState::running)},
               Literal{subject});
}

Sql Journal::step_ends(RunId id, Direction direction, std::size_t index, StepState state) const
{
    return sql("UPDATE {} SET state = {}, ended_at = pg_catalog.clock_timestamp() "
               "WHERE run_id = {} AND direction = {} AND step_index = {}",
               table(step_table), Literal{word(state)}, Number{id}, Literal{word(direction)},
               Number{static_cast<long long>(index)});
}

std::vector<Run> history(postgres::Connection &connection, std::string const &journal_schema,
                         std::size_t most)
{
    return Journal{connection, journal_schema}.history(most);
}

std::optional<Run> last_applied(postgres::Connection &connection, std::string const &journal_schema)
{
    for (Run const &run : history(connection, journal_schema)) {
        if (run.state == RunState::applied) {
            return run;
        }
    }
    return std::nullopt;
}

std::vector<Run> unfinished(postgres::Connection &connection, std::string const &journal_schema)
{
    std::vector<Run> all;
    for (Run const &run : history(connection, journal_schema)) {
        if (run.is_unfinished()) {
            all.push_back(run);
        }
    }
    return all;
}

} // namespace schemadiff::execute
