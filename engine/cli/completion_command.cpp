#include <engine/cli/completion_command.hpp>

#include <engine/cli/arguments.hpp>

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::cli
{

namespace
{

std::string joined(std::vector<std::string> const &words, std::string_view separator = " ")
{
    return fmt::format("{}", fmt::join(words, separator));
}

// In single quotes, for any of the three shells.
std::string quoted(std::string_view text)
{
    std::string quoted = "'";
    for (char const one : text) {
        if (one == '\'') {
            quoted += "'\\''";
        } else {
            quoted += one;
        }
    }
    return quoted + "'";
}

std::vector<std::string> command_names(std::vector<CommandSummary> const &commands)
{
    std::vector<std::string> names;
    for (CommandSummary const &command : commands) {
        names.push_back(command.name);
    }
    return names;
}

std::string bash_values(CommandSummary const &command)
{
    std::string text;
    for (OptionSummary const &option : command.options) {
        if (!option.takes_value) {
            continue;
        }
        std::vector<std::string> patterns;
        for (std::string const &name : option.names) {
            patterns.push_back(fmt::format("'{} {}'", command.name, name));
        }
        std::string const answer =
            option.takes_file ? "_schemadiff_files"
                              : fmt::format("_schemadiff_words {}", quoted(joined(option.choices)));
        text += fmt::format("        {}) {}; return ;;\n", joined(patterns, " | "), answer);
    }
    return text;
}

std::string bash_arguments(CommandSummary const &command)
{
    std::vector<std::string> names;
    for (OptionSummary const &option : command.options) {
        names.insert(names.end(), option.names.begin(), option.names.end());
    }
    std::string const others =
        command.takes_files ? "_schemadiff_files"
                            : fmt::format("_schemadiff_words {}", quoted(joined(command.choices)));
    return fmt::format("        {}) if [[ $current == -* ]]; then _schemadiff_words {}; else {}; "
                       "fi ;;\n",
                       command.name, quoted(joined(names)), others);
}

std::string bash_script(std::vector<CommandSummary> const &commands)
{
    std::string values;
    std::string arguments;
    for (CommandSummary const &command : commands) {
        values += bash_values(command);
        arguments += bash_arguments(command);
    }
    return fmt::format(R"(# source <(schemadiff completion bash)
_schemadiff_words() {{ mapfile -t COMPREPLY < <(compgen -W "$1" -- "$current"); }}
_schemadiff_files() {{ compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$current"); }}
_schemadiff() {{
    local current=${{COMP_WORDS[COMP_CWORD]}} command=${{COMP_WORDS[1]}}
    if ((COMP_CWORD == 1)); then
        _schemadiff_words {}
        return
    fi
    case "$command ${{COMP_WORDS[COMP_CWORD - 1]}}" in
{}    esac
    case "$command" in
{}    esac
}}
complete -F _schemadiff schemadiff
)",
                       quoted(joined(command_names(commands)) + " --help --version"), values,
                       arguments);
}

// Brackets and colons mean something in a specification of _arguments.
std::string zsh_sentence(std::string_view sentence)
{
    std::string text;
    for (char const one : sentence) {
        if (one == '[' || one == ']' || one == ':') {
            text += '\\';
        }
        text += one;
    }
    return text;
}

std::string zsh_option(OptionSummary const &option)
{
    std::string value;
    if (option.takes_value) {
        value =
            option.takes_file ? ":file:_files" : fmt::format(":value:({})", joined(option.choices));
    }
    std::string text;
    for (std::string const &name : option.names) {
        text += fmt::format(
            " \\\n        {}",
            quoted(fmt::format("{}[{}]{}", name, zsh_sentence(option.sentence), value)));
    }
    return text;
}

std::string zsh_script(std::vector<CommandSummary> const &commands)
{
    std::string list;
    std::string cases;
    for (CommandSummary const &command : commands) {
        list +=
            fmt::format("        {}\n",
                        quoted(fmt::format("{}:{}", command.name, zsh_sentence(command.sentence))));
        cases += fmt::format("    {}) _arguments", command.name);
        for (OptionSummary const &option : command.options) {
            cases += zsh_option(option);
        }
        if (command.takes_files) {
            cases += " \\\n        '*:state:_files'";
        } else if (!command.choices.empty()) {
            cases += fmt::format(" \\\n        '1:argument:({})'", joined(command.choices));
        }
        cases += " ;;\n";
    }
    return fmt::format(R"(#compdef schemadiff
# source <(schemadiff completion zsh), or write it to _schemadiff in a folder of $fpath
_schemadiff() {{
    local -a commands=(
{}    )
    if ((CURRENT == 2)); then
        _describe command commands
        return
    fi
    shift words
    ((CURRENT--))
    case "$words[1]" in
{}    esac
}}
if [ "$funcstack[1]" = _schemadiff ]; then
    _schemadiff "$@"
else
    compdef _schemadiff schemadiff
fi
)",
                       list, cases);
}

std::string fish_option(std::string_view condition, OptionSummary const &option)
{
    std::string text = fmt::format("complete -c schemadiff -n {}", quoted(condition));
    for (std::string const &name : option.names) {
        text += name.starts_with("--") ? fmt::format(" -l {}", name.substr(2))
                                       : fmt::format(" -s {}", name.substr(1));
    }
    if (option.takes_value) {
        text += option.takes_file ? " -r -F" : " -x";
    }
    if (!option.choices.empty()) {
        text += fmt::format(" -a {}", quoted(joined(option.choices)));
    }
    return text + fmt::format(" -d {}\n", quoted(option.sentence));
}

std::string fish_script(std::vector<CommandSummary> const &commands)
{
    std::string text = "# schemadiff completion fish | source\ncomplete -c schemadiff -f\n";
    for (CommandSummary const &command : commands) {
        text += fmt::format("complete -c schemadiff -n __fish_use_subcommand -a {} -d {}\n",
                            command.name, quoted(command.sentence));
    }
    for (CommandSummary const &command : commands) {
        std::string const condition = "__fish_seen_subcommand_from " + command.name;
        if (command.takes_files) {
            text += fmt::format("complete -c schemadiff -n {} -F\n", quoted(condition));
        } else if (!command.choices.empty()) {
            text += fmt::format("complete -c schemadiff -n {} -a {}\n", quoted(condition),
                                quoted(joined(command.choices)));
        }
        for (OptionSummary const &option : command.options) {
            text += fish_option(condition, option);
        }
    }
    return text;
}

} // namespace

ExitCode run(CompletionOptions const &options, Terminal &terminal)
{
    auto const commands = command_summaries();
    switch (options.shell) {
    case Shell::bash:
        terminal.write(bash_script(commands));
        break;
    case Shell::zsh:
        terminal.write(zsh_script(commands));
        break;
    case Shell::fish:
        terminal.write(fish_script(commands));
        break;
    }
    return ExitCode::done;
}

} // namespace schemadiff::cli
