#include <engine/cli/arguments.hpp>

#include <engine/cli/command.hpp>
#include <engine/cli/descriptions.hpp>
#include <engine/cli/usage.hpp>
#include <engine/cli/values.hpp>
#include <parser/yaml/suggest.hpp>
#include <schemadiff/base/codes.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <string_view>
#include <utility>

namespace schemadiff::cli
{

namespace
{

// "--output" of "-o,--output"
std::string last_name(std::string const &names)
{
    return names.substr(names.rfind(',') + 1);
}

} // namespace

std::vector<std::string> parts_of(std::string_view text, char separator)
{
    std::vector<std::string> parts = CLI::detail::split(std::string(text), separator);
    std::erase(parts, "");
    return parts;
}

void Command::flag(std::string const &names, bool &target, std::string const &sentence)
{
    app_->add_flag_callback(
            names, [&target] { target = true; }, sentence)
        ->disable_flag_override();
}

void Command::flag(std::string const &names, std::function<void()> const &given,
                   std::string const &sentence)
{
    app_->add_flag_callback(names, given, sentence)->disable_flag_override();
}

void Command::off_flag(std::string const &names, bool &target, std::string const &sentence)
{
    flag(
        names, [&target] { target = false; }, sentence);
}

void Command::value(std::string const &names, std::string const &type, std::string const &sentence,
                    Take const &take)
{
    app_->add_option_function<std::string>(names, take, sentence)->type_name(type);
}

void Command::value(std::string const &names, std::string const &type, std::string const &sentence,
                    std::optional<std::string> &target)
{
    value(names, type, sentence, [this, names, &target](std::string const &text) {
        if (text.empty()) {
            refuse(fmt::format("option '{}' is empty", last_name(names)));
        }
        target = text;
    });
}

void Command::number(std::string const &names, std::string const &sentence,
                     std::function<void(int)> const &take, int least)
{
    value(names, "N", sentence, [this, names, take, least](std::string const &text) {
        auto const number = number_of(text);
        if (!number || *number < least) {
            refuse(fmt::format("option '{}' takes a whole number from {} on, not {}",
                               last_name(names), least, quoted_word(text)));
        }
        take(*number);
    });
}

void Command::duration(std::string const &names, std::string const &sentence,
                       std::optional<std::chrono::milliseconds> &target)
{
    value(names, "TIME", sentence, [this, names, &target](std::string const &text) {
        target = duration_of(text);
        if (!target) {
            refuse(fmt::format("option '{}' takes a time with its unit, not {}", last_name(names),
                               quoted_word(text)),
                   {"Write 500ms, 3s, 2min, 1h, or 0 for no limit."});
        }
    });
}

void Command::word(std::string const &names, std::vector<std::string_view> const &known,
                   std::string const &sentence, Take const &take)
{
    value(names, fmt::format("{}", fmt::join(known, "|")), sentence,
          [this, names, known, take](std::string const &text) {
              take(known_word(text, known, fmt::format("option '{}'", last_name(names))));
          });
}

void Command::list(std::string const &names, std::string const &type, std::string const &sentence,
                   Take const &take)
{
    auto const take_all = [take](std::vector<std::string> const &texts) {
        for (std::string const &text : texts) {
            take(text);
        }
    };
    // Without allow_extra_args(false) the arguments behind the value would belong to it as well.
    app_->add_option_function<std::vector<std::string>>(names, take_all, sentence)
        ->type_name(type)
        ->allow_extra_args(false);
}

void Command::states(std::vector<std::string> &target, bool needed)
{
    app_->add_option("STATE", target,
                     "what is wanted: YAML files or folders, read as one; git:REV:PATH, an SQL "
                     "file, a snapshot, a URL")
        ->type_name("");
    if (needed) {
        check([this, &target] {
            if (target.empty()) {
                refuse(fmt::format("schemadiff {} needs a STATE", app_->get_name()),
                       {"Name the YAML file or the folder of the desired state."});
            }
        });
    }
}

void Command::argument(std::string const &name, std::string const &type,
                       std::string const &sentence, std::optional<std::string> &target)
{
    app_->add_option(name, target, sentence)->type_name(type);
}

void Command::exit_codes(std::string_view own, bool meets_server)
{
    // By number, and what follows a line without one belongs to it.
    std::map<int, std::string> lines{{1, "  1   error\n"}, {64, "  64  wrong usage\n"}};
    if (meets_server) {
        lines[4] = "  4   try again later: the server cannot be reached\n";
    }
    int number = 0;
    for (std::string const &line : parts_of(own, '\n')) {
        if (line[2] != ' ') {
            number = std::stoi(line);
            lines[number].clear();
        }
        lines[number] += line + "\n";
    }
    std::string text = "Exit codes:\n";
    for (auto const &line : lines) {
        text += line.second;
    }
    app_->footer(text.substr(0, text.size() - 1));
}

void Command::group(std::string const &title)
{
    app_->option_defaults()->group(title);
}

void Command::run_checks() const
{
    for (auto const &run : checks_) {
        run();
    }
}

std::string Command::known_word(std::string const &text, std::vector<std::string_view> const &known,
                                std::string const &where) const
{
    if (std::find(known.begin(), known.end(), text) == known.end()) {
        std::vector<std::string> hints;
        if (auto meant = yaml::did_you_mean(text, known); !meant.empty()) {
            hints.push_back(meant);
        }
        hints.push_back(fmt::format("It takes {}.", listed_words(known)));
        refuse(fmt::format("{} does not take {}", where, quoted_word(text)), hints);
    }
    return text;
}

void Command::refuse(std::string message, std::vector<std::string> hints) const
{
    throw usage_failure(codes::bad_argument, std::move(message), std::move(hints));
}

namespace
{

class CommandLine
{
public:
    CommandLine() : app_{"A declarative schema tool for PostgreSQL.", "schemadiff"}
    {
        app_.set_help_flag("-h,--help", "this text");
        app_.add_flag("--version", version_, "print the version");
        app_.allow_extras();
        app_.require_subcommand(0, 1);
        app_.get_formatter()->column_width(34);
        app_.get_formatter()->label("SUBCOMMAND", "COMMAND");
        app_.get_formatter()->label("Positionals", "Arguments");
        app_.footer("schemadiff COMMAND --help says more about a command.");

        add<InspectOptions>("inspect", "write the live schema as YAML");
        add<ValidateOptions>("validate", "check the desired state, without a database");
        add<PlanOptions>("plan", "show what would change, and how it is undone");
        add<ApplyOptions>("apply", "change the database");
        add<ResumeOptions>("resume", "go on with a run that was cut short");
        add<RollbackOptions>("rollback", "undo runs, newest first");
        add<DriftOptions>("drift", "say what is not as the desired state says");
        add<VerifyOptions>("verify", "prove the way up and back on a scratch server");
        add<AdoptOptions>("adopt", "take over a database that is as it should be");
        add<StatusOptions>("status", "show where the database stands");
        add<BackupOptions>("backup", "write the rows of tables to CSV files");
        add<PurgeOptions>("purge", "delete what was kept of dropped tables and columns");
        add<HistoryOptions>("history", "list the runs, or show the plan of one");
        add<DoctorOptions>("doctor", "say what would stop an apply, before it starts");
        add<CompletionOptions>("completion", "write a completion script for a shell");
        add<VersionOptions>("version", "print the version");
    }

