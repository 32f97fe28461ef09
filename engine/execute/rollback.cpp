#include "executor.hpp"

#include "failures.hpp"
#include "kept.hpp"
#include "needs.hpp"
#include "run_steps.hpp"

#include <schemadiff/base/codes.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace schemadiff::execute
{

namespace
{

[[noreturn]] void refuse_rollback(std::string_view code, std::string message,
                                  std::vector<std::string> hints)
{
    throw Failure{Diagnostic{.severity = Severity::error,
                             .code = code,
                             .at = {},
                             .message = std::move(message),
                             .hints = std::move(hints)},
                  code == codes::not_the_newest_run ? ExitCode::refused : ExitCode::error};
}

// The runs that are meant, newest first.
std::vector<Run> chosen_runs(Journal &journal, RollbackOptions const &options)
{
    std::vector<Run> runs = journal.history(10'000);
    std::erase_if(runs, [](Run const &run) { return !run.has_something_to_undo(); });
    if (runs.empty()) {
        refuse_rollback(codes::nothing_to_roll_back,
                        fmt::format("there is no run to roll back in the journal in schema {}",
                                    quoted(Ident{journal.schema()})),
                        {"See the runs with schemadiff history."});
    }
    if (options.run && runs.front().id != *options.run) {
        auto const at = std::find_if(runs.begin(), runs.end(),
                                     [&](Run const &run) { return run.id == *options.run; });
        if (at == runs.end()) {
            refuse_rollback(codes::nothing_to_roll_back,
                            fmt::format("there is nothing to roll back of run {}", *options.run),
                            {"See the runs with schemadiff history."});
        }
        refuse_rollback(codes::not_the_newest_run,
                        fmt::format("run {} is not the newest that is applied: that is run {}",
                                    *options.run, runs.front().id),
                        {fmt::format("Undo the newer ones with it: schemadiff rollback --last {}.",
                                     at - runs.begin() + 1)});
    }
    runs.resize(std::min(runs.size(), options.run ? 1 : options.last));
    return runs;
}

// One run with its plan and what of it there is to undo.
struct Undoing {
    Run run;
    Plan plan;
    std::vector<TransactionRun> transactions;
    std::vector<std::size_t> steps;
    Exceptions exceptions;
    std::vector<std::string> notices;
};

// A change whose whole way up is one step, and whose whole way back is another: each has nothing to
// run in the other direction.
struct WaysApart {
    std::size_t up = 0;
    std::size_t down = 0;
};

std::vector<WaysApart> ways_apart(Plan const &plan)
{
    struct Ways {
        std::vector<std::size_t> up;
        std::vector<std::size_t> down;
    };
    std::map<std::string, Ways> subjects;
    for (std::size_t index = 0; index < plan.steps.size(); ++index) {
        PlannedStep const &step = plan.steps[index];
        if (!step.up.statements.empty()) {
            subjects[step.subject].up.push_back(index);
        }
        if (step.down && !step.down->statements.empty()) {
            subjects[step.subject].down.push_back(index);
        }
    }
    std::vector<WaysApart> all;
    for (auto const &[subject, ways] : subjects) {
        if (ways.up.size() == 1 && ways.down.size() == 1 && ways.up != ways.down) {
            all.push_back({ways.up.front(), ways.down.front()});
        }
    }
    return all;
}

// A step outside a transaction whose end is not in the journal may have done its work or a part
// of it, so it is undone as far as there is something.
std::set<std::size_t> steps_to_undo(Plan const &plan, std::vector<StepRecord> const &records,
                                    Exceptions &exceptions)
{
    std::set<std::size_t> steps;
    for (StepRecord const &record : records) {
        if (record.direction == Direction::up) {
            steps.insert(record.index);
            if (record.state != StepState::done) {
                exceptions.half_done.insert(record.index);
            }
        }
    }
    // A run that was cut short between the two has to undo what it did all the same.
    for (auto const &[up, down] : ways_apart(plan)) {
        if (!steps.contains(up)) {
            steps.erase(down);
            continue;
        }
        steps.insert(down);
        if (exceptions.half_done.contains(up)) {
            exceptions.half_done.insert(down);
        }
    }
    for (StepRecord const &record : records) {
        bool const undone = record.state == StepState::done || record.state == StepState::skipped;
        if (record.direction == Direction::down && undone) {
            steps.erase(record.index);
        }
        // The same holds for an undoing that was interrupted.
        if (record.direction == Direction::down && !undone) {
            exceptions.half_done.insert(record.index);
        }
    }
    return steps;
}

Undoing undoing_of(Journal &journal, Run const &run, RollbackOptions const &options)
{
    Undoing undoing{.run = run,
                    .plan = options.common.format.read(journal.plan_text(run.id)),
                    .transactions = {},
                    .steps = {},
                    .exceptions = {},
                    .notices = {}};
    auto const wanted = steps_to_undo(undoing.plan, journal.steps(run.id), undoing.exceptions);
    auto const schema_step = step_for_schema(undoing.plan, Action::create, journal.schema());
    for (TransactionRun transaction : transaction_runs(undoing.plan, Direction::down)) {
        std::erase_if(transaction.steps, [&](std::size_t step) { return !wanted.contains(step); });
        for (std::size_t const step : transaction.steps) {
            PlannedStep const &planned = undoing.plan.steps[step];
            if (step == schema_step) {
                undoing.exceptions.skipped.insert(step);
                undoing.notices.push_back(
                    fmt::format("{} stays, because it holds the journal", planned.subject));
                continue;
            }
            if (!planned.down) {
                undoing.exceptions.skipped.insert(step);
                undoing.notices.push_back(fmt::format("{} {} was not undone: {}",
                                                      word(planned.action), planned.subject,
                                                      planned.why_no_way_back));
            }
            undoing.steps.push_back(step);
        }
        if (!transaction.steps.empty()) {
            undoing.transactions.push_back(std::move(transaction));
        }
    }
    return undoing;
}

} // namespace

std::vector<RunResult> rollback(postgres::Connection &connection, RollbackOptions const &options)
{
    Journal journal{connection, options.common.journal_schema};
    // Without a journal this refuses before anything else.
    auto runs = chosen_runs(journal, options);
    Lease const lease{connection, options.common.journal_schema, options.common.lease_length};
    runs = chosen_runs(journal, options);

    std::vector<Undoing> all;
    for (Run const &run : runs) {
        all.push_back(undoing_of(journal, run, options));
        refuse_hazards(all.back().plan, all.back().steps, Direction::down, options.common.allowed);
        refuse_missing(connection, all.back().plan, Direction::down);
        refuse_lost(connection, options.common.journal_schema, all.back().plan, all.back().steps,
                    run.id);
    }
    std::vector<RunResult> results;
    for (Undoing &undoing : all) {
        bring_back(connection, options.common.journal_schema, undoing.plan, undoing.steps,
                   undoing.run.id);
        journal.set_state(undoing.run.id, RunState::rolling_back);
        results.push_back(run_steps({&connection, &journal, &lease, &options.common}, undoing.plan,
                                    undoing.run.id, Direction::down,
                                    std::move(undoing.transactions), undoing.exceptions));
        results.back().notices.insert(results.back().notices.begin(), undoing.notices.begin(),
                                      undoing.notices.end());
    }
    return results;
}

} // namespace schemadiff::execute
