#include "executor.hpp"

#include "csv_file.hpp"
#include "failures.hpp"
#include "fingerprint.hpp"
#include "kept.hpp"
#include "needs.hpp"
#include "run_steps.hpp"

#include <schemadiff/base/codes.hpp>
#include <schemadiff/model/fingerprint.hpp>

#include <fmt/format.h>

#include <numeric>

namespace schemadiff::execute
{

namespace
{

void refuse_to_drop_journal(Plan const &plan, std::string const &schema)
{
    if (auto const step = step_for_schema(plan, Action::drop, schema)) {
        throw Failure{Diagnostic{.severity = Severity::error,
                                 .code = codes::step_failed,
                                 .at = plan.steps[*step].declared_at,
                                 .message = fmt::format("the plan drops {}, which holds the "
                                                        "journal",
                                                        plan.steps[*step].subject),
                                 .hints = {"Name another schema as bookkeeping.schema in the "
                                           "configuration, or keep this one."}},
                      ExitCode::refused};
    }
}

void refuse_unfinished(Journal &journal)
{
    for (Run const &run : journal.history()) {
        if (run.is_unfinished()) {
            throw Failure{
                Diagnostic{.severity = Severity::error,
                           .code = codes::unfinished_run,
                           .at = {},
                           .message = fmt::format("run {} of role {}, begun at {}, never ended: "
                                                  "{} of its {} steps are committed",
                                                  run.id, run.role, run.started_at,
                                                  run.steps_done - run.steps_undone, run.steps),
                           .hints = {"Go on with schemadiff resume, or undo them with schemadiff "
                                     "rollback --unfinished."}},
                ExitCode::refused};
        }
    }
}

void compare_expectations(Plan const &plan, ApplyOptions const &options,
                          std::optional<std::string> const &but_for = {})
{
    if (options.current_state && !plan.expects.empty()) {
        refuse_if_moved(plan, options.current_state(), but_for);
    }
}

std::vector<std::string> schema_statements(Plan const &plan, ApplyOptions const &options,
                                           std::optional<std::size_t> step)
{
    if (step) {
        return plan.steps[*step].up.statements;
    }
    return {sql("CREATE SCHEMA {}", Ident{options.journal_schema}).text()};
}

// Makes the journal where there is none. It may live in a schema that this very plan makes; then
// that step runs before all others, because the journal has to be there first. The expectations are
// compared before, so that a plan that is refused leaves nothing behind. The result is the step
// that has run by that.
std::optional<std::size_t> prepare(Journal &journal, Plan const &plan, ApplyOptions const &options)
{
    if (journal.is_there()) {
        return std::nullopt;
    }
    compare_expectations(plan, options);
    bool const needs_schema = !journal.schema_is_there();
    auto const step =
        needs_schema ? step_for_schema(plan, Action::create, options.journal_schema) : std::nullopt;
    bool const made = journal.create(schema_statements(plan, options, step));
    return made ? step : std::nullopt;
}

} // namespace

RunResult apply(postgres::Connection &connection, Plan const &plan, ApplyOptions const &options)
{
    if (plan.empty()) {
        return {};
    }
    std::vector<std::size_t> all(plan.steps.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    refuse_hazards(plan, all, Direction::up, options.allowed);
    refuse_to_drop_journal(plan, options.journal_schema);
    refuse_missing(connection, plan, Direction::up);
    if (!options.backup_folder.empty() && !plan.keeps.empty()) {
        prepare_folder(options.backup_folder);
    }

    Journal journal{connection, options.journal_schema};
    auto const done_before = prepare(journal, plan, options);
    Lease const lease{connection, options.journal_schema, options.lease_length};
    refuse_unfinished(journal);
    compare_expectations(plan, options,
                         done_before
                             ? std::optional{expectation_key(schema_id(options.journal_schema))}
                             : std::nullopt);
    make_room(connection, options.journal_schema, plan);
    RunId const run = journal.begin({.program = options.program,
                                     .desired_fingerprint = plan.desired_fingerprint,
                                     .plan = options.format.write(plan),
                                     .steps = plan.steps.size()});
    Exceptions exceptions;
    if (done_before) {
        exceptions.done_before.insert(*done_before);
    }
    return run_steps({&connection, &journal, &lease, &options}, plan, run, Direction::up,
                     transaction_runs(plan, Direction::up), std::move(exceptions));
}

RunId record_baseline(postgres::Connection &connection, Plan const &plan,
                      ApplyOptions const &options)
{
    Journal journal{connection, options.journal_schema};
    prepare(journal, plan, options);
    Lease const lease{connection, options.journal_schema, options.lease_length};
    refuse_unfinished(journal);
    RunId const run = journal.begin({.program = options.program,
                                     .desired_fingerprint = plan.desired_fingerprint,
                                     .plan = options.format.write(plan),
                                     .steps = 0});
    journal.set_state(run, RunState::applied);
    return run;
}

} // namespace schemadiff::execute
