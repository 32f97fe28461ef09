#include <support/cases.hpp>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>
#include <stdexcept>

namespace schemadiff::test
{

namespace
{

namespace fs = std::filesystem;

std::vector<fs::path> folders_in(fs::path const &folder)
{
    std::vector<fs::path> folders;
    for (auto const &entry : fs::directory_iterator{folder}) {
        if (entry.is_directory()) {
            folders.push_back(entry.path());
        }
    }
    std::sort(folders.begin(), folders.end());
    return folders;
}

std::vector<std::string> lines_of(std::string const &text)
{
    std::vector<std::string> lines;
    std::istringstream stream{text};
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(line);
    }
    return lines;
}

// The keys of the lines that stand `indent` spaces in.
std::set<std::string> keys(std::string const &text, std::size_t indent)
{
    std::set<std::string> found;
    for (std::string const &line : lines_of(text)) {
        auto const start = line.find_first_not_of(' ');
        auto const end = line.find(':');
        if (start == indent && end != line.npos) {
            found.insert(line.substr(start, end - start));
        }
    }
    return found;
}

// What a case asks of its database, judged by the layout in which cases are written.
struct Needs {
    std::set<std::string> schemas;
    bool alone = false;
};

Needs needs_of(Case const &one)
{
    Needs needs;
    // What has no way back would leave the others without theirs.
    needs.alone = one.has("one_way.txt");
    for (char const *const state : {"before.yaml", "after.yaml"}) {
        auto const text = one.text_of(state);
        needs.schemas.merge(keys(text, 2));
        // Extensions, claims and conventions are those of a whole database.
        for (std::string const &key : keys(text, 0)) {
            needs.alone |= key != "schemadiff" && key != "schemas";
        }
    }
    return needs;
}

bool can_share(Needs const &some, Needs const &others)
{
    return !some.alone && !others.alone &&
           std::none_of(some.schemas.begin(), some.schemas.end(),
                        [&](std::string const &name) { return others.schemas.contains(name); });
}

} // namespace

bool Case::has(std::string const &file) const
{
    return fs::exists(folder / file);
}

std::string Case::text_of(std::string const &file) const
{
    std::ifstream stream{folder / file, std::ios::binary};
    if (!stream) {
        throw std::runtime_error{name + " has no " + file};
    }
    return {std::istreambuf_iterator<char>{stream}, {}};
}

std::vector<Case> cases()
{
    char const *const wanted = std::getenv("SCHEMADIFF_CASES");
    std::vector<Case> all;
    for (fs::path const &kind : folders_in(FIXTURES_DIR "/cases")) {
        for (fs::path const &folder : folders_in(kind)) {
            auto name = kind.filename().string() + '/' + folder.filename().string();
            if (wanted == nullptr || name.find(wanted) != name.npos) {
                all.push_back({folder, std::move(name)});
            }
        }
    }
    if (all.empty()) {
        throw std::runtime_error{wanted == nullptr
                                     ? std::string{"there is no case in fixtures/cases"}
                                     : "no case has a name with " + std::string{wanted}};
    }
    return all;
}

CaseVersions versions_of(Case const &one)
{
    CaseVersions versions;
    if (!one.has("versions.txt")) {
        return versions;
    }
    auto const text = one.text_of("versions.txt");
    std::smatch parts;
    static std::regex const form{"(\\d*)-(\\d*)\n((?:.+\n)+)"};
    if (!std::regex_match(text, parts, form) || (parts.length(1) == 0 && parts.length(2) == 0)) {
        throw std::runtime_error{one.name + "/versions.txt is no range such as 15- or -17 with a "
                                            "reason below it"};
    }
    versions.first = parts.length(1) == 0 ? versions.first : std::stoi(parts[1]);
    versions.last = parts.length(2) == 0 ? versions.last : std::stoi(parts[2]);
    versions.reason = parts[3];
    std::replace(versions.reason.begin(), versions.reason.end() - 1, '\n', ' ');
    versions.reason.pop_back();
    return versions;
}

std::vector<std::vector<Case>> cases_in_groups(std::vector<Case> const &all)
{
    bool const apart = std::getenv("SCHEMADIFF_CASES_APART") != nullptr;
    struct Group {
        std::vector<Case> cases;
        Needs needs;
    };
    std::vector<Group> groups;
    for (Case const &one : all) {
        auto const needs = needs_of(one);
        auto const group = std::find_if(groups.begin(), groups.end(), [&](Group const &other) {
            return !apart && can_share(needs, other.needs);
        });
        if (group == groups.end()) {
            groups.push_back({{one}, needs});
        } else {
            group->cases.push_back(one);
            group->needs.schemas.insert(needs.schemas.begin(), needs.schemas.end());
        }
    }
    std::vector<std::vector<Case>> result;
    for (Group &group : groups) {
        result.push_back(std::move(group.cases));
    }
    return result;
}

} // namespace schemadiff::test
