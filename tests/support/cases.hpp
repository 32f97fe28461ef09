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

// Cases that can share a database, because no schema of one is a schema of another and
// none speaks about the database as a whole.
// SCHEMADIFF_CASES_APART gives each a group of its own, to see by itself what fails in company.
std::vector<std::vector<Case>> cases_in_groups();

} // namespace schemadiff::test
