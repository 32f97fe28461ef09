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

// meaning of the desired state
inline constexpr std::string_view unknown_column =
    "SD2001";                                              // a table lacks what a part of it names
inline constexpr std::string_view column_twice = "SD2002"; // in one list
inline constexpr std::string_view empty_name = "SD2003";
inline constexpr std::string_view name_too_long = "SD2004"; // over 63 bytes, written out
inline constexpr std::string_view name_taken = "SD2005";    // two objects want one name
inline constexpr std::string_view object_twice = "SD2006";
inline constexpr std::string_view primary_key_twice = "SD2007";
inline constexpr std::string_view identity_with_default = "SD2008"; // also serial with a default
inline constexpr std::string_view generated_with_default = "SD2009";
inline constexpr std::string_view policy_without_condition = "SD2010";
inline constexpr std::string_view label_twice = "SD2011";
inline constexpr std::string_view not_kept = "SD2012"; // understood, but no kind of ours holds it
inline constexpr std::string_view unknown_table = "SD2013";    // that something refers to
inline constexpr std::string_view no_key_there = "SD2014";     // a foreign key needs a unique one
inline constexpr std::string_view unknown_function = "SD2015"; // of a trigger
inline constexpr std::string_view views_in_a_circle = "SD2016";
inline constexpr std::string_view bad_rename = "SD2017";    // the former name is still in use
inline constexpr std::string_view bad_mixin = "SD2018";     // unknown, or part of itself
inline constexpr std::string_view mixins_differ = "SD2019"; // two say different things of one name
inline constexpr std::string_view bad_pattern = "SD2020";   // of names
inline constexpr std::string_view name_breaks_pattern = "SD2021";
inline constexpr std::string_view no_name = "SD2022";              // and none can be made
inline constexpr std::string_view unknown_index = "SD2023";        // of replica identity or CLUSTER
inline constexpr std::string_view key_counts_differ = "SD2024";    // of a foreign key's two sides
inline constexpr std::string_view inherits_from_itself = "SD2025"; // through others, maybe
inline constexpr std::string_view unknown_row_type = "SD2026";     // of a typed table

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
inline constexpr std::string_view rows_in_the_way = "SD5014"; // a step would fail on them
inline constexpr std::string_view secret_not_kept =
    "SD5013"; // a plan file or the journal needs a value that was put away

// Planning
inline constexpr std::string_view likely_rename =
    "SD4001"; // looks like a rename that is not declared

// command line and configuration
inline constexpr std::string_view unknown_command = "SD6001";
inline constexpr std::string_view unknown_option = "SD6002";
inline constexpr std::string_view bad_argument = "SD6003"; // missing, too many, or no such value
inline constexpr std::string_view not_in_this_version = "SD6004";
inline constexpr std::string_view no_terminal = "SD6005"; // to ask on, and no --yes
inline constexpr std::string_view unknown_environment = "SD6006";
inline constexpr std::string_view secret_in_file = "SD6007"; // a password in schemadiff.yaml
inline constexpr std::string_view variable_not_set = "SD6008";
inline constexpr std::string_view allowance_expired = "SD6009"; // allow: with a past until:
inline constexpr std::string_view output_failed = "SD6010";     // stdout or a file: full, closed
inline constexpr std::string_view unknown_run = "SD6011";       // none of the journal

// our own bugs
inline constexpr std::string_view internal_error = "SD9001";
inline constexpr std::string_view out_of_memory = "SD9002";

// The desired state against a server
inline constexpr std::string_view server_refuses = "SD3010"; // what the desired state says
inline constexpr std::string_view uncovered_kind =
    "SD3011"; // met and not covered, under --strict-coverage
inline constexpr std::string_view no_state =
    "SD3012"; // what was named is no state that can be read
inline constexpr std::string_view old_server = "SD3013";   // before the first that we know
inline constexpr std::string_view newer_server = "SD3014"; // than the last that we know
inline constexpr std::string_view server_lacks = "SD3015"; // what the desired state asks it for
inline constexpr std::string_view proof_failed = "SD4002"; // the plan does not do what it says
inline constexpr std::string_view not_settled = "SD9003";  // differences after an apply: our bug
inline constexpr std::string_view differs_from_state =
    "SD4003"; // adopt: the database is not the desired state

} // namespace schemadiff::codes
