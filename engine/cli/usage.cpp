#include <engine/cli/usage.hpp>

#include <engine/postgres/redaction.hpp>
#include <parser/yaml/suggest.hpp>
#include <schemadiff/base/codes.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace schemadiff::cli
{

namespace
{

constexpr std::array<std::string_view, 4> commands_to_come{"lint", "graph", "convert", "reset"};

constexpr std::array<std::string_view, 1> options_to_come{"--part"};

bool contains(std::span<std::string_view const> words, std::string_view word)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

std::string help_hint(std::string_view command)
{
    return command.empty() ? "Run schemadiff --help to see the commands."
                           : fmt::format("Run schemadiff {} --help to see its options.", command);
}

std::vector<std::string> with_suggestion(std::string_view word,
                                         std::span<std::string_view const> known, std::string hint)
{
    std::vector<std::string> hints;
    if (auto suggestion = yaml::did_you_mean(word, known); !suggestion.empty()) {
        hints.push_back(std::move(suggestion));
    }
    hints.push_back(std::move(hint));
    return hints;
}

// "--db" of "--db: 1 required URL missing".
std::string_view option_in(std::string_view message)
{
    auto const begin = message.find("--");
    if (begin == std::string_view::npos) {
        return {};
    }
    std::string_view const rest = message.substr(begin);
    return rest.substr(0, rest.find_first_of(": ="));
}

} // namespace

Failure usage_failure(std::string_view code, std::string message, std::vector<std::string> hints)
{
    return Failure{Diagnostic{.severity = Severity::error,
                              .code = code,
                              .at = {},
                              .message = std::move(message),
                              .hints = std::move(hints)},
                   ExitCode::usage};
}

std::string quoted_word(std::string_view word)
{
    return fmt::format("'{}'", postgres::redacted(word));
}

Failure unknown_command(std::string_view word, std::span<std::string_view const> commands)
{
    if (contains(commands_to_come, word)) {
        return usage_failure(codes::not_in_this_version,
                             fmt::format("this version of schemadiff has no command '{}'", word),
                             {help_hint("")});
    }
    return usage_failure(codes::unknown_command,
                         fmt::format("unknown command {}", quoted_word(word)),
                         with_suggestion(word, commands, help_hint("")));
}

Failure unknown_option(std::string_view word, std::string_view command,
                       std::span<std::string_view const> options)
{
    std::string_view const name = word.substr(0, word.find('='));
    if (contains(options_to_come, name)) {
        return usage_failure(codes::not_in_this_version,
                             fmt::format("this version of schemadiff has no option '{}'", name),
                             {help_hint(command)});
    }
    if (command.empty()) {
        return usage_failure(codes::unknown_option,
                             fmt::format("unknown option {} before the command", quoted_word(name)),
                             {"Write the options of a command behind it.", help_hint("")});
    }
    return usage_failure(
        codes::unknown_option,
        fmt::format("unknown option {} of schemadiff {}", quoted_word(name), command),
        with_suggestion(name, options, help_hint(command)));
}

Failure misused_option(std::string_view cli11_message)
{
    std::string_view const option = option_in(cli11_message);
    auto const says = [&](std::string_view part) {
        return cli11_message.find(part) != std::string_view::npos;
    };
    std::string message = postgres::redacted(cli11_message);
    if (!option.empty() && says("At Most")) {
        message = fmt::format("option '{}' is given more than once", option);
    } else if (!option.empty() && says("required")) {
        message = fmt::format("option '{}' needs a value", option);
    } else if (says("flag override")) {
        // "no-prove was given a disallowed flag override"
        message = fmt::format("option '--{}' takes no value",
                              cli11_message.substr(0, cli11_message.find(' ')));
    }
    return usage_failure(codes::bad_argument, std::move(message));
}

} // namespace schemadiff::cli
