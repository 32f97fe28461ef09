// Which steps of a plan share a transaction, in either direction. The scripts of engine/render
// and the executor both walk these runs, so that what is printed is what is executed.
#pragma once

#include <schemadiff/plan/plan.hpp>

#include <cstddef>
#include <vector>

namespace schemadiff
{

enum class Direction : std::uint8_t { up, down };

// "up", "down"
std::string_view word(Direction direction);

struct TransactionRun {
    // The only step runs statement by statement, each a transaction of its own.
    bool outside = false;
    std::vector<std::size_t> steps; // indexes into Plan::steps, in the order of execution
};

// Up: the planner's batches. Down: the same batches mirrored, with a further boundary where a
// down side needs one. Every step is in exactly one run, also one with nothing to run.
std::vector<TransactionRun> transaction_runs(Plan const &plan, Direction direction);

// Null where a step has no way back.
PlannedSide const *side_of(PlannedStep const &step, Direction direction);

// Whether somebody who reads or writes a table that is there already waits for one of its locks, so
// that it must not wait long itself: others queue behind it. Share update exclusive and weaker locks
// let both pass. https://www.postgresql.org/docs/current/explicit-locking.html
bool is_waited_for(PlannedSide const &side);

} // namespace schemadiff
