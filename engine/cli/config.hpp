// schemadiff.yaml: what a team does not want to repeat on every command line, by environment. It
// names where secrets are and never holds one. docs/configuration.md explains the keys.
#pragma once

#include <engine/cli/arguments.hpp>
#include <engine/cli/options.hpp>
#include <schemadiff/base/diagnostic.hpp>

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::cli
{

// A hazard that is allowed without --allow, up to and including a day.
struct Allowance {
    std::optional<HazardClass> what; // nothing: all
    std::string reason;
    std::chrono::sys_days until;
    SourcePos at;
};

struct Settings {
    std::optional<std::string> db_env; // the variable that holds the address
    std::optional<std::string> scratch;
    std::optional<std::string> bookkeeping; // the schema of the journal
    Limits limits;
    std::optional<OnDrop> on_drop;
    std::optional<std::string> backup_folder; // from the folder of the configuration on
    std::optional<std::vector<Allowance>> allow;
};

struct Config {
    Settings defaults;
    std::map<std::string, Settings, std::less<>> environments;

    // An environment's settings, and the defaults for what it does not say.
    [[nodiscard]] Settings of(Settings const &environment) const;
};

// Every mistake goes to `diagnostics`; none of them repeats a secret.
Config read_config(std::string_view bytes, std::string const &file, Diagnostics &diagnostics);

// schemadiff.yaml in this folder or the nearest one above it. A file of that name that is a desired
// state does not count.
std::optional<std::string> find_config(std::filesystem::path const &folder);

// What the configuration says, into the options that the command line left open. Opens the file
// that --config names, or looks for one from `folder` on; commands without a server have none.
// Throws Failure on any mistake in it; allowances that have run out go to `warnings`.
void complete(Options &options, std::filesystem::path const &folder, std::chrono::sys_days today,
              Diagnostics &warnings);

} // namespace schemadiff::cli
