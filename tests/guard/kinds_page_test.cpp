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

// The kind that a step is about: the one with the longest word, since `operator class` begins with
// `operator`.
std::string word_at(std::string_view text, std::vector<KindOfCase> const &all)
{
    std::string longest;
    for (KindOfCase const &kind : all) {
        if (text.starts_with(kind.word + ' ') && kind.word.size() > longest.size()) {
            longest = kind.word;
        }
    }
    return longest;
}

// "create", "table" of `-- create table "shop"."orders" (after.yaml:5)`.
std::set<std::pair<std::string_view, std::string>> steps_in(std::string const &script,
                                                            std::vector<KindOfCase> const &all)
{
    std::set<std::pair<std::string_view, std::string>> steps;
    for (std::string const &line : lines_of(script)) {
        for (std::string_view const action : actions) {
            auto const begin = "-- " + std::string(action) + ' ';
            if (line.starts_with(begin)) {
                steps.emplace(action, word_at(std::string_view(line).substr(begin.size()), all));
            }
        }
    }
    return steps;
}

std::map<std::string, Shown> shown_by_word(std::vector<KindOfCase> const &all)
{
    std::map<std::string, Shown> shown;
    for (KindOfCase const &own : all) {
        for (fs::path const &folder : folders_in(top() / "fixtures/cases" / own.folder)) {
            std::set<std::string> words{own.word};
            auto const scripts = text_of(folder / "up.sql") + text_of(folder / "down.sql");
            for (auto const &[action, word] : steps_in(scripts, all)) {
                ++shown[word].steps[action];
                words.insert(word);
            }
            for (std::string const &word : words) {
                ++shown[word].cases;
                shown[word].back += fs::exists(folder / "one_way.txt") ? 0U : 1U;
                if (auto const versions = versions_of(folder); !versions.empty()) {
                    ++shown[word].versions[versions];
                }
            }
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
    auto const all = kinds();
    auto const shown = shown_by_word(all);
    std::string rows{head};
    for (KindOfCase const &kind : all) {
        auto const found = shown.find(kind.word);
        rows += row(kind, found == shown.end() ? Shown{} : found->second);
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
