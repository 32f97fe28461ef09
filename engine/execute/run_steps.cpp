#include "run_steps.hpp"

#include "kept_files.hpp"
#include "watcher.hpp"

namespace schemadiff::execute
{

ObjectId schema_id(std::string const &name)
{
    return id_of<Schema>({name});
}

std::optional<std::size_t> step_for_schema(Plan const &plan, Action action,
                                           std::string const &schema)
{
    auto const subject = described(schema_id(schema));
    for (std::size_t index = 0; index < plan.steps.size(); ++index) {
        if (plan.steps[index].action == action && plan.steps[index].subject == subject) {
            return index;
        }
    }
    return std::nullopt;
}

namespace
{

std::string first_message(Failure const &failure)
{
    return failure.diagnostics().empty() ? failure.what() : failure.diagnostics().front().message;
}

// A cancel request that arrives late hits whatever comes next, so this is tried twice: what is done
// must not be called a failure.
void note_end(Journal &journal, RunId run, RunState state)
{
    try {
        journal.set_state(run, state);
    } catch (postgres::StatementFailed const &) {
        journal.set_state(run, state);
    }
}

// Tried twice, too. Where the connection is gone the run stays unfinished, which is true.
void note_failure(Journal &journal, RunId run, std::string const &message) noexcept
{
    for (int attempt = 0; attempt < 2; ++attempt) {
        try {
            journal.set_state(run, RunState::failed, message);
            return;
        } catch (std::exception const &) {
        }
    }
}

} // namespace

RunResult run_steps(Work const &work, Plan const &plan, RunId run, Direction direction,
                    std::vector<TransactionRun> transactions, Exceptions exceptions)
{
    std::string const application_name = work.lease->application_name();
    Watcher watcher{{.connection = work.connection,
                     .lease = work.lease,
                     .address = work.options->address,
                     .cancel = work.options->cancel,
                     .application_name = application_name}};
    Runner runner{{.connection = work.connection,
                   .journal = work.journal,
                   .lease = work.lease,
                   .watcher = &watcher,
                   .plan = &plan,
                   .options = work.options,
                   .run = run,
                   .direction = direction,
                   .transactions = std::move(transactions),
                   .exceptions = std::move(exceptions),
                   .application_name = application_name}};
    try {
        RunResult result = runner.run();
        // Before the end is noted, so that resume goes on with it where it is cut short.
        if (direction == Direction::up) {
            result.files = move_to_files(work, plan, run);
        }
        note_end(*work.journal, run,
                 direction == Direction::up ? RunState::applied : RunState::rolled_back);
        return result;
    } catch (Failure const &failure) {
        note_failure(*work.journal, run, first_message(failure));
        throw;
    }
}

} // namespace schemadiff::execute
