// What apply and rollback share: the steps of one run, with the state of the run in the journal
// afterwards, whatever happened.
#pragma once

#include <engine/execute/journal.hpp>
#include <engine/execute/lease.hpp>
#include <engine/execute/options.hpp>
#include <engine/execute/runner.hpp>

#include <optional>
#include <string>
#include <vector>

namespace schemadiff::execute
{

struct Work {
    postgres::Connection *connection = nullptr;
    Journal *journal = nullptr;
    Lease const *lease = nullptr;
    ApplyOptions const *options = nullptr;
};

RunResult run_steps(Work const &work, Plan const &plan, RunId run, Direction direction,
                    std::vector<TransactionRun> transactions, Exceptions exceptions);

ObjectId schema_id(std::string const &name);

// The step that creates or drops a schema: the bookkeeping may live in one that the plan itself
// is about.
std::optional<std::size_t> step_for_schema(Plan const &plan, Action action,
                                           std::string const &schema);

} // namespace schemadiff::execute
