// What the user asked for, one plain struct a command: made by arguments.cpp, completed from
// schemadiff.yaml by config.cpp, carried out by the command's run(). Nothing here is checked
// against a file or a server.
#pragma once

#include <engine/execute/options.hpp>
#include <engine/plan/planner.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace schemadiff::cli
{

enum class Format : std::uint8_t { text, sql, json, markdown };

// How inspect writes a state.
enum class StateFormat : std::uint8_t { yaml, json };

enum class ColourWhen : std::uint8_t { automatic, always, never };

// What every command that meets a server takes.
struct Common {
    std::optional<std::string> db; // may hold a secret: never for a message
    // The variable that holds the address, as the configuration names it; --db wins.
    std::optional<std::string> db_variable;
    std::optional<std::string> scratch; // an address too
    bool may_start_server = true;       // --no-scratch-server: start none of our own
    std::optional<std::string> config;
    std::optional<std::string> environment;
    std::string bookkeeping = "schemadiff"; // the schema of the journal
    // For the CSV files of what is dropped; nothing unless they are wished for.
    std::optional<std::string> backup_folder;
    ColourWhen colour = ColourWhen::automatic;
    bool roles = false; // they are read from a database, too

    // Whether the two above were given as options, which then win over the configuration.
    bool bookkeeping_given = false;
};

// Nothing: the executor's own default.
struct Limits {
    std::optional<std::chrono::milliseconds> lock_timeout;
    std::optional<std::chrono::milliseconds> long_lock_timeout;
    std::optional<std::chrono::milliseconds> statement_timeout;
    std::optional<int> retries;
};

// What becomes of the rows of what is dropped: kept in the schema of the journal, or in CSV files,
// gone for good, or the plan is not run.
enum class OnDrop : std::uint8_t { keep, csv, discard, refuse };

// Either `states` are given, or `to`. Without `from` the current state is that of the database.
struct PlanOptions {
    std::vector<std::string> states;
    std::optional<std::string> from;
    std::optional<std::string> to;
    Common common;
    Format format = Format::text;
    std::optional<std::string> output;
    std::optional<std::string> save;
    bool prove = true;
    plan::Ways ways = plan::Ways::by_size;
    std::optional<OnDrop> on_drop;
    bool exit_code = false;
    bool strict_coverage = false; // what is not covered is an error
    std::optional<int> width;     // nothing: that of the terminal; 0: nothing is broken
    std::vector<std::string> schemas;
};

// Either `states` are given, or `plan_file`.
struct ApplyOptions {
    std::vector<std::string> states;
    std::optional<std::string> plan_file;
    Common common;
    bool yes = false;
    execute::Allowed allowed;
    Limits limits;
    bool prove = true;
    plan::Ways ways = plan::Ways::by_size;
    std::optional<OnDrop> on_drop;
    bool strict_coverage = false;
    std::optional<int> width;
    std::vector<std::string> schemas;
};

struct DriftOptions {
    std::vector<std::string> states;
    Common common;
    Format format = Format::text;
    std::optional<std::string> output;
    bool strict_coverage = false;
    std::optional<int> width;
    std::vector<std::string> schemas;
};

struct InspectOptions {
    Common common;
    std::vector<std::string> schemas; // empty: all
    // Nothing: a snapshot where the output is a file called *.json, else YAML.
    std::optional<StateFormat> format;
    std::optional<std::string> output;
    bool strict_coverage = false;
};

struct ValidateOptions {
    std::vector<std::string> states;
    bool resolved = false;
    ColourWhen colour = ColourWhen::automatic;
};

// Goes on with what was approved, so that nothing is asked.
struct ResumeOptions {
    Common common;
    Limits limits;
    std::optional<OnDrop> on_drop; // of the configuration
};

// One of `run`, `last` and `unfinished`; none of them is the last run.
struct RollbackOptions {
    Common common;
    std::optional<execute::RunId> run;
    std::size_t last = 1;
    bool unfinished = false;
    bool yes = false;
    execute::Allowed allowed;
    Limits limits;
    std::optional<int> width;
};

struct VerifyOptions {
    std::vector<std::string> states;
    Common common;
    Format format = Format::text; // text or json
    std::vector<std::string> schemas;
};

struct AdoptOptions {
    std::vector<std::string> states;
    Common common;
    bool yes = false;
    std::vector<std::string> schemas;
};

struct StatusOptions {
    Common common;
    Format format = Format::text; // text or json
};

// Writes the rows of tables to CSV files: of `tables`, or of those from which the way to `states`
// would delete rows or values.
struct BackupOptions {
    std::vector<std::string> states;
    std::vector<std::string> tables; // app.users, as SQL would have it
    std::optional<std::string> output;
    Common common;
    std::vector<std::string> schemas;
};

// Deletes what runs have kept of dropped objects.
struct PurgeOptions {
    Common common;
    std::chrono::seconds older_than{0};
    bool yes = false;
};

struct HistoryOptions {
    Common common;
    std::optional<execute::RunId> run; // nothing: the list
    std::size_t most = 20;
    Format format = Format::text; // text or json; of one run also sql and markdown
    std::optional<int> width;
};

struct DoctorOptions {
    std::vector<std::string> states; // may be empty
    Common common;
    Format format = Format::text; // text or json
};

struct VersionOptions {
    Format format = Format::text; // text or json
};

enum class Shell : std::uint8_t { bash, zsh, fish };

struct CompletionOptions {
    Shell shell = Shell::bash;
};

// --help: the text is ready.
struct HelpOptions {
    std::string text;
};

} // namespace schemadiff::cli
