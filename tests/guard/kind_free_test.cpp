// Diff, plan and render work for every kind, so they name none: what a kind means stands in its
// rules in engine/kinds.
#include "source_tree.hpp"

#include <support/catch.hpp>

#include <regex>

using namespace schemadiff::guard;

namespace
{

// A file that names a kind all the same, and why it has to.
struct Exception {
    std::string_view path;
    std::string_view kind;
    std::string_view reason;
};

std::vector<Exception> const exceptions{};

// The kinds as model/kind.hpp declares them.
std::set<std::string> kinds()
{
    static std::regex const declaration{R"(^struct ([A-Z]\w*);$)"};
    std::set<std::string> names;
    for (std::string const &line : lines_of(text_of(top() / "include/schemadiff/model/kind.hpp"))) {
        std::smatch match;
        if (std::regex_match(line, match, declaration)) {
            names.insert(match[1]);
        }
    }
    return names;
}

bool is_excepted(std::string const &path, std::string const &kind)
{
    return std::any_of(exceptions.begin(), exceptions.end(),
                       [&](Exception const &one) { return one.path == path && one.kind == kind; });
}

std::vector<std::string> kinds_named_in(TextFile const &file, std::set<std::string> const &names)
{
    std::vector<std::string> found;
    auto const lines = lines_of(code_only(file.text));
    for (std::size_t index = 0; index < lines.size(); ++index) {
        for (std::string const &word : identifiers(lines[index])) {
            if (names.contains(word) && !is_excepted(file.path, word)) {
                found.push_back(file.path + ":" + std::to_string(index + 1) + ": names the kind " +
                                word);
            }
        }
    }
    return found;
}

} // namespace

TEST_CASE("diff, plan and render name no kind", "[guard]")
{
    auto const names = kinds();
    REQUIRE(names.size() >= 22);
    std::vector<std::string> violations;
    for (TextFile const &file :
         files_below({"engine/diff", "engine/plan", "engine/render", "include/schemadiff/diff",
                      "include/schemadiff/plan"})) {
        auto const found = kinds_named_in(file, names);
        violations.insert(violations.end(), found.begin(), found.end());
    }
    INFO(joined(violations));
    CHECK(violations.empty());
}

TEST_CASE("a kind is found in code, and not in comments, strings or longer words", "[guard]")
{
    std::string const text = "// Table\n"
                             "/* Index\n*/ auto words = \"View\"; auto raw = R\"x(Policy)x\";\n"
                             "TableRow row; char sign = '\"';\n"
                             "if (id.kind() == kind_of<Table>) {}\n";
    CHECK(kinds_named_in({"engine/plan/fold.cpp", text}, {"Table", "Index", "View", "Policy"}) ==
          std::vector<std::string>{"engine/plan/fold.cpp:5: names the kind Table"});
}
