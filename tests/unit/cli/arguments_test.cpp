// Command lines as options, and the whole text of every complaint about one.
#include <support/catch.hpp>

#include <engine/cli/arguments.hpp>
#include <engine/cli/values.hpp>
#include <schemadiff/base/failure.hpp>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

using namespace schemadiff;
using namespace schemadiff::cli;
using namespace std::chrono_literals;

namespace
{

template <class T>
T parsed_as(std::vector<std::string> const &arguments)
{
    auto const options = parsed(arguments);
    REQUIRE(std::holds_alternative<T>(options));
    return std::get<T>(options);
}

std::string complaint(std::vector<std::string> const &arguments)
{
    try {
        parsed(arguments);
    } catch (Failure const &failure) {
        CHECK(failure.exit_code() == ExitCode::usage);
        std::string text;
        for (Diagnostic const &diagnostic : failure.diagnostics()) {
            text += rendered(diagnostic);
        }
        return text;
    }
    return "no complaint";
}

std::string help(std::vector<std::string> const &arguments)
{
    return parsed_as<HelpOptions>(arguments).text;
}

} // namespace

TEST_CASE("plan takes states and says where from", "[cli]")
{
    auto const plain = parsed_as<PlanOptions>({"plan", "shop.yaml"});
    CHECK(plain.states == std::vector<std::string>{"shop.yaml"});
    CHECK(plain.format == Format::text);
    CHECK(plain.prove);
    CHECK_FALSE(plain.exit_code);
    CHECK_FALSE(plain.common.db);
    CHECK(plain.common.bookkeeping == "schemadiff");

    auto const full = parsed_as<PlanOptions>({"plan",
                                              "a.yaml",
                                              "--db",
                                              "postgresql://h/d",
                                              "b",
                                              "--format=json",
                                              "-o",
                                              "out.json",
                                              "--save",
                                              "plan.json",
                                              "--no-prove",
                                              "--exit-code",
                                              "--strict-coverage",
                                              "--width",
                                              "0",
                                              "--schema",
                                              "app",
                                              "c",
                                              "--schema",
                                              "shop",
                                              "--scratch",
                                              "host=s",
                                              "--no-scratch-server",
                                              "--env",
                                              "production",
                                              "--config",
                                              "x.yaml",
                                              "--bookkeeping",
                                              "app",
                                              "--color",
                                              "never"});
    CHECK(full.states == std::vector<std::string>{"a.yaml", "b", "c"});
    CHECK(full.format == Format::json);
    CHECK(full.output == "out.json");
    CHECK(full.save == "plan.json");
    CHECK_FALSE(full.prove);
    CHECK(full.exit_code);
    CHECK(full.strict_coverage);
    CHECK(full.width == 0);
    CHECK(full.schemas == std::vector<std::string>{"app", "shop"});
    CHECK(full.common.db == "postgresql://h/d");
    CHECK(full.common.scratch == "host=s");
    CHECK_FALSE(full.common.may_start_server);
    CHECK(full.common.environment == "production");
    CHECK(full.common.config == "x.yaml");
    CHECK(full.common.bookkeeping == "app");
    CHECK(full.common.bookkeeping_given);
    CHECK(full.common.colour == ColourWhen::never);

    auto const two = parsed_as<PlanOptions>({"plan", "--from", "a", "--to", "b"});
    CHECK(two.states.empty());
    CHECK(two.from == "a");
    CHECK(two.to == "b");
}

TEST_CASE("apply takes allowances by name, in several ways", "[cli]")
{
    auto const some = parsed_as<ApplyOptions>(
        {"apply", "x", "--allow", "delete-data,long_lock", "--allow", "not_reversible", "-y"});
    CHECK(some.yes);
    CHECK_FALSE(some.allowed.all);
    CHECK(some.allowed.classes ==
          std::set{HazardClass::delete_data, HazardClass::long_lock, HazardClass::not_reversible});

    auto const all =
        parsed_as<ApplyOptions>({"apply", "--plan", "p.json", "--allow", "all", "--lock-timeout",
                                 "2min", "--statement-timeout", "0", "--retries", "0"});
    CHECK(all.allowed.all);
    CHECK(all.plan_file == "p.json");
    CHECK(all.limits.lock_timeout == 120s);
    CHECK_FALSE(all.limits.long_lock_timeout);
    CHECK(all.limits.statement_timeout == 0ms);
    CHECK(all.limits.retries == 0);
}

