// The command line as options. Opens no file and calls no server; arguments.cpp is the only file
// that knows CLI11.
#pragma once

#include <engine/cli/options.hpp>

#include <string>
#include <variant>
#include <vector>

namespace schemadiff::cli
{

using Options =
    std::variant<PlanOptions, ApplyOptions, DriftOptions, InspectOptions, ValidateOptions,
                 ResumeOptions, RollbackOptions, VerifyOptions, AdoptOptions, StatusOptions,
                 BackupOptions, PurgeOptions, HistoryOptions, DoctorOptions, VersionOptions,
                 CompletionOptions, HelpOptions>;

// `arguments` are those after the program's name. Throws Failure with ExitCode::usage on anything
// that is no command line of ours; no message repeats the secret of an address.
Options parsed(std::vector<std::string> const &arguments);

// The commands with their options, for completion scripts.
struct OptionSummary {
    std::vector<std::string> names; // "--format", "-o"
    std::string sentence;
    bool takes_value = false;
    bool takes_file = false;
    std::vector<std::string> choices; // that the value is one of; empty: any
};

struct CommandSummary {
    std::string name;
    std::string sentence;
    std::vector<OptionSummary> options;
    bool takes_files = false;         // as arguments without an option
    std::vector<std::string> choices; // of its argument
};

std::vector<CommandSummary> command_summaries();

} // namespace schemadiff::cli
