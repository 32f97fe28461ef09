// What a user reads when a run is refused or stops: which step, which statement and where in it,
// what the server said, who is in the way, and what is committed.
#pragma once

#include <engine/execute/options.hpp>
#include <engine/postgres/server_error.hpp>

#include <span>
#include <string>
#include <vector>

namespace schemadiff::execute
{

// How far a run had come.
struct Standing {
    std::size_t committed = 0; // transactions
    std::size_t all = 0;
    Direction direction = Direction::up;
    bool left_a_part = false; // a failed step has left something behind
};

// The line of the statement at which the server points, with a caret below; the beginning of
// the statement where it points nowhere. Long lines are cut around the place.
std::string excerpt(std::string_view statement, int position);

// "Nothing was changed." or what is committed and what can be done now.
std::string standing_hint(Standing const &standing);

Failure step_failure(PlannedStep const &step, postgres::ServerError const &error,
                     Standing const &standing);
Failure locks_failure(PlannedStep const &step, postgres::ServerError const &error, int attempts,
                      std::vector<std::string> const &blockers, Standing const &standing);
Failure connection_failure(std::string const &doing, postgres::ServerError const &error);
Failure cancelled_failure(std::string const &doing, Standing const &standing);
Failure lease_failure(Standing const &standing);

// Throws one Failure that names every hazard of these steps that is not allowed. Going down,
// what has no way back needs not_reversible.
void refuse_hazards(Plan const &plan, std::span<std::size_t const> steps, Direction direction,
                    Allowed const &allowed);

} // namespace schemadiff::execute