    Options parse(std::vector<std::string> const &arguments)
    {
        // CLI11 takes them from the end.
        std::vector<std::string> reversed{arguments.rbegin(), arguments.rend()};
        try {
            app_.parse(reversed);
        } catch (CLI::CallForHelp const &) {
            return HelpOptions{.text = help()};
        } catch (CLI::ParseError const &error) {
            throw misused_option(error.what());
        }
        refuse_extras();
        for (Entry const &entry : entries_) {
            if (entry.command->app().parsed()) {
                entry.command->run_checks();
                return entry.take();
            }
        }
        if (version_) {
            return VersionOptions{};
        }
        throw usage_failure(codes::unknown_command, "no command is given",
                            {"Run schemadiff --help to see the commands."});
    }

    [[nodiscard]] std::vector<CommandSummary> summaries() const;

private:
    struct Entry {
        std::unique_ptr<Command> command;
        std::function<Options()> take;
    };

    template <class T>
    void add(std::string const &name, std::string const &sentence)
    {
        CLI::App *const app = app_.add_subcommand(name, sentence);
        app->allow_extras();
        app->group("Commands");
        auto command = std::make_unique<Command>(*app);
        auto const options = std::make_shared<T>();
        describe(*command, *options);
        entries_.push_back({std::move(command), [options] {
                                return Options{*options};
                            }});
    }