TEST_CASE("the other commands take what is theirs", "[cli]")
{
    CHECK(parsed_as<DriftOptions>({"drift", "x", "--format", "markdown"}).format ==
          Format::markdown);
    CHECK(parsed_as<InspectOptions>({"inspect", "--schema", "app", "-o", "dir"}).output == "dir");
    CHECK_FALSE(parsed_as<InspectOptions>({"inspect"}).format);
    CHECK(parsed_as<InspectOptions>({"inspect", "-f", "json"}).format == StateFormat::json);
    CHECK(parsed_as<ValidateOptions>({"validate", "x", "--resolved"}).resolved);
    CHECK(parsed_as<RollbackOptions>({"rollback"}).last == 1);
    CHECK(parsed_as<RollbackOptions>({"rollback", "--run", "12"}).run == 12);
    CHECK(parsed_as<RollbackOptions>({"rollback", "--last", "3"}).last == 3);
    CHECK(parsed_as<RollbackOptions>({"rollback", "--unfinished"}).unfinished);
    CHECK(parsed_as<VerifyOptions>({"verify", "x", "y"}).states.size() == 2);
    CHECK(parsed_as<AdoptOptions>({"adopt", "x", "--yes"}).yes);
    CHECK(parsed_as<StatusOptions>({"status", "-f", "json"}).format == Format::json);
    CHECK(parsed_as<HistoryOptions>({"history", "7"}).run == 7);
    CHECK(parsed_as<HistoryOptions>({"history", "-n", "5"}).most == 5);
    CHECK(parsed_as<DoctorOptions>({"doctor"}).states.empty());
    CHECK(parsed_as<CompletionOptions>({"completion", "fish"}).shell == Shell::fish);
    CHECK(parsed_as<VersionOptions>({"version"}).format == Format::text);
    CHECK(parsed_as<VersionOptions>({"--version"}).format == Format::text);
}

TEST_CASE("a state may be called like a command, or be standard input", "[cli]")
{
    CHECK(parsed_as<PlanOptions>({"plan", "status"}).states.front() == "status");
    CHECK(parsed_as<PlanOptions>({"plan", "-"}).states.front() == "-");
    CHECK(parsed_as<PlanOptions>({"plan", "--", "--odd"}).states.front() == "--odd");
}

