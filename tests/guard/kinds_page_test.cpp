// docs/kinds.md says what is shown of each kind. Its table is counted from fixtures/cases, which
// tests/live runs on servers: nobody writes it by hand.
#include "kinds_and_cases.hpp"

#include <support/catch.hpp>

#include <array>
#include <cstdlib>
#include <map>

using namespace schemadiff::guard;

namespace
{

constexpr std::string_view head =
    "| kind | cases | create | alter | rename | drop | back | not on all of 13 to 18 |\n"
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |\n";

constexpr std::array<std::string_view, 4> actions{"create", "alter", "rename", "drop"};

struct Shown {
    std::size_t cases = 0;
    std::map<std::string_view, std::size_t> steps; // by action: the cases that have such a step
    std::size_t back = 0;                          // cases that are undone on a server, too
    std::map<std::string, std::size_t> versions;   // "15-": the cases that run there only
};

// The first line of versions.txt.
std::string versions_of(fs::path const &folder)
{
    auto const text = text_of(folder / "versions.txt");
    return text.substr(0, text.find('\n'));
}

Shown shown_of(KindOfCase const &kind, std::vector<fs::path> const &folders)
{
    Shown shown;
    for (fs::path const &folder : folders) {
        auto const scripts = text_of(folder / "up.sql") + text_of(folder / "down.sql");
        bool is_about_it = folder.parent_path().filename() == kind.folder;
        for (std::string_view const action : actions) {
            auto const step = "-- " + std::string(action) + ' ' + kind.word + ' ';
            if (scripts.find(step + '"') != scripts.npos ||
                scripts.find(step + "on ") != scripts.npos) {
                ++shown.steps[action];
                is_about_it = true;
            }
        }
        if (!is_about_it) {
            continue;
        }
        ++shown.cases;
        shown.back += fs::exists(folder / "one_way.txt") ? 0U : 1U;
        if (auto const versions = versions_of(folder); !versions.empty()) {
            ++shown.versions[versions];
        }
    }
    return shown;
}

std::string row(KindOfCase const &kind, Shown const &shown)
{
    auto text = "| " + kind.word + " | " + std::to_string(shown.cases);
    for (std::string_view const action : actions) {
        auto const found = shown.steps.find(action);
        text += " | " + (found == shown.steps.end() ? "" : std::to_string(found->second));
    }
    text += " | " + std::to_string(shown.back) + " | ";
    std::string separator;
    for (auto const &[versions, count] : shown.versions) {
        text += separator + std::to_string(count) + " on " + versions;
        separator = ", ";
    }
    return text + " |\n";
}

std::string table()
{
    std::vector<fs::path> folders;
    for (fs::path const &kind : folders_in(top() / "fixtures/cases")) {
        auto const cases = folders_in(kind);
        folders.insert(folders.end(), cases.begin(), cases.end());
    }
    std::string rows{head};
    for (KindOfCase const &kind : kinds()) {
        rows += row(kind, shown_of(kind, folders));
    }
    return rows;
}

} // namespace

TEST_CASE("the table of docs/kinds.md is what the cases show", "[guard]")
{
    auto const file = top() / "docs/kinds.md";
    auto const page = text_of(file);
    auto const begin = page.find("| kind |");
    REQUIRE(begin != page.npos);
    auto end = begin;
    while (end < page.size() && page[end] == '|') {
        end = page.find('\n', end) + 1;
    }
    auto const right = page.substr(0, begin) + table() + page.substr(end);
    // Looked at by one thread only.
    if (std::getenv("SCHEMADIFF_BLESS") != nullptr) { // NOLINT(concurrency-mt-unsafe)
        std::ofstream{file, std::ios::binary} << right;
    }
    CHECK(text_of(file) == right);
}
