// Every kind of object has its cases: a folder in fixtures/cases that shows each way in which it
// can change, with a truth that is run on a server.
#include "source_tree.hpp"

#include <support/catch.hpp>

#include <map>
#include <regex>

using namespace schemadiff::guard;

namespace
{

// Kinds that have no steps of their own, and why.
std::map<std::string, std::string> const told_by_others{
    {"CompositeAttribute", "attributes have an order, so that their changes are the type's"},
    {"DefaultPrivileges", "without a grant they say nothing"},
};

// Kinds that PostgreSQL has no statement to drop for, and why.
std::map<std::string, std::string> const gone_with_others{
    {"IndexPartition", "an index leaves the index of its table with that, or with its partition"},
};

struct KindOfCase {
    std::string type;   // PrimaryKey
    std::string folder; // primary_key
    std::string word;   // primary key
    bool can_be_altered = false;
    bool can_be_renamed = false;
};

std::string snake_case(std::string const &type)
{
    std::string name;
    for (char const letter : type) {
        bool const capital = std::isupper(static_cast<unsigned char>(letter)) != 0;
        name += capital && !name.empty() ? "_" : "";
        name += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    }
    return name;
}

// The text of the first group of each match.
std::vector<std::string> found(std::string const &text, std::string const &pattern)
{
    std::regex const wanted{pattern};
    std::vector<std::string> all;
    for (std::sregex_iterator match{text.begin(), text.end(), wanted}, end; match != end; ++match) {
        all.push_back((*match)[1]);
    }
    return all;
}

std::string text_below(std::string_view folder)
{
    std::string text;
    for (TextFile const &file : files_below({folder})) {
        text += file.text;
    }
    return text;
}

std::vector<KindOfCase> kinds()
{
    auto const list = text_of(top() / "include/schemadiff/model/kind.hpp");
    auto const begin = list.find("KindList<", list.find("using Kinds ="));
    auto const names = list.substr(begin, list.find(">;", begin) - begin);
    auto const structs = text_below("include/schemadiff/model/kinds");
    auto const rules = text_below("engine/kinds");
    std::vector<KindOfCase> all;
    for (std::string const &type : found(names, R"((\w+)(?=[,>]|$))")) {
        KindOfCase kind{type, snake_case(type), "", false, false};
        auto const at = structs.find("struct " + type + " {");
        auto const words =
            found(structs.substr(std::min(at, structs.size())), R"(word = "([a-z ]+)\")");
        kind.word = words.empty() ? "" : words.front();
        for (std::string const &rule :
             found(rules, R"(\.kind = kind_of<)" + type + R"(>([^;]*);)")) {
            kind.can_be_altered = rule.find(".alter = ") != rule.npos;
            kind.can_be_renamed = rule.find(".rename = ") != rule.npos;
        }
        all.push_back(std::move(kind));
    }
    return all;
}

std::vector<fs::path> folders_in(fs::path const &folder)
{
    std::vector<fs::path> folders;
    if (fs::exists(folder)) {
        for (auto const &entry : fs::directory_iterator{folder}) {
            if (entry.is_directory()) {
                folders.push_back(entry.path());
            }
        }
    }
    return folders;
}

// A folder without what the runners need, or with a reason that is empty.
std::vector<std::string> mistakes_in(fs::path const &folder)
{
    std::vector<std::string> mistakes;
    auto const name = folder.parent_path().filename().string() + '/' + folder.filename().string();
    for (char const *const file : {"before.yaml", "after.yaml", "up.sql", "down.sql", "plan.txt"}) {
        if (text_of(folder / file).empty()) {
            mistakes.push_back(name + " has no " + file);
        }
    }
    for (char const *const file : {"before.sql", "after.sql"}) {
        if (!fs::exists(folder / file)) {
            mistakes.push_back(name + " has no " + file);
        }
    }
    static std::regex const versions{"(\\d+-\\d*|-\\d+)\n(.+\n)+"};
    if (fs::exists(folder / "versions.txt") &&
        !std::regex_match(text_of(folder / "versions.txt"), versions)) {
        mistakes.push_back(name + " has a versions.txt that names no versions, or no reason");
    }
    for (char const *const file : {"one_way.txt", "note.txt"}) {
        if (fs::exists(folder / file) && text_of(folder / file).size() < 10) {
            mistakes.push_back(name + " has a " + file + " that says nothing");
        }
    }
    return mistakes;
}

// Of a kind's cases: "create" where a script creates an object of this kind in a step of its own.
std::set<std::string> actions_shown(KindOfCase const &kind)
{
    std::set<std::string> shown;
    for (fs::path const &folder : folders_in(top() / "fixtures/cases" / kind.folder)) {
        auto const script = text_of(folder / "up.sql");
        for (char const *const action : {"create", "alter", "drop", "rename"}) {
            if (script.find("-- " + std::string(action) + ' ' + kind.word + ' ') != script.npos ||
                script.find("-- " + std::string(action) + ' ' + kind.word + " on ") !=
                    script.npos) {
                shown.insert(action);
            }
        }
    }
    return shown;
}

} // namespace

TEST_CASE("every kind has cases in which it is created, altered, renamed and dropped", "[guard]")
{
    auto const all = kinds();
    REQUIRE(all.size() >= 22);
    for (KindOfCase const &kind : all) {
        INFO(kind.type << " in fixtures/cases/" << kind.folder);
        REQUIRE_FALSE(kind.word.empty());
        auto const shown = actions_shown(kind);
        if (told_by_others.contains(kind.type)) {
            CHECK_FALSE(shown.contains("create"));
            continue;
        }
        CHECK(shown.contains("create"));
        CHECK(shown.contains("drop") != gone_with_others.contains(kind.type));
        CHECK((shown.contains("alter") || !kind.can_be_altered));
        CHECK(shown.contains("rename") == kind.can_be_renamed);
    }
}

TEST_CASE("every folder of cases is a kind's, and every case has its files", "[guard]")
{
    std::set<std::string> names;
    for (KindOfCase const &kind : kinds()) {
        names.insert(kind.folder);
    }
    std::vector<std::string> mistakes;
    std::size_t count = 0;
    for (fs::path const &kind : folders_in(top() / "fixtures/cases")) {
        INFO(kind);
        CHECK(names.contains(kind.filename().string()));
        for (fs::path const &folder : folders_in(kind)) {
            ++count;
            auto const found_here = mistakes_in(folder);
            mistakes.insert(mistakes.end(), found_here.begin(), found_here.end());
        }
    }
    CHECK(count > 100);
    INFO(joined(mistakes));
    CHECK(mistakes.empty());
}

TEST_CASE("a folder without the files of a case is found", "[guard]")
{
    auto const mistakes = mistakes_in(top() / "fixtures/cases");
    CHECK(mistakes.size() == 7);
}
