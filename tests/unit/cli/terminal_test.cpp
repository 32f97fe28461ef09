// What goes to which stream, when there is colour, and who can be asked.
#include <support/catch.hpp>

#include <engine/cli/terminal.hpp>
#include <schemadiff/base/failure.hpp>

#include <fstream>
#include <sstream>
#include <string>

using namespace schemadiff;
using namespace schemadiff::cli;
using namespace std::chrono_literals;

namespace
{

struct Streams {
    std::ostringstream out;
    std::ostringstream err;
    std::istringstream in;

    TerminalParts parts()
    {
        TerminalParts parts;
        parts.out = &out;
        parts.err = &err;
        parts.in = &in;
        return parts;
    }

    TerminalParts real_terminal()
    {
        TerminalParts all = parts();
        all.out_is_terminal = all.err_is_terminal = all.in_is_terminal = true;
        return all;
    }
};

std::string text_of(Failure const &failure)
{
    return rendered(failure.diagnostics().front());
}

} // namespace

TEST_CASE("the result goes to stdout and everything else to stderr", "[cli]")
{
    Streams streams;
    Terminal terminal{streams.parts()};
    terminal.write("result\n");
    terminal.error("warning\n");
    terminal.progress("step 1");
    CHECK(streams.out.str() == "result\n");
    CHECK(streams.err.str() == "warning\nstep 1\n");
}

TEST_CASE("colour is for terminals that want it", "[cli]")
{
    Streams streams;
    CHECK_FALSE(Terminal{streams.parts()}.colour());
    CHECK(Terminal{streams.real_terminal()}.colour());

    TerminalParts no_colour = streams.real_terminal();
    no_colour.no_colour = true;
    Terminal terminal{no_colour};
    CHECK_FALSE(terminal.colour());
    terminal.use_colour(ColourWhen::always);
    CHECK(terminal.colour());
    terminal.use_colour(ColourWhen::never);
    CHECK_FALSE(terminal.colour());
}

TEST_CASE("progress on a terminal is one line that replaces itself and fits", "[cli]")
{
    Streams streams;
    TerminalParts parts = streams.real_terminal();
    parts.width = 10;
    Terminal terminal{parts};
    terminal.progress("0123456789abc");
    terminal.progress("two\nlines");
    terminal.write("result\n");
    CHECK(streams.err.str() == "012345678\r\x1b[Ktwo\\nline\r\x1b[K");
}

TEST_CASE("progress without a terminal is a line every few seconds", "[cli]")
{
    Streams streams;
    TerminalParts parts = streams.parts();
    std::chrono::steady_clock::time_point now{};
    parts.now = [&now] {
        return now;
    };
    Terminal terminal{parts};
    for (char const *text : {"one", "two", "three"}) {
        terminal.progress(text);
        now += 3s;
    }
    CHECK(streams.err.str() == "one\nthree\n");
}

TEST_CASE("only yes is yes", "[cli]")
{
    for (auto const &[answer, expected] :
         {std::pair{"y\n", true}, {"yes\n", true}, {"\n", false}, {"n\n", false}, {"", false}}) {
        Streams streams;
        streams.in.str(answer);
        Terminal terminal{streams.real_terminal()};
        CHECK(terminal.confirm("Run 2 steps?") == expected);
        CHECK(streams.out.str().empty());
        CHECK(streams.err.str().starts_with("Run 2 steps? [y/N] "));
    }
}

TEST_CASE("nobody is asked where nobody can answer", "[cli]")
{
    Streams streams;
    Terminal terminal{streams.parts()};
    try {
        static_cast<void>(terminal.confirm("Run 2 steps?"));
        FAIL("it asked");
    } catch (Failure const &failure) {
        CHECK(failure.exit_code() == ExitCode::usage);
        CHECK(text_of(failure) == "error: there is no terminal to ask on: 'Run 2 steps?' [SD6005]\n"
                                  "hint: Add --yes where the answer is yes.\n");
    }
    CHECK(streams.err.str().empty());
}

TEST_CASE("a result that cannot be written is an error", "[cli]")
{
    std::ofstream full{"/dev/full"};
    if (!full) {
        return; // no such device on this system
    }
    Streams streams;
    TerminalParts parts = streams.parts();
    parts.out = &full;
    Terminal terminal{parts};
    try {
        terminal.write("result\n");
        FAIL("it was written");
    } catch (Failure const &failure) {
        CHECK(failure.exit_code() == ExitCode::error);
        CHECK(text_of(failure) == "error: the result cannot be written to stdout: No space left "
                                  "on device [SD6010]\n");
    }
}
