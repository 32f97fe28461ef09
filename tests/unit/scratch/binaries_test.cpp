#include <engine/scratch/binaries.hpp>
#include <engine/scratch/database.hpp>
#include <engine/scratch/place.hpp>
#include <engine/scratch/process.hpp>

#include <support/catch.hpp>

#include <optional>
#include <string>
#include <vector>

using schemadiff::scratch::Binaries;
using schemadiff::scratch::made_at;
using schemadiff::scratch::run;
using schemadiff::scratch::version_in;

namespace
{

std::vector<int> sorted(std::vector<int> const &majors, std::optional<int> preferred)
{
    std::vector<Binaries> all;
    for (int const major : majors) {
        all.push_back({"", major, ""});
    }
    schemadiff::scratch::sort_by_preference(all, preferred);
    std::vector<int> result;
    for (auto const &one : all) {
        result.push_back(one.major);
    }
    return result;
}

} // namespace

TEST_CASE("the preferred major version comes first, then newer ones, then older ones")
{
    CHECK(sorted({13, 18, 15, 14, 16}, 15) == std::vector<int>{15, 16, 18, 14, 13});
    CHECK(sorted({13, 18, 15}, 14) == std::vector<int>{15, 18, 13});
    CHECK(sorted({13, 18, 15}, std::nullopt) == std::vector<int>{18, 15, 13});
}

TEST_CASE("a version is read from what postgres says")
{
    CHECK(version_in("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n") == "15.18");
    CHECK(version_in("postgres (PostgreSQL) 18beta1\n") == "18beta1");
    CHECK(version_in("postgres (EnterpriseDB) 15\n").empty());
    CHECK(version_in("").empty());
    CHECK(schemadiff::scratch::version_text(150018) == "15.18");
}

TEST_CASE("a scratch database tells its age by its name, and no other database does")
{
    CHECK(made_at("schemadiff_scratch_10_ab") ==
          std::chrono::system_clock::time_point{std::chrono::seconds{16}});
    for (auto const *other : {"postgres", "schemadiff_scratch_", "schemadiff_scratch_notes",
                              "schemadiff_scratch_10", "xschemadiff_scratch_10_a"}) {
        CHECK_FALSE(made_at(other));
    }
}

TEST_CASE("a program's output and exit code are seen, and its environment is clean")
{
    setenv("PGSCHEMADIFFTEST", "leaks", 1);
    auto const finished =
        run({{"/bin/sh", "-c", "echo \"<$PGSCHEMADIFFTEST>$LC_ALL\"; pwd; echo oops >&2; exit 3"},
             std::nullopt});
    unsetenv("PGSCHEMADIFFTEST");

    CHECK(finished.exit_code == 3);
    CHECK(finished.output == "<>C\n/\noops\n");
    CHECK(run({{"/no/such/program"}, std::nullopt}).exit_code == 127);
    CHECK(run({{"/bin/sh", "-c", "kill -9 $$"}, std::nullopt}).exit_code == 128 + 9);
}
