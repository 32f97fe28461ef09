#include <engine/cli/report.hpp>

#include <engine/cli/signals.hpp>
#include <engine/postgres/redaction.hpp>
#include <parser/resolve/desired_state.hpp>
#include <parser/yaml/source_files.hpp>
#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/failure.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <filesystem>
#include <memory>
#include <new>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace schemadiff::cli
{

namespace
{

// A password in a line that is shown is not.
SourceLine redacted(SourceLine lines)
{
    return [lines = std::move(lines)](std::string const &file,
                                      int line) -> std::optional<std::string> {
        auto const text = lines(file, line);
        return text ? std::optional{postgres::redacted(*text)} : std::nullopt;
    };
}

// The lines that the messages point at, read again where the command that knew them has ended
// without passing them on.
SourceLine lines_for(std::vector<Diagnostic> const &diagnostics)
{
    std::set<std::string> names;
    std::error_code ignored; // a file that is gone has no lines to show
    for (Diagnostic const &diagnostic : diagnostics) {
        if (diagnostic.at.is_known() &&
            std::filesystem::is_regular_file(diagnostic.at.file, ignored)) {
            names.insert(diagnostic.at.file);
        }
    }
    auto const files = std::make_shared<std::vector<yaml::SourceFile>>();
    Diagnostics unused;
    for (std::string const &name : names) {
        for (yaml::SourceFile &file : yaml::source_files(name, unused)) {
            files->push_back(std::move(file));
        }
    }
    return yaml::source_line_of(files);
}

SourceLine lines_of(Failure const &failure)
{
    auto const *const load = dynamic_cast<resolve::LoadFailure const *>(&failure);
    return redacted(load != nullptr && load->source_line ? load->source_line
                                                         : lines_for(failure.diagnostics()));
}

std::string text_of(Failure const &failure)
{
    Diagnostics all;
    for (Diagnostic diagnostic : failure.diagnostics()) {
        // An address may have been given where a file was expected.
        diagnostic.message = postgres::redacted(diagnostic.message);
        diagnostic.at.file = postgres::redacted(diagnostic.at.file);
        all.add(std::move(diagnostic));
    }
    return rendered(all, lines_of(failure));
}

ExitCode report(Terminal &terminal, Diagnostic const &diagnostic)
{
    terminal.error(rendered(diagnostic));
    return ExitCode::error;
}

// A statement that a signal has cancelled fails with words that nobody would connect with Ctrl-C.
bool is_about_a_signal(Failure const &failure)
{
    auto const says_so = [](Diagnostic const &diagnostic) {
        return diagnostic.code == codes::cancelled;
    };
    return std::any_of(failure.diagnostics().begin(), failure.diagnostics().end(), says_so);
}

ExitCode report(Terminal &terminal, Failure const &failure)
{
    if (interruption() && !is_about_a_signal(failure)) {
        try {
            stop_if_interrupted();
        } catch (Failure const &stopped) {
            return report(terminal, stopped);
        }
    }
    terminal.error(text_of(failure));
    return failure.exit_code();
}

Diagnostic internal_error(std::exception const &exception)
{
    return {.severity = Severity::error,
            .code = codes::internal_error,
            .at = {},
            .message = fmt::format("internal error: {}", postgres::redacted(exception.what())),
            .hints = {"This is a mistake in schemadiff and not in what you did; please report it "
                      "with the command and these words.",
                      "schemadiff status shows whether a run was under way."}};
}

} // namespace

ExitCode reported(Terminal &terminal, std::function<ExitCode()> const &command)
{
    try {
        return command();
    } catch (Failure const &failure) {
        return report(terminal, failure);
    } catch (std::bad_alloc const &) {
        return report(terminal, Diagnostic{.severity = Severity::error,
                                           .code = codes::out_of_memory,
                                           .at = {},
                                           .message = "out of memory",
                                           .hints = {"schemadiff status shows whether a run was "
                                                     "under way."}});
    } catch (std::exception const &exception) {
        return report(terminal, internal_error(exception));
    }
}

} // namespace schemadiff::cli
