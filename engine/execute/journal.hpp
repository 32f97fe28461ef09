// The bookkeeping in the user's database: which runs there were, which of their steps are
// committed, and the plan of each with its way back. Made by the first apply; everything that
// only reads works without it. Table names begin with schemadiff_, because the schema may be one
// of the user's own. Holds no secret.
#pragma once

#include <engine/postgres/connection.hpp>
#include <schemadiff/plan/transactions.hpp>
#include <schemadiff/sql/sql.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::execute
{

using RunId = long long;

enum class RunState : std::uint8_t {
    running,      // under way, or its process died
    applied,      // all steps are committed
    failed,       // stopped at a failure, in either direction; some steps may be committed
    rolling_back, // on its way back, or its process died there
    rolled_back,  // nothing of it is left, but for what is irreversible
};

enum class StepState : std::uint8_t { running, done, failed, skipped };

std::string_view word(RunState state);
std::string_view word(StepState state);

struct Run {
    RunId id = 0;
    RunState state = RunState::running;
    std::string started_at; // 2026-11-21T03:35:00Z
    std::string ended_at;   // empty: it has not ended
    std::string role;
    std::string program; // with its version
    std::string desired_fingerprint;
    std::string error;          // of a failed run
    std::size_t steps = 0;      // of its plan
    std::size_t steps_done = 0; // going up
    std::size_t steps_undone = 0;

    [[nodiscard]] bool is_unfinished() const
    {
        return state == RunState::running || state == RunState::rolling_back;
    }
    [[nodiscard]] bool has_something_to_undo() const
    {
        return is_unfinished() || (state != RunState::rolled_back && steps_done > steps_undone);
    }
};

struct StepRecord {
    Direction direction = Direction::up;
    std::size_t index = 0; // in Plan::steps
    StepState state = StepState::done;
    std::string subject;
    std::string started_at;
    std::string ended_at;
};

struct NewRun {
    std::string program;
    std::string desired_fingerprint;
    std::string plan; // as render::plan_json() writes it
    std::size_t steps = 0;
};

class Journal
{
public:
    Journal(postgres::Connection &connection, std::string schema)
        : connection_{&connection}, schema_{std::move(schema)}
    {
    }

    [[nodiscard]] std::string const &schema() const { return schema_; }

    // Whether it exists and may be read. Throws Failure where a later program has changed it.
    bool is_there();
    bool schema_is_there();
    // Makes what is missing, in one transaction; `schema_statements` make its schema where that
    // is missing too. True where it was this call that made the journal.
    bool create(std::vector<std::string> const &schema_statements);

    // Newest first. Empty where there is no journal.
    std::vector<Run> history(std::size_t most = 100);
    std::optional<Run> run(RunId id);
    std::vector<StepRecord> steps(RunId id);
    std::string plan_text(RunId id);

    RunId begin(NewRun const &run);
    void set_state(RunId id, RunState state, std::string const &error = {});

    // Texts for the executor's own transactions. `previous` is the step before in the same
    // transaction; its end is the beginning of this one.
    [[nodiscard]] Sql step_committed(RunId id, Direction direction, std::size_t index,
                                     std::string_view subject, StepState state,
                                     std::optional<std::size_t> previous) const;
    [[nodiscard]] Sql step_begins(RunId id, Direction direction, std::size_t index,
                                  std::string_view subject) const;
    [[nodiscard]] Sql step_ends(RunId id, Direction direction, std::size_t index,
                                StepState state) const;

private:
    [[nodiscard]] Qualified table(std::string_view name) const { return {schema_, name}; }
    std::vector<Run> runs(Sql const &condition, std::size_t most);

    postgres::Connection *connection_;
    std::string schema_;
    bool known_to_be_there_ = false;
};

// What `history`, `status` and drift ask; all are empty where there is no journal.
std::vector<Run> history(postgres::Connection &connection, std::string const &journal_schema,
                         std::size_t most = 100);
std::optional<Run> last_applied(postgres::Connection &connection,
                                std::string const &journal_schema);
// Runs whose process died, unless another one is at work right now: the lease knows.
std::vector<Run> unfinished(postgres::Connection &connection, std::string const &journal_schema);

} // namespace schemadiff::execute
