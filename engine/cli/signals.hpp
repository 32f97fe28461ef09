// Ctrl-C, SIGTERM and SIGHUP. While a command works on a server they cancel the statements under
// way, so that it ends in order and says how to go on; a second one ends the process at once.
#pragma once

#include <atomic>

namespace schemadiff::cli
{

// To be called once, by main. Where postgres::must_end_in_order() says no, a signal then ends the
// process at once with exit code 1, since there is nothing to leave in order.
void handle_signals();

// Whether one has arrived: set by a signal and never cleared.
std::atomic<bool> const &interruption();

// Throws Failure if one has arrived: for long work between two statements.
void stop_if_interrupted();

} // namespace schemadiff::cli
