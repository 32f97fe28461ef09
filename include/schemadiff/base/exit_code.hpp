// What the process tells its caller. The table that users read is docs/exit-codes.md.
#pragma once

namespace schemadiff
{

enum class ExitCode : int {
    done = 0,        // done, or nothing to do
    error = 1,       // anything that is not one of the others
    differences = 2, // `drift`, and `plan --exit-code`
    refused = 3,     // a hazard that was not allowed, a stale plan, a guarded environment
    try_later = 4,   // server unreachable, another run holds the lease, locks not granted in time
    usage = 64,      // EX_USAGE of sysexits.h
};

} // namespace schemadiff
