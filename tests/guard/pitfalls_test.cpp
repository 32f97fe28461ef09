// Every pitfall of docs/pitfalls.md has a test against a server, and every such test its line.
#include "source_tree.hpp"

#include <support/catch.hpp>

#include <map>
#include <regex>

using namespace schemadiff::guard;

namespace
{

constexpr int last_pitfall = 35;

using Names = std::map<int, std::set<std::string>>; // by number

// A long name is written as several literals, one a line.
std::string with_whole_literals(std::string const &code)
{
    static std::regex const seam{R"("\s*\n\s*")"};
    return std::regex_replace(code, seam, "");
}

Names tests()
{
    static std::regex const test{R"re(TEST_CASE\(\s*"(pitfall (\d+): [^"]+)")re"};
    Names names;
    for (TextFile const &file : files_below({"tests/live"})) {
        auto const code = with_whole_literals(file.text);
        for (std::sregex_iterator match{code.begin(), code.end(), test}, end; match != end;
             ++match) {
            names[std::stoi((*match)[2])].insert((*match)[1]);
        }
    }
    return names;
}

Names lines_of_page()
{
    static std::regex const line{R"(^\| (\d+) \| [^|]+ \| ([^|]+) \|$)"};
    static std::regex const seam{"; (?=pitfall )"};
    Names names;
    for (std::string const &text : lines_of(text_of(top() / "docs/pitfalls.md"))) {
        std::smatch match;
        if (!std::regex_match(text, match, line)) {
            continue;
        }
        auto const all = match.str(2);
        names[std::stoi(match[1])] = {std::sregex_token_iterator{all.begin(), all.end(), seam, -1},
                                      {}};
    }
    return names;
}

} // namespace

TEST_CASE("every pitfall has a test against a server, and a line that names it", "[guard]")
{
    auto const tested = tests();
    auto const told = lines_of_page();
    for (int number = 1; number <= last_pitfall; ++number) {
        INFO("pitfall " << number);
        CHECK(tested.contains(number));
        CHECK(told.contains(number));
    }
    CHECK(tested == told);
}
