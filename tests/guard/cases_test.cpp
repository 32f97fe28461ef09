// Every kind of object has its cases: a folder in fixtures/cases that shows each way in which it
// can change, with a truth that is run on a server.
#include "kinds_and_cases.hpp"

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
    {"ExtensionRelation", "CREATE EXTENSION makes it, and grants say the rest"},
    {"IdentitySequence", "PostgreSQL makes and drops it with the identity of its column"},
};

// Kinds that PostgreSQL has no statement to drop for, and why.
std::map<std::string, std::string> const gone_with_others{
    {"ExtensionFunction", "DROP EXTENSION drops it"},
    {"IndexPartition", "an index leaves the index of its table with that, or with its partition"},
};

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
