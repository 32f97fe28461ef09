#include <engine/cli/descriptions.hpp>

#include <engine/cli/usage.hpp>
#include <engine/cli/values.hpp>
#include <schemadiff/base/codes.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string_view>

namespace schemadiff::cli
{

namespace
{

void add_colour(Command &command, ColourWhen &colour)
{
    command.word("--color", {"auto", "always", "never"}, "colour; NO_COLOR is respected too",
                 [&colour](std::string const &word) {
                     colour = word == "always"  ? ColourWhen::always
                              : word == "never" ? ColourWhen::never
                                                : ColourWhen::automatic;
                 });
}

void add_connection(Command &command, Common &common)
{
    command.group("Connection and configuration");
    command.value("--db", "URL", "the database; else DATABASE_URL, else libpq's environment",
                  common.db);
    command.value("--env", "NAME", "an environment of the configuration", common.environment);
    command.value("--config", "FILE", "instead of schemadiff.yaml here or in a parent folder",
                  common.config);
    command.value("--bookkeeping", "SCHEMA", "where the journal is kept (schemadiff)",
                  [&common](std::string const &text) {
                      common.bookkeeping = text;
                      common.bookkeeping_given = true;
                  });
    add_colour(command, common.colour);
}

void add_scratch(Command &command, Common &common)
{
    command.value("--scratch", "URL", "a server to try things out on", common.scratch);
    command.off_flag("--no-scratch-server", common.may_start_server,
                     "start no throwaway server on this machine");
}

void add_format(Command &command, Format &format, std::vector<Format> const &formats)
{
    std::vector<std::string_view> words;
    for (Format const one : formats) {
        words.push_back(word(one));
    }
    auto const take = [&command, &format, words](std::string const &text) {
        for (std::string_view const later : {"html", "sarif", "github"}) {
            if (text == later) {
                throw usage_failure(
                    codes::not_in_this_version,
                    fmt::format("this version of schemadiff does not write the format '{}'", text),
                    {fmt::format("Choose one of {}.", listed_words(words))});
            }
        }
        format = *format_of(command.known_word(text, words, "option '--format'"));
    };
    command.value("-f,--format", fmt::format("{}", fmt::join(words, "|")),
                  "how it is written (text)", take);
}

void add_schemas(Command &command, std::vector<std::string> &schemas, std::string const &sentence)
{
    command.list("--schema", "NAME", sentence,
                 [&schemas](std::string const &text) { schemas.push_back(text); });
}

void add_coverage(Command &command, bool &strict)
{
    command.flag("--strict-coverage", strict, "what schemadiff does not cover is an error");
}

void add_width(Command &command, std::optional<int> &width)
{
    command.number(
        "--width", "break sentences there; 0 breaks none", [&width](int number) { width = number; },
        0);
}

void allow(Command const &command, execute::Allowed &allowed, std::string const &text)
{
    auto known = hazard_words();
    known.emplace_back("all");
    for (std::string const &item : parts_of(text, ',')) {
        std::string name = item;
        std::replace(name.begin(), name.end(), '-', '_');
        std::string const word = command.known_word(name, known, "option '--allow'");
        if (word == "all") {
            allowed.all = true;
        } else {
            allowed.classes.insert(*hazard_class(word));
        }
    }
}

void add_limits(Command &command, Limits &limits)
{
    command.duration("--lock-timeout", "how long a short lock is waited for (3s)",
                     limits.lock_timeout);
    command.duration("--long-lock-timeout", "the same for locks that let others pass (0: no limit)",
                     limits.long_lock_timeout);
    command.duration("--statement-timeout", "how long a statement may run (0: no limit)",
                     limits.statement_timeout);
    command.number(
        "--retries", "after a lock that was not granted in time (8)",
        [&limits](int number) { limits.retries = number; }, 0);
}

void add_run_options(Command &command, execute::Allowed &allowed, bool &yes, Limits &limits)
{
    command.flag("-y,--yes", yes, "do not ask");
    command.list("--allow", "HAZARD",
                 "allow a class of hazards by name, or all; with commas or repeated",
                 [&command, &allowed](std::string const &text) { allow(command, allowed, text); });
    add_limits(command, limits);
}

void add_on_drop(Command &command, std::optional<OnDrop> &on_drop, Common &common)
{
    command.value("--backup", "DIR", "keep what dropped tables and columns hold in CSV files there",
                  [&on_drop, &common](std::string const &folder) {
                      on_drop = OnDrop::csv;
                      common.backup_folder = folder;
                  });
    command.flag(
        "--discard",
        [&on_drop, &common] {
            on_drop = OnDrop::discard;
            common.backup_folder.reset();
        },
        "keep nothing of what dropped tables and columns hold, or new types round away");
}

void add_ways(Command &command, plan::Ways &ways)
{
    auto const choose = [&command, &ways](plan::Ways chosen) {
        if (ways != plan::Ways::by_size && ways != chosen) {
            command.refuse("'--offline-ddl' and '--online-ddl' exclude each other",
                           {"Leave one of them out."});
        }
        ways = chosen;
    };
    command.flag(
        "--offline-ddl", [choose] { choose(plan::Ways::plain); },
        "take the plain way everywhere: fewer steps, longer locks");
    command.flag(
        "--online-ddl", [choose] { choose(plan::Ways::online); },
        "let the users of tables go on that are empty here, too");
}

} // namespace

void describe(Command &command, PlanOptions &options)
{
    command.states(options.states, false);
    command.value("--from", "STATE", "the state to start from, instead of the database",
                  options.from);
    command.value("--to", "STATE", "the state to reach, instead of STATE", options.to);
    add_format(command, options.format,
               {Format::text, Format::sql, Format::json, Format::markdown});
    command.value("-o,--output", "FILE", "write there instead of on stdout", options.output);
    command.value("--save", "FILE", "save the plan too, for apply --plan", options.save);
    command.off_flag("--no-prove", options.prove, "do not try the plan out on a scratch server");
    add_ways(command, options.ways);
    add_on_drop(command, options.on_drop, options.common);
    command.flag("--exit-code", options.exit_code, "exit with 2 where there is something to do");
    add_coverage(command, options.strict_coverage);
    add_schemas(command, options.schemas, "only this schema; repeatable");
    add_width(command, options.width);
    add_connection(command, options.common);
    add_scratch(command, options.common);
    command.exit_codes("  0   the plan was made, or there is nothing to do\n"
                       "  2   there is something to do (with --exit-code)\n");
    command.check([&command, &options] {
        if (options.to && !options.states.empty()) {
            command.refuse("both a STATE and '--to' say what is wanted",
                           {"Leave one of them out."});
        }
        if (!options.to && options.states.empty()) {
            command.refuse("schemadiff plan needs a STATE",
                           {"Name the YAML file or the folder of the desired state."});
        }
        if (options.from && options.common.db) {
            command.refuse("both '--from' and '--db' say where to start",
                           {"Leave one of them out."});
        }
    });
}

void describe(Command &command, ApplyOptions &options)
{
    command.states(options.states, false);
    command.value("--plan", "FILE", "run a saved plan instead of planning now", options.plan_file);
    add_run_options(command, options.allowed, options.yes, options.limits);
    command.off_flag("--no-prove", options.prove, "do not try the plan out on a scratch server");
    add_ways(command, options.ways);
    add_on_drop(command, options.on_drop, options.common);
    add_coverage(command, options.strict_coverage);
    add_schemas(command, options.schemas, "only this schema; repeatable");
    add_width(command, options.width);
    add_connection(command, options.common);
    add_scratch(command, options.common);
    command.exit_codes("  0   everything is applied, or there was nothing to do\n"
                       "  3   refused: a hazard that is not allowed, or a stale plan\n"
                       "  4   try again later: the server cannot be reached, another run is under\n"
                       "      way, or locks were not granted in time\n");
    command.check([&command, &options] {
        if (options.plan_file && !options.states.empty()) {
            command.refuse("both a STATE and '--plan' say what is wanted",
                           {"Leave one of them out."});
        }
        if (!options.plan_file && options.states.empty()) {
            command.refuse("schemadiff apply needs a STATE or '--plan'",
                           {"Name the YAML file or the folder of the desired state."});
        }
        if (options.plan_file && options.on_drop == OnDrop::discard) {
            command.refuse("'--discard' says nothing of a plan that is made already",
                           {"Make the plan again with schemadiff plan --discard --save."});
        }
    });
}

void describe(Command &command, DriftOptions &options)
{
    command.states(options.states);
    add_format(command, options.format,
               {Format::text, Format::sql, Format::json, Format::markdown});
    command.value("-o,--output", "FILE", "write there instead of on stdout", options.output);
    add_coverage(command, options.strict_coverage);
    add_schemas(command, options.schemas, "only this schema; repeatable");
    add_width(command, options.width);
    add_connection(command, options.common);
    add_scratch(command, options.common);
    command.exit_codes("  0   the database is as it should be\n"
                       "  2   differences were found\n");
}

void describe(Command &command, InspectOptions &options)
{
    command.word(
        "-f,--format", {"yaml", "json"},
        "a desired state, or a snapshot that stands for a STATE (yaml; of FILE.json: json)",
        [&options](std::string const &word) {
            options.format = word == "json" ? StateFormat::json : StateFormat::yaml;
        });
    command.value("-o,--output", "FILE|DIR", "write there instead of on stdout", options.output);
    command.flag("--roles", options.common.roles,
                 "the roles of the server and their memberships, too");
    add_coverage(command, options.strict_coverage);
    add_schemas(command, options.schemas, "only this schema; repeatable");
    add_connection(command, options.common);
    command.exit_codes("  0   the schema is written\n");
    command.check([&command, &options] {
        if (options.format == StateFormat::json && options.output &&
            options.output->ends_with('/')) {
            command.refuse("a snapshot is one file, and '--output' names a folder",
                           {"Name a file."});
        }
    });
}

void describe(Command &command, ValidateOptions &options)
{
    command.states(options.states);
    command.flag("--resolved", options.resolved,
                 "print the state with mixins, names and variables filled in");
    add_colour(command, options.colour);
    command.exit_codes("  0   the desired state makes sense\n"
                       "  1   it does not, or another error\n",
                       false);
}

void describe(Command &command, ResumeOptions &options)
{
    add_limits(command, options.limits);
    add_connection(command, options.common);
    command.exit_codes("  0   the run is at its end, or none was cut short\n"
                       "  4   try again later: the server cannot be reached, another run is under\n"
                       "      way, or locks were not granted in time\n");
}

void describe(Command &command, RollbackOptions &options)
{
    struct Given {
        int ways = 0;
    };
    auto const given = std::make_shared<Given>();
    command.number("--run", "the run to undo, which must be the newest", [&options, given](int id) {
        options.run = id;
        ++given->ways;
    });
    command.number("--last", "how many runs to undo, newest first (1)",
                   [&options, given](int count) {
                       options.last = static_cast<std::size_t>(count);
                       ++given->ways;
                   });
    command.flag("--unfinished", options.unfinished, "undo what a crashed run has left");
    add_run_options(command, options.allowed, options.yes, options.limits);
    add_width(command, options.width);
    add_connection(command, options.common);
    command.exit_codes("  0   everything is undone, or there was nothing to undo\n"
                       "  3   refused: a hazard that is not allowed\n"
                       "  4   try again later: the server cannot be reached, another run is under\n"
                       "      way, or locks were not granted in time\n");
    command.check([&command, &options, given] {
        if (given->ways + (options.unfinished ? 1 : 0) > 1) {
            command.refuse("only one of '--run', '--last' and '--unfinished' can be given");
        }
    });
}

void describe(Command &command, VerifyOptions &options)
{
    command.states(options.states);
    add_format(command, options.format, {Format::text, Format::json});
    add_schemas(command, options.schemas, "only this schema; repeatable");
    add_connection(command, options.common);
    add_scratch(command, options.common);
    command.exit_codes("  0   up, down and up again gave what they should\n");
}

void describe(Command &command, AdoptOptions &options)
{
    command.states(options.states);
    command.flag("-y,--yes", options.yes, "do not ask");
    add_schemas(command, options.schemas, "only this schema; repeatable");
    add_connection(command, options.common);
    add_scratch(command, options.common);
    command.exit_codes("  0   the database is taken over as it is\n"
                       "  2   it is not as the desired state says\n");
}

void describe(Command &command, StatusOptions &options)
{
    add_format(command, options.format, {Format::text, Format::json});
    add_connection(command, options.common);
    command.exit_codes("  0   the answer is written\n");
}

void describe(Command &command, BackupOptions &options)
{
    command.states(options.states, false);
    command.value("-o,--output", "DIR", "the folder for the files, one for each table",
                  options.output);
    command.list("--table", "SCHEMA.TABLE", "this table, instead of those that STATE empties",
                 [&options](std::string const &text) { options.tables.push_back(text); });
    add_schemas(command, options.schemas, "only this schema; repeatable");
    add_connection(command, options.common);
    add_scratch(command, options.common);
    command.exit_codes("  0   the files are written, or there is nothing to write\n");
    command.check([&command, &options] {
        if (!options.output) {
            command.refuse("schemadiff backup needs '--output'", {"Name a folder."});
        }
        if (options.states.empty() == options.tables.empty()) {
            command.refuse("schemadiff backup needs either a STATE or '--table'",
                           {"Name the desired state that drops tables, or the tables."});
        }
    });
}

void describe(Command &command, PurgeOptions &options)
{
    command.value("--older-than", "AGE", "only what was kept at least so long ago",
                  [&command, &options](std::string const &text) {
                      auto const age = age_of(text);
                      if (!age) {
                          command.refuse(fmt::format("option '--older-than' takes an age with its "
                                                     "unit, not {}",
                                                     quoted_word(text)),
                                         {"Write 12h, 30d or 4w."});
                      }
                      options.older_than = *age;
                  });
    command.flag("-y,--yes", options.yes, "do not ask");
    add_connection(command, options.common);
    command.exit_codes(
        "  0   it is deleted, or nothing was kept\n"
        "  3   refused: the question was not answered with yes\n"
        "  4   try again later: the server cannot be reached, or a run is under way\n");
}

void describe(Command &command, HistoryOptions &options)
{
    auto const run = std::make_shared<std::optional<std::string>>();
    command.argument("RUN", "", "show the plan of this run instead of the list", *run);
    command.number("-n,--most", "how many runs to list (20)",
                   [&options](int count) { options.most = static_cast<std::size_t>(count); });
    add_format(command, options.format,
               {Format::text, Format::sql, Format::json, Format::markdown});
    add_width(command, options.width);
    add_connection(command, options.common);
    command.exit_codes("  0   the answer is written\n"
                       "  1   error, or there is no such run\n");
    command.check([&command, &options, run] {
        if (*run) {
            auto const number = number_of(**run);
            if (!number || *number == 0) {
                command.refuse(fmt::format("a run is a number, not {}", quoted_word(**run)),
                               {"Run schemadiff history to see them."});
            }
            options.run = *number;
        } else if (options.format != Format::text && options.format != Format::json) {
            command.refuse(fmt::format("the list of runs has no format '{}'", word(options.format)),
                           {"Name a run to see its plan so."});
        }
    });
}

void describe(Command &command, DoctorOptions &options)
{
    command.states(options.states, false);
    add_format(command, options.format, {Format::text, Format::json});
    add_connection(command, options.common);
    add_scratch(command, options.common);
    command.exit_codes("  0   nothing stands in the way; there may be warnings\n"
                       "  1   something would stop an apply, or another error\n");
}

void describe(Command &command, VersionOptions &options)
{
    add_format(command, options.format, {Format::text, Format::json});
    command.exit_codes("  0   always\n", false);
}

void describe(Command &command, CompletionOptions &options)
{
    auto const shell = std::make_shared<std::optional<std::string>>();
    command.argument("SHELL", "bash|zsh|fish", "which the script is for", *shell);
    command.exit_codes("  0   the script is written\n", false);
    command.check([&command, &options, shell] {
        if (!*shell) {
            command.refuse("schemadiff completion needs the name of a shell",
                           {"It takes 'bash', 'zsh' and 'fish'."});
        }
        auto const word =
            command.known_word(**shell, {"bash", "zsh", "fish"}, "schemadiff completion");
        options.shell = word == "bash" ? Shell::bash : word == "zsh" ? Shell::zsh : Shell::fish;
    });
}

} // namespace schemadiff::cli
