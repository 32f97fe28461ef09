// The folders of fixtures/cases, which are run offline (tests/golden) and against a server
// (tests/live). A case is a pair of states about one thing; docs/testing.md says what its files
// are.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace schemadiff::test
{

struct Case {
    std::filesystem::path folder;
    std::string name; // enum/add_label_in_the_middle

    [[nodiscard]] bool has(std::string const &file) const;
    [[nodiscard]] std::string text_of(std::string const &file) const;
};

// Sorted by name. Only those whose name contains the text in SCHEMADIFF_CASES, where it is set.
// Throws where there are none, so that a mistyped filter does not pass for a success.
std::vector<Case> cases();

// The server versions that a case is for: a line `15-`, `-17` or `13-16` in its versions.txt, and
// below it what the others lack. Without that file, all.
struct CaseVersions {
    int first = 0;
    int last = 1000;
    std::string reason;

    [[nodiscard]] bool contain(int major) const { return first <= major && major <= last; }
};
// Throws where the file says something else, or gives no reason.
CaseVersions versions_of(Case const &one);

// Cases that can share a database, because no schema of one is a schema of another and
// none speaks about the database as a whole.
// SCHEMADIFF_CASES_APART gives each a group of its own, to see by itself what fails in company.
std::vector<std::vector<Case>> cases_in_groups(std::vector<Case> const &all);

} // namespace schemadiff::test
