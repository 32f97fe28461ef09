#include <engine/cli/terminal.hpp>

#include <engine/render/text.hpp>
#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/failure.hpp>

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <system_error>

namespace schemadiff::cli
{

namespace
{

constexpr std::chrono::seconds between_lines{5};

bool is_set(char const *variable)
{
    char const *const value = std::getenv(variable);
    return value != nullptr && *value != '\0';
}

int width_of(int descriptor)
{
    constexpr int narrowest = 40;
    winsize size{};
    if (::isatty(descriptor) != 0 && ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 &&
        size.ws_col >= narrowest) {
        return size.ws_col;
    }
    return TerminalParts{}.width;
}

// The next file or socket would otherwise get the number of a standard stream that is closed, and
// the result would be written into it. Opened the wrong way round, so that using it still fails.
void reserve_standard_descriptors()
{
    for (int const descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (::fcntl(descriptor, F_GETFD) < 0 && errno == EBADF) {
            static_cast<void>(
                ::open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY));
        }
    }
}

} // namespace

Terminal Terminal::of_process()
{
    reserve_standard_descriptors();
    std::signal(SIGPIPE, SIG_IGN);
    char const *const terminal = std::getenv("TERM");
    bool const is_dumb = terminal != nullptr && std::string_view{terminal} == "dumb";
    return Terminal{TerminalParts{
        .out = &std::cout,
        .err = &std::cerr,
        .in = &std::cin,
        .out_is_terminal = ::isatty(STDOUT_FILENO) != 0,
        .err_is_terminal = ::isatty(STDERR_FILENO) != 0,
        .in_is_terminal = ::isatty(STDIN_FILENO) != 0,
        .width = width_of(STDOUT_FILENO),
        .no_colour = is_set("NO_COLOR") || is_dumb,
    }};
}

bool Terminal::colour() const
{
    switch (when_) {
    case ColourWhen::always:
        return true;
    case ColourWhen::never:
        return false;
    case ColourWhen::automatic:
        return parts_.out_is_terminal && !parts_.no_colour;
    }
    return false;
}

void Terminal::write(std::string_view text)
{
    clear_progress();
    errno = 0;
    *parts_.out << text << std::flush;
    if (!*parts_.out) {
        int const why = errno;
        std::string const reason = why == 0 ? "" : ": " + std::generic_category().message(why);
        throw Failure{Diagnostic{.severity = Severity::error,
                                 .code = codes::output_failed,
                                 .at = {},
                                 .message = "the result cannot be written to stdout" + reason,
                                 .hints = {}}};
    }
}

void Terminal::error(std::string_view text)
{
    clear_progress();
    *parts_.err << text << std::flush;
    parts_.err->clear();
}

void Terminal::progress(std::string_view text)
{
    std::string const line = render::one_line(text);
    if (parts_.err_is_terminal) {
        auto const room = static_cast<std::size_t>(std::max(parts_.width - 1, 1));
        // A line that wraps could not be taken back.
        std::string shown = line;
        while (render::characters(shown) > room) {
            shown.pop_back();
        }
        clear_progress();
        *parts_.err << shown << std::flush;
        parts_.err->clear();
        progress_is_shown_ = true;
        return;
    }
    auto const now = parts_.now();
    if (last_line_ && now - *last_line_ < between_lines) {
        return;
    }
    last_line_ = now;
    error(line + "\n");
}

bool Terminal::confirm(std::string_view question)
{
    if (!parts_.in_is_terminal || !parts_.err_is_terminal) {
        throw Failure{
            Diagnostic{.severity = Severity::error,
                       .code = codes::no_terminal,
                       .at = {},
                       .message = fmt::format("there is no terminal to ask on: '{}'", question),
                       .hints = {"Add --yes where the answer is yes."}},
            ExitCode::usage};
    }
    error(fmt::format("{} [y/N] ", question));
    std::string answer;
    if (!std::getline(*parts_.in, answer)) {
        error("\n");
        return false;
    }
    return answer == "y" || answer == "Y" || answer == "yes" || answer == "Yes" || answer == "YES";
}

void Terminal::clear_progress()
{
    if (progress_is_shown_) {
        progress_is_shown_ = false;
        *parts_.err << "\r\x1b[K" << std::flush;
    }
}

} // namespace schemadiff::cli
