// Runs the steps of one plan in one direction, transaction by transaction, each with its entries
// in the journal. Tries again where waiting may help; everything else ends in a Failure, with
// the journal true to what is committed.
#pragma once

#include <engine/execute/failures.hpp>
#include <engine/execute/journal.hpp>
#include <engine/execute/lease.hpp>
#include <engine/execute/options.hpp>
#include <engine/execute/watcher.hpp>

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace schemadiff::execute
{

// What is special about some steps of a run; the others are simply run.
struct Exceptions {
    std::set<std::size_t> done_before; // by the run itself, before its first transaction
    std::set<std::size_t> skipped;     // no way back, or it would take the journal away
    // Begun by somebody whose end is not known: going up it may be done, in whole or in part, and
    // going back what is to be undone may not be there.
    std::set<std::size_t> half_done;
};

class Runner
{
public:
    struct Job {
        postgres::Connection *connection = nullptr;
        Journal const *journal = nullptr;
        Lease const *lease = nullptr;
        Watcher *watcher = nullptr;
        Plan const *plan = nullptr;
        ApplyOptions const *options = nullptr;
        RunId run = 0;
        Direction direction = Direction::up;
        std::vector<TransactionRun> transactions;
        Exceptions exceptions;
        std::string application_name;
    };

    explicit Runner(Job job);
    ~Runner();
    Runner(Runner const &) = delete;
    Runner &operator=(Runner const &) = delete;
    RunResult run();

private:
    struct Statement {
        std::string text;
        std::optional<std::size_t> step; // index into Plan::steps; none: our own
    };
    using Statements = std::vector<Statement>;

    void run_inside(TransactionRun const &transaction);
    void attempt_inside(TransactionRun const &transaction);
    void run_outside(std::size_t step);
    void attempt_outside(std::size_t step);
    bool is_done_already(std::size_t step);
    void undo_attempt(std::size_t step);

    void send(Statements &statements);
    void send_alone(std::size_t step, std::string const &text);
    void roll_back() noexcept;
    // Waits and returns where it is worth another attempt, throws Failure where it is not.
    void judge(postgres::StatementFailed const &failed, std::size_t step, int attempt);
    void wait_before(int attempt);
    void stop_if_asked(std::size_t step);

    [[nodiscard]] bool is_to_run(std::size_t step) const;
    [[nodiscard]] StepState final_state(std::size_t step) const;
    [[nodiscard]] Statement settings(std::size_t first_step) const;
    [[nodiscard]] std::chrono::milliseconds lock_timeout(std::size_t step) const;
    [[nodiscard]] std::string session_settings(std::size_t step) const;
    [[nodiscard]] Statement named_transaction() const;
    [[nodiscard]] PlannedStep const &planned(std::size_t step) const
    {
        return job_.plan->steps[step];
    }
    [[nodiscard]] std::vector<std::string> const &statements_of(std::size_t step) const;
    [[nodiscard]] Standing standing() const;
    void tell(Progress::Event event, std::size_t step, std::string text = {});
    Watcher::Tell tells_of(std::size_t step);
    void take_warnings();

    Job job_;
    RunResult result_;
    std::size_t all_steps_ = 0;
    std::map<std::size_t, std::size_t> ordinals_; // step -> place in the order of execution
    std::size_t failing_step_ = 0;
    bool left_a_part_ = false; // of a step outside a transaction that failed
    std::optional<bool> behind_pooler_;
};

} // namespace schemadiff::execute