TEST_CASE("a wrong command line is told what is wrong with it", "[cli]")
{
    std::string const commands = "hint: Run schemadiff --help to see the commands.\n";
    std::string const name_it = "hint: Name the YAML file or the folder of the desired state.\n";
    std::vector<std::pair<std::vector<std::string>, std::string>> const cases{
        {{}, "error: no command is given [SD6001]\n" + commands},
        {{"plna", "x"},
         "error: unknown command 'plna' [SD6001]\nhint: Did you mean 'plan'?\n" + commands},
        {{"reset"},
         "error: this version of schemadiff has no command 'reset' [SD6004]\n" + commands},
        {{"apply", "--plan", "x", "--discard"},
         "error: '--discard' says nothing of a plan that is made already [SD6003]\n"
         "hint: Make the plan again with schemadiff plan --discard --save.\n"},
        {{"purge", "--older-than", "30"},
         "error: option '--older-than' takes an age with its unit, not '30' [SD6003]\n"
         "hint: Write 12h, 30d or 4w.\n"},
        {{"--env", "x", "plan", "y"},
         "error: unknown option '--env' before the command [SD6002]\n"
         "hint: Write the options of a command behind it.\n" +
             commands},
        {{"plan"}, "error: schemadiff plan needs a STATE [SD6003]\n" + name_it},
        {{"drift"}, "error: schemadiff drift needs a STATE [SD6003]\n" + name_it},
        {{"apply"}, "error: schemadiff apply needs a STATE or '--plan' [SD6003]\n" + name_it},
        {{"plan", "x", "--formt", "json"},
         "error: unknown option '--formt' of schemadiff plan [SD6002]\n"
         "hint: Did you mean '--format'?\n"
         "hint: Run schemadiff plan --help to see its options.\n"},
        {{"plan", "x", "--part"},
         "error: this version of schemadiff has no option '--part' [SD6004]\n"
         "hint: Run schemadiff plan --help to see its options.\n"},
        {{"plan", "x", "--offline-ddl", "--online-ddl"},
         "error: '--offline-ddl' and '--online-ddl' exclude each other [SD6003]\n"
         "hint: Leave one of them out.\n"},
        {{"plan", "x", "--format", "html"},
         "error: this version of schemadiff does not write the format 'html' [SD6004]\n"
         "hint: Choose one of 'text', 'sql', 'json' and 'markdown'.\n"},
        {{"status", "--format", "jsno"},
         "error: option '--format' does not take 'jsno' [SD6003]\n"
         "hint: Did you mean 'json'?\n"
         "hint: It takes 'text' and 'json'.\n"},
        {{"plan", "x", "--db"}, "error: option '--db' needs a value [SD6003]\n"},
        {{"plan", "x", "--db", ""}, "error: option '--db' is empty [SD6003]\n"},
        {{"plan", "x", "--db", "a", "--db", "b"},
         "error: option '--db' is given more than once [SD6003]\n"},
        {{"plan", "x", "--no-prove=3"}, "error: option '--no-prove' takes no value [SD6003]\n"},
        {{"plan", "x", "--to", "y"},
         "error: both a STATE and '--to' say what is wanted [SD6003]\n"
         "hint: Leave one of them out.\n"},
        {{"plan", "x", "--from", "y", "--db", "z"},
         "error: both '--from' and '--db' say where to start [SD6003]\n"
         "hint: Leave one of them out.\n"},
        {{"apply", "x", "--plan", "y"},
         "error: both a STATE and '--plan' say what is wanted [SD6003]\n"
         "hint: Leave one of them out.\n"},
        {{"apply", "x", "--allow", "delete-dta"},
         "error: option '--allow' does not take 'delete_dta' [SD6003]\n"
         "hint: Did you mean 'delete_data'?\n"
         "hint: It takes 'delete_data', 'rewrite_table', 'long_lock', 'build_fails_on_data', "
         "'weaken_isolation', 'change_access', 'lose_dependency', 'not_reversible' and 'all'.\n"},
        {{"apply", "x", "--lock-timeout", "3"},
         "error: option '--lock-timeout' takes a time with its unit, not '3' [SD6003]\n"
         "hint: Write 500ms, 3s, 2min, 1h, or 0 for no limit.\n"},
        {{"rollback", "--run", "3", "--last", "2"},
         "error: only one of '--run', '--last' and '--unfinished' can be given [SD6003]\n"},
        {{"rollback", "--last", "0"},
         "error: option '--last' takes a whole number from 1 on, not '0' [SD6003]\n"},
        {{"history", "x"},
         "error: a run is a number, not 'x' [SD6003]\n"
         "hint: Run schemadiff history to see them.\n"},
        {{"history", "--format", "sql"},
         "error: the list of runs has no format 'sql' [SD6003]\n"
         "hint: Name a run to see its plan so.\n"},
        {{"completion"},
         "error: schemadiff completion needs the name of a shell [SD6003]\n"
         "hint: It takes 'bash', 'zsh' and 'fish'.\n"},
        {{"inspect", "postgresql://u:secret@h/d"},
         "error: schemadiff inspect takes no argument 'postgresql://u:***@h/d' [SD6003]\n"
         "hint: Run schemadiff inspect --help to see what it takes.\n"},
    };
    for (auto const &[arguments, expected] : cases) {
        std::string line;
        for (std::string const &argument : arguments) {
            line += ' ' + argument;
        }
        DYNAMIC_SECTION("schemadiff" << line)
        {
            CHECK(complaint(arguments) == expected);
        }
    }
}

TEST_CASE("the help of every command ends with its exit codes", "[cli]")
{
    for (CommandSummary const &command : command_summaries()) {
        DYNAMIC_SECTION(command.name)
        {
            std::string const text = help({command.name, "--help"});
            CHECK(text.find("Usage: schemadiff " + command.name) != std::string::npos);
            CHECK(text.find("\n\n\n") == std::string::npos);
            auto const codes = text.find("\nExit codes:\n  0 ");
            REQUIRE(codes != std::string::npos);
            CHECK(text.substr(codes).find("\n  64  wrong usage\n") == text.size() - codes - 19);
        }
    }
    CHECK(help({"--help"}).find("inspect") != std::string::npos);
}

TEST_CASE("durations carry their unit", "[cli]")
{
    CHECK(duration_of("500ms") == 500ms);
    CHECK(duration_of("3s") == 3s);
    CHECK(duration_of("3 s") == 3s);
    CHECK(duration_of("2min") == 2min);
    CHECK(duration_of("1h") == 1h);
    CHECK(duration_of("0") == 0ms);
    for (char const *text : {"", "3", "s", "-1s", "1.5s", "3sec", "3m", "99999999999s", "600h"}) {
        CHECK(duration_of(text) == std::nullopt);
    }
}
