// docs/inbox.md shows what the program prints: its blocks are run in order, against a server.
// With SCHEMADIFF_BLESS set the page is rewritten with what is printed now; lines that it left out
// ("...") have to be left out again.
#include "inbox_bench.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>

using namespace schemadiff;
using namespace schemadiff::test;

namespace
{

using Lines = std::vector<std::string>;

Lines lines_of(std::string const &text)
{
    Lines lines;
    std::istringstream stream{text};
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(line);
    }
    return lines;
}

Lines words_of(std::string const &text)
{
    std::istringstream stream{text};
    return {std::istream_iterator<std::string>{stream}, {}};
}

// What differs from run to run and from server to server.
std::string normalised(std::string text, InboxBench const &bench)
{
    auto const port = bench.pooler ? bench.pooler->port() : network_server().port();
    text = replaced(text, "host 127.0.0.1, port " + std::to_string(port),
                    "host db.example, port 6543");
    text = replaced(text, bench.database.name(), "postgres");
    text = replaced(text, "sslmode disable, not encrypted", "sslmode require, encrypted");
    text = replaced(text, "none stands in between",
                    "one stands in between; schemadiff relies on nothing that it would lose");
    for (auto const &[pattern, by] : std::vector<std::pair<std::string, std::string>>{
             {R"(PostgreSQL \d+\.\d+)", "PostgreSQL 15.18"},
             {R"(pgcrypto \d+\.\d+)", "pgcrypto 1.3"},
             {R"(\d+\.\d s)", "0.1 s"},
             {R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)", "2026-11-26T05:00:00Z"},
             {R"(schemadiff \d+\.\d+\.\d+)", "schemadiff 0.1.0"},
             // Progress, which comes every few seconds where there is no terminal.
             {R"(\[\d+/\d+\] [^\n]*\n)", ""}}) {
        text = std::regex_replace(text, std::regex{pattern}, by);
    }
    return text;
}

// "..." stands for any number of lines.
bool fits(Lines const &expected, std::size_t from, Lines const &actual, std::size_t at)
{
    if (from == expected.size()) {
        return at == actual.size();
    }
    if (expected[from] == "...") {
        for (std::size_t next = at; next <= actual.size(); ++next) {
            if (fits(expected, from + 1, actual, next)) {
                return true;
            }
        }
        return false;
    }
    return at < actual.size() && expected[from] == actual[at] &&
           fits(expected, from + 1, actual, at + 1);
}

std::string joined(Lines const &lines)
{
    std::string text;
    for (std::string const &line : lines) {
        text += line + "\n";
    }
    return text;
}

} // namespace

TEST_CASE("docs/inbox.md shows what the program prints")
{
    InboxBench const bench{Pgbouncer::program().has_value()};
    std::filesystem::create_directory_symlink(PROJECT_DIR "/schemas",
                                              bench.folder.path() / "schemas");
    bench.folder.write("schemadiff.yaml", "bookkeeping: {schema: zero_admin}\n");
    std::string const page = PROJECT_DIR "/docs/inbox.md";
    auto const lines = lines_of(text_of(page));
    Lines blessed;
    std::size_t commands = 0;
    bool in_console = false;
    for (std::size_t at = 0; at < lines.size(); ++at) {
        blessed.push_back(lines[at]);
        in_console = lines[at] == "```console" || (in_console && lines[at] != "```");
        if (!in_console || !lines[at].starts_with("$ schemadiff ")) {
            continue;
        }
        ++commands;
        Lines expected;
        int exit_code = 0;
        while (lines[at + 1] != "```" && !lines[at + 1].starts_with("$ ")) {
            std::string const &line = lines[++at];
            if (line.starts_with("# exit code ")) {
                exit_code = std::stoi(line.substr(12));
            } else {
                expected.push_back(line);
            }
        }
        auto const command = blessed.back().substr(13);
        INFO("$ schemadiff " << command);
        auto const ran = bench.run(words_of(command));
        auto const actual = lines_of(normalised(ran.err + ran.out, bench));
        CHECK(ran.exit_code == exit_code);
        bool const as_written = fits(expected, 0, actual, 0);
        if (std::getenv("SCHEMADIFF_BLESS") == nullptr) {
            INFO(joined(actual) << "fits:\n" << joined(expected));
            CHECK(as_written);
        }
        auto const &shown = as_written ? expected : actual;
        blessed.insert(blessed.end(), shown.begin(), shown.end());
        if (exit_code != 0) {
            blessed.push_back("# exit code " + std::to_string(exit_code));
        }
    }
    CHECK(commands >= 10);
    if (std::getenv("SCHEMADIFF_BLESS") != nullptr) {
        std::ofstream{page} << joined(blessed);
    }
}
