// Looks at the live rows before anything is run: which of them would stop a step.
#pragma once

#include <engine/postgres/connection.hpp>
#include <schemadiff/plan/plan.hpp>

#include <chrono>

namespace schemadiff::execute
{

struct ProbeLimits {
    std::size_t rows = 1000; // counted at most for one step
    std::size_t keys = 5;    // named
    std::chrono::milliseconds for_one{2000};
    std::chrono::milliseconds for_all{20'000};
};

// Runs the probes of the side up, read-only, within these limits, and writes down what they find.
// Throws postgres::ConnectionLost.
void probe(postgres::Connection &connection, Plan &plan, ProbeLimits const &limits = {});

// Refuses a plan that rows would stop halfway, with all of them. Throws Failure with
// ExitCode::refused.
void refuse_findings(Plan const &plan);

} // namespace schemadiff::execute
