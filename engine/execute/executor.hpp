// Runs a plan on a server, exactly as it was reviewed, or undoes the runs before. This is the
// whole of what the commands apply and rollback do with a database.
//
// Before the first step: hazards, an unfinished run, the lease, the expectations. Each of them
// ends in a Failure with ExitCode::refused or try_later and leaves the schema as it is.
#pragma once

#include <engine/execute/journal.hpp>
#include <engine/execute/options.hpp>

#include <optional>
#include <vector>

namespace schemadiff::execute
{

// An empty plan changes nothing, not even the journal.
RunResult apply(postgres::Connection &connection, Plan const &plan, ApplyOptions const &options);

// Writes down that the database is as the plan's desired state says: a run without steps. Nothing
// but the journal changes.
RunId record_baseline(postgres::Connection &connection, Plan const &plan,
                      ApplyOptions const &options);

// Goes on with the newest run where its process died or it stopped at a failure: with the steps
// that are left of its plan, or with its way back where it was on that. What was approved is not
// asked again. Nothing where there is no such run.
std::optional<RunResult> resume(postgres::Connection &connection, ApplyOptions const &options);

// Undoes whole runs, newest first, and what is committed of a run that failed or whose process
// died. One result for each.
std::vector<RunResult> rollback(postgres::Connection &connection, RollbackOptions const &options);

} // namespace schemadiff::execute
