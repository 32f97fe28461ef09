#include "executor.hpp"

#include "kept.hpp"
#include "needs.hpp"
#include "run_steps.hpp"

#include <algorithm>

namespace schemadiff::execute
{

namespace
{

// The run that was cut short, unless something came after it.
std::optional<Run> run_to_resume(Journal &journal)
{
    for (Run const &run : journal.history()) {
        if (run.state == RunState::rolled_back) {
            continue;
        }
        bool const stopped = run.is_unfinished() ||
                             (run.state == RunState::failed && run.steps_done > run.steps_undone);
        return stopped ? std::optional{run} : std::nullopt;
    }
    return std::nullopt;
}

bool was_on_its_way_back(std::vector<StepRecord> const &records, Run const &run)
{
    return run.state == RunState::rolling_back ||
           std::any_of(records.begin(), records.end(), [](StepRecord const &record) {
               return record.direction == Direction::down;
           });
}

// What is left to do going up. A step outside a transaction that has begun may have done its work.
std::vector<TransactionRun> left_to_do(Plan const &plan, std::vector<StepRecord> const &records,
                                       Exceptions &exceptions)
{
    std::set<std::size_t> done;
    for (StepRecord const &record : records) {
        if (record.state == StepState::done || record.state == StepState::skipped) {
            done.insert(record.index);
        } else {
            exceptions.half_done.insert(record.index);
        }
    }
    auto transactions = transaction_runs(plan, Direction::up);
    for (TransactionRun &transaction : transactions) {
        std::erase_if(transaction.steps, [&](std::size_t step) { return done.contains(step); });
    }
    std::erase_if(transactions, [](TransactionRun const &one) { return one.steps.empty(); });
    return transactions;
}

} // namespace

std::optional<RunResult> resume(postgres::Connection &connection, ApplyOptions const &options)
{
    Journal journal{connection, options.journal_schema};
    if (!journal.is_there() || !run_to_resume(journal)) {
        return std::nullopt;
    }
    std::optional<Run> run;
    {
        Lease const lease{connection, options.journal_schema, options.lease_length};
        run = run_to_resume(journal); // somebody may have been faster
        if (!run) {
            return std::nullopt;
        }
        auto const records = journal.steps(run->id);
        if (!was_on_its_way_back(records, *run)) {
            auto const plan = options.format.read(journal.plan_text(run->id));
            refuse_missing(connection, plan, Direction::up);
            Exceptions exceptions;
            auto transactions = left_to_do(plan, records, exceptions);
            make_room(connection, options.journal_schema, plan, run->id);
            journal.set_state(run->id, RunState::running);
            return run_steps({&connection, &journal, &lease, &options}, plan, run->id,
                             Direction::up, std::move(transactions), std::move(exceptions));
        }
    }
    RollbackOptions back;
    back.common = options;
    back.common.allowed.all = true;
    back.run = run->id;
    return rollback(connection, back).front();
}

} // namespace schemadiff::execute
