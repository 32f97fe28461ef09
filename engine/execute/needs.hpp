// Looks for what a plan needs of the server beside the database, before its first step.
#pragma once

#include <engine/postgres/connection.hpp>
#include <schemadiff/plan/plan.hpp>
#include <schemadiff/plan/transactions.hpp>

namespace schemadiff::execute
{

// Throws Failure with all that is missing, each with the place of who names it.
void refuse_missing(postgres::Connection &connection, Plan const &plan, Direction direction);

} // namespace schemadiff::execute
