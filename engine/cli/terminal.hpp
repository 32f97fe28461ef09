// Where the program writes and asks: the result to stdout, everything else to stderr. The only
// place that knows whether there is a terminal, how wide it is and whether it wants colour.
#pragma once

#include <engine/cli/options.hpp>

#include <chrono>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

namespace schemadiff::cli
{

// What a terminal is made of; tests bring their own.
struct TerminalParts {
    std::ostream *out = nullptr;
    std::ostream *err = nullptr;
    std::istream *in = nullptr;
    bool out_is_terminal = false;
    bool err_is_terminal = false;
    bool in_is_terminal = false;
    int width = 80;
    // Why the environment wants no colour at all: NO_COLOR is set, or the terminal is a dumb one.
    bool no_colour = false;
    std::function<std::chrono::steady_clock::time_point()> now = std::chrono::steady_clock::now;
};

class Terminal
{
public:
    // The streams of this process. From here on, a reader of stdout who goes away is an error of
    // ours and no signal, and a closed stdout is never taken by a file or a connection.
    static Terminal of_process();

    explicit Terminal(TerminalParts parts) : parts_{std::move(parts)} {}

    void use_colour(ColourWhen when) { when_ = when; }
    // Of stdout.
    [[nodiscard]] bool colour() const;
    // Of stdout; 80 where it is no terminal.
    [[nodiscard]] int width() const { return parts_.width; }

    // The result. Throws Failure where it cannot be written: a full disk, a closed pipe.
    void write(std::string_view text);
    // Diagnostics, to stderr. What cannot be written there is lost.
    void error(std::string_view text);
    // Where the work is, to stderr: a line that the next one replaces on a terminal, else a line
    // of its own, at most one every few seconds.
    void progress(std::string_view text);

    // Asks for yes or no; no answer is no. Throws Failure with ExitCode::usage where nobody can
    // answer: the command line has to say --yes.
    [[nodiscard]] bool confirm(std::string_view question);

private:
    void clear_progress();

    TerminalParts parts_;
    ColourWhen when_ = ColourWhen::automatic;
    bool progress_is_shown_ = false;
    std::optional<std::chrono::steady_clock::time_point> last_line_;
};

} // namespace schemadiff::cli
