// A link in the documentation leads to a file that is there, and to a heading that is in it.
#include "source_tree.hpp"

#include <support/catch.hpp>

#include <regex>

using namespace schemadiff::guard;

namespace
{

// Markdown without its code, where brackets and parentheses are not links.
std::vector<std::string> prose_of(std::string const &text)
{
    std::vector<std::string> prose;
    bool in_code = false;
    for (std::string const &line : lines_of(text)) {
        if (line.starts_with("```")) {
            in_code = !in_code;
            prose.emplace_back();
        } else {
            prose.push_back(in_code ? "" : std::regex_replace(line, std::regex{"`[^`]*`"}, "`"));
        }
    }
    return prose;
}

// The anchor that GitHub makes of a heading.
std::string anchor(std::string const &heading)
{
    std::string result;
    for (char const letter : heading) {
        auto const byte = static_cast<unsigned char>(letter);
        if (letter == ' ') {
            result.push_back('-');
        } else if (std::isalnum(byte) != 0 || letter == '-' || letter == '_' || byte > 127) {
            result.push_back(static_cast<char>(std::tolower(byte)));
        }
    }
    return result;
}

bool has_anchor(fs::path const &path, std::string const &wanted)
{
    static std::regex const heading{R"(^#+ +(.*)$)"};
    for (std::string const &line : lines_of(text_of(path))) {
        std::smatch match;
        if (std::regex_match(line, match, heading) && anchor(match[1]) == wanted) {
            return true;
        }
    }
    return false;
}

// Why a link leads nowhere; empty where it leads somewhere.
std::string complaint(std::string const &from, std::string const &target)
{
    if (target.find("://") != std::string::npos || target.starts_with("mailto:")) {
        return {};
    }
    auto const hash = target.find('#');
    std::string const file = target.substr(0, hash);
    fs::path const path = file.empty() ? top() / from : (top() / from).parent_path() / file;
    if (!fs::exists(path)) {
        return "leads to no file";
    }
    if (hash != std::string::npos && !has_anchor(path, target.substr(hash + 1))) {
        return "leads to no heading";
    }
    return {};
}

std::vector<std::string> broken_links_in(TextFile const &file)
{
    static std::regex const link{R"(\]\(([^)\s]+)\))"};
    std::vector<std::string> broken;
    auto const prose = prose_of(file.text);
    for (std::size_t index = 0; index < prose.size(); ++index) {
        for (std::sregex_iterator match{prose[index].begin(), prose[index].end(), link};
             match != std::sregex_iterator{}; ++match) {
            if (auto const why = complaint(file.path, (*match)[1]); !why.empty()) {
                broken.push_back(file.path + ":" + std::to_string(index + 1) + ": " +
                                 (*match)[1].str() + " " + why);
            }
        }
    }
    return broken;
}

} // namespace

TEST_CASE("every relative link of the documentation leads somewhere", "[guard]")
{
    auto files = files_below({"docs"});
    for (std::string const name : {"README.md", "CHANGELOG.md"}) {
        files.push_back({name, text_of(top() / name)});
    }
    std::vector<std::string> broken;
    for (TextFile const &file : files) {
        if (file.path.ends_with(".md")) {
            REQUIRE_FALSE(file.text.empty());
            auto const found = broken_links_in(file);
            broken.insert(broken.end(), found.begin(), found.end());
        }
    }
    INFO(joined(broken));
    CHECK(broken.empty());
}

TEST_CASE("a link that leads nowhere is found", "[guard]")
{
    std::string const text = "[a](README.md) `[b](c.md)`\n```\n[d](e.md)\n```\n[f](nowhere.md)\n"
                             "[g](README.md#no-such-heading)\n";
    CHECK(broken_links_in({"note.md", text}) ==
          std::vector<std::string>{"note.md:5: nowhere.md leads to no file",
                                   "note.md:6: README.md#no-such-heading leads to no heading"});
}
