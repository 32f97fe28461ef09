// The plan of a case and the files that it is written in, for the tests with and without a server.
#pragma once

#include <engine/cli/flow.hpp>
#include <engine/render/plan_text.hpp>
#include <engine/render/sql_script.hpp>

#include <support/cases.hpp>
#include <support/catch.hpp>

#include <cstdlib>
#include <fstream>

namespace schemadiff::test
{

// The files of a case are named as if the program ran in their folder.
class WorkingFolder
{
public:
    explicit WorkingFolder(std::filesystem::path const &folder)
    {
        std::filesystem::current_path(folder);
    }
    ~WorkingFolder() { std::filesystem::current_path(before_); }
    WorkingFolder(WorkingFolder const &) = delete;
    WorkingFolder &operator=(WorkingFolder const &) = delete;

private:
    std::filesystem::path before_ = std::filesystem::current_path();
};

// What `schemadiff plan --from before --to after --no-prove` makes of two files. Nothing is asked
// where the workshop has no server.
inline Plan plan_between(std::string const &before, std::string const &after,
                         elaborate::Workshop &workshop)
{
    cli::Common const common;
    Diagnostics diagnostics;
    auto const desired = cli::read_state({after}, common, workshop, diagnostics);
    auto const current = cli::read_state({before}, common, workshop, diagnostics);
    CHECK(diagnostics.empty());
    return cli::plan_for({current, desired, {}, {}, {}, false}, workshop).plan;
}

// With SCHEMADIFF_BLESS set the expected file is rewritten instead, so that a deliberate change
// of output is reviewed as a diff of the fixtures.
inline void check_or_bless(Case const &one, std::string const &file, std::string const &actual)
{
    if (std::getenv("SCHEMADIFF_BLESS") != nullptr) {
        std::ofstream{one.folder / file, std::ios::binary} << actual;
    }
    INFO(file);
    CHECK(actual == one.text_of(file));
}

inline void check_or_bless(Case const &one, Plan const &plan)
{
    check_or_bless(one, "up.sql", render::up_script(plan));
    check_or_bless(one, "down.sql", render::down_script(plan));
    check_or_bless(one, "plan.txt", render::plan_text(plan));
}

} // namespace schemadiff::test
