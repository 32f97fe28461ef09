// Every diagnostic code, one line each, never reused. docs/errors.md explains each of them.
//   SD1xxx YAML as text · SD2xxx meaning of the desired state · SD3xxx server and catalog
//   SD4xxx planning · SD5xxx applying · SD6xxx command line and configuration · SD9xxx our own bugs
#pragma once

#include <string_view>

namespace schemadiff::codes
{

// YAML
inline constexpr std::string_view not_readable = "SD1001"; // file or folder cannot be read
inline constexpr std::string_view bad_bytes = "SD1002"; // invalid UTF-8, NUL or a control character
inline constexpr std::string_view yaml_syntax = "SD1003";   // not YAML
inline constexpr std::string_view duplicate_key = "SD1004"; // one mapping, one key twice
inline constexpr std::string_view too_large = "SD1005";     // depth, size or alias budget exceeded
inline constexpr std::string_view wrong_shape = "SD1006"; // a mapping, a list or text was expected
inline constexpr std::string_view unknown_key = "SD1007";
inline constexpr std::string_view bad_value = "SD1008"; // right shape, impossible value
inline constexpr std::string_view missing_key = "SD1009";
inline constexpr std::string_view sql_syntax = "SD1010";  // SQL text inside YAML does not parse
inline constexpr std::string_view bad_version = "SD1011"; // schemadiff: is missing or unknown
inline constexpr std::string_view bad_anchor =
    "SD1012"; // unknown, redefined or self-containing anchor
inline constexpr std::string_view unsupported_yaml =
    "SD1013"; // tags, several documents in one file

// server and catalog
inline constexpr std::string_view bad_address = "SD3001"; // no URL and no key=value form of libpq
inline constexpr std::string_view server_unavailable =
    "SD3002"; // not reached, starting up, full: try later
inline constexpr std::string_view server_refused =
    "SD3003"; // wrong user, password, database or TLS mode
inline constexpr std::string_view connection_lost = "SD3004";  // ended in the middle of work
inline constexpr std::string_view statement_failed = "SD3005"; // the server's own error
inline constexpr std::string_view no_scratch_server =
    "SD3006"; // neither binaries nor an address for one

// applying
inline constexpr std::string_view bad_plan_file =
    "SD5001"; // not a plan, damaged, or of a later program
inline constexpr std::string_view hazard_not_allowed = "SD5002";
inline constexpr std::string_view stale_plan = "SD5003"; // made for another current state
inline constexpr std::string_view step_failed =
    "SD5004";                                            // the server refused a statement of a step
inline constexpr std::string_view lease_held = "SD5005"; // another run is under way
inline constexpr std::string_view lease_lost = "SD5006"; // taken over while this run was under way
inline constexpr std::string_view unfinished_run = "SD5007";    // an earlier run never ended
inline constexpr std::string_view locks_not_granted = "SD5008"; // in time, after all retries
inline constexpr std::string_view nothing_to_roll_back = "SD5009";
inline constexpr std::string_view not_the_newest_run = "SD5010"; // runs are undone newest first
inline constexpr std::string_view cancelled = "SD5011"; // by the user, between or inside of steps
inline constexpr std::string_view unknown_journal = "SD5012"; // of a later version of the program

} // namespace schemadiff::codes