    // CLI11 puts two empty lines between groups.
    [[nodiscard]] std::string help() const
    {
        std::string text = app_.help();
        for (auto at = text.find("\n\n\n"); at != std::string::npos; at = text.find("\n\n\n")) {
            text.erase(at, 1);
        }
        return text;
    }

    void refuse_extras() const;

    CLI::App app_;
    bool version_ = false;
    std::vector<Entry> entries_;
};

bool is_option(std::string_view word)
{
    return word.size() > 1 && word.front() == '-';
}

std::vector<std::string> option_names(CLI::App const &app)
{
    std::vector<std::string> names;
    for (CLI::Option const *option : app.get_options()) {
        for (std::string const &name : option->get_lnames()) {
            names.push_back("--" + name);
        }
    }
    return names;
}

void CommandLine::refuse_extras() const
{
    for (std::string const &word : app_.remaining()) {
        if (is_option(word)) {
            throw unknown_option(word, "", {});
        }
        std::vector<std::string_view> names;
        for (Entry const &entry : entries_) {
            names.push_back(entry.command->app().get_name());
        }
        throw unknown_command(word, names);
    }
    for (Entry const &entry : entries_) {
        CLI::App const &app = entry.command->app();
        auto extras = app.remaining();
        std::erase(extras, "--"); // which CLI11 keeps
        auto const option = std::find_if(extras.begin(), extras.end(), is_option);
        if (option != extras.end()) {
            auto const names = option_names(app);
            std::vector<std::string_view> const views{names.begin(), names.end()};
            throw unknown_option(*option, app.get_name(), views);
        }
        if (!extras.empty()) {
            throw usage_failure(
                codes::bad_argument,
                fmt::format("schemadiff {} takes no argument {}", app.get_name(),
                            quoted_word(extras.front())),
                {fmt::format("Run schemadiff {} --help to see what it takes.", app.get_name())});
        }
    }
}

// "a|b" are words to choose from, "FILE|DIR" are not.
std::vector<std::string> choices_in(std::string const &type)
{
    bool const is_choice = type.find('|') != std::string::npos &&
                           type.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string::npos;
    return is_choice ? CLI::detail::split(type, '|') : std::vector<std::string>{};
}

OptionSummary summary_of(CLI::Option const &option)
{
    OptionSummary summary;
    for (std::string const &name : option.get_snames()) {
        summary.names.push_back("-" + name);
    }
    for (std::string const &name : option.get_lnames()) {
        summary.names.push_back("--" + name);
    }
    std::string const type = option.get_type_name();
    summary.sentence = option.get_description();
    summary.takes_value = option.get_items_expected_max() > 0;
    summary.takes_file = type == "FILE" || type == "FILE|DIR" || type == "STATE";
    summary.choices = choices_in(type);
    return summary;
}

std::vector<CommandSummary> CommandLine::summaries() const
{
    std::vector<CommandSummary> all;
    for (Entry const &entry : entries_) {
        CLI::App const &app = entry.command->app();
        CommandSummary command{.name = app.get_name(),
                               .sentence = app.get_description(),
                               .options = {},
                               .takes_files = false,
                               .choices = {}};
        for (CLI::Option const *option : app.get_options()) {
            if (option->get_positional()) {
                command.takes_files = option->get_name() == "STATE";
                command.choices = choices_in(option->get_type_name());
            } else {
                command.options.push_back(summary_of(*option));
            }
        }
        all.push_back(std::move(command));
    }
    return all;
}

} // namespace

Options parsed(std::vector<std::string> const &arguments)
{
    return CommandLine{}.parse(arguments);
}

std::vector<CommandSummary> command_summaries()
{
    return CommandLine{}.summaries();
}

} // namespace schemadiff::cli
