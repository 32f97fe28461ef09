// Whoever meets a code finds it in docs/errors.md, and finds one meaning only.
#include "source_tree.hpp"

#include <support/catch.hpp>

#include <map>
#include <regex>

using namespace schemadiff::guard;

namespace
{

using Pair = std::pair<std::string, std::string>; // code, name

std::vector<Pair> pairs_in(std::string const &text, std::regex const &pattern, int code, int name)
{
    std::vector<Pair> pairs;
    for (std::sregex_iterator match{text.begin(), text.end(), pattern};
         match != std::sregex_iterator{}; ++match) {
        pairs.emplace_back((*match)[static_cast<std::size_t>(code)],
                           (*match)[static_cast<std::size_t>(name)]);
    }
    return pairs;
}

std::vector<Pair> codes()
{
    static std::regex const definition{R"(std::string_view (\w+) =\s*"(SD\d+)\")"};
    return pairs_in(text_of(top() / "include/schemadiff/base/codes.hpp"), definition, 2, 1);
}

std::vector<Pair> entries()
{
    static std::regex const heading{R"(\n#+ (SD\d+) (\w+)(?=\n))"};
    return pairs_in(text_of(top() / "docs/errors.md"), heading, 1, 2);
}

} // namespace

TEST_CASE("no code is given twice, and each has four digits", "[guard]")
{
    auto const all = codes();
    REQUIRE(all.size() > 60);
    std::map<std::string, std::string> seen;
    for (auto const &[code, name] : all) {
        INFO(code << ' ' << name);
        CHECK(code.size() == 6);
        CHECK(seen.emplace(code, name).second);
    }
}

TEST_CASE("every code has one entry in docs/errors.md, and every entry is a code", "[guard]")
{
    auto const all = codes();
    auto const documented = entries();
    for (Pair const &pair : all) {
        INFO(pair.first << ' ' << pair.second << " in codes.hpp");
        CHECK(std::count(documented.begin(), documented.end(), pair) == 1);
    }
    for (Pair const &pair : documented) {
        INFO(pair.first << ' ' << pair.second << " in docs/errors.md");
        CHECK(std::count(all.begin(), all.end(), pair) == 1);
    }
}

// A folder of fixtures with the whole message, or a test that meets it with the real program. What
// only a mistake of ours can bring about is made by hand in the tests of the command line.
TEST_CASE("every code is met in a test, with its message", "[guard]")
{
    std::string folders;
    for (std::string_view const kind : {"document", "state"}) {
        for (auto const &entry : fs::directory_iterator{top() / "fixtures/errors" / kind}) {
            folders += "/" + entry.path().filename().string();
        }
    }
    std::string live;
    for (TextFile const &file : files_below({"tests/live"})) {
        live += file.text;
    }
    std::string own_bugs;
    for (TextFile const &file : files_below({"tests/unit/cli"})) {
        own_bugs += file.text;
    }
    REQUIRE(live.size() > 10'000);
    for (auto const &[code, name] : codes()) {
        INFO(code << ' ' << name << " has neither a folder in fixtures/errors nor a live test");
        bool const is_ours = code.starts_with("SD9");
        CHECK((folders.find("/" + code + "-") != std::string::npos ||
               live.find("[" + code + "]") != std::string::npos ||
               (is_ours && own_bugs.find("[" + code + "]") != std::string::npos)));
    }
}

TEST_CASE("the source writes a code by its name, never by its number", "[guard]")
{
    static std::regex const number{"\"SD[0-9]{4}\""};
    std::vector<std::string> violations;
    for (TextFile const &file : files_below({"engine", "parser", "include"})) {
        if (is_source(file) && file.path != "include/schemadiff/base/codes.hpp" &&
            std::regex_search(file.text, number)) {
            violations.push_back(file.path);
        }
    }
    INFO(joined(violations));
    CHECK(violations.empty());
}
