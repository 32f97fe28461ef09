// Random pairs of scripts (tests/support/random_scripts.hpp): SQL makes both sides, inspect writes
// them down, and a plan brings the one to the other, back, and there again. Pairs share databases,
// because most of the time goes into making and dumping them; SCHEMADIFF_SEEDS=1 with
// SCHEMADIFF_FIRST_SEED looks at one of them alone. On the installed version only: of those before
// 15 not all pairs are taken up yet.
#include "way_bench.hpp"

#include <engine/introspect/introspect.hpp>
#include <parser/yaml/writer.hpp>

#include <support/golden.hpp>
#include <support/program.hpp>
#include <support/random_scripts.hpp>
#include <support/random_seeds.hpp>

#include <algorithm>

using namespace schemadiff;
using namespace schemadiff::test;

namespace
{

// What inspect writes of the database.
std::string inspected(postgres::Address const &address)
{
    postgres::Connection connection{address};
    yaml::WriteOptions everything;
    everything.everything = true;
    return yaml::written(introspect::introspect(connection), everything);
}

} // namespace

TEST_CASE("random pairs of scripts: there, back and there again", "[pairs]")
{
    run_sql(test_server().address(), Case{FIXTURES_DIR "/cases", "roles"}.text_of("roles.sql"));
    constexpr std::size_t pairs_of_a_database = 8;
    auto const seeds = tests::seeds(200);
    for (std::size_t first = 0; first < seeds.size(); first += pairs_of_a_database) {
        auto const last = std::min(first + pairs_of_a_database, seeds.size());
        DYNAMIC_SECTION("seeds " << seeds[first] << " to " << seeds[last - 1])
        {
            auto const a = fresh_database();
            auto const b = fresh_database();
            for (std::size_t at = first; at < last; ++at) {
                auto const scripts =
                    tests::random_scripts({.seed = static_cast<std::uint64_t>(seeds[at]),
                                           .server_major = test_server().binaries().major});
                run_sql(a.address(), scripts.before);
                run_sql(b.address(), scripts.after);
            }
            TestFolder const folder;
            Truth const before{{folder.write("before.yaml", inspected(a.address()))},
                               dump_entries(a.address())};
            Truth const after{{folder.write("after.yaml", inspected(b.address()))},
                              dump_entries(b.address())};
            Way(a.address(), before, after).there_and(Way::Turns::back_and_there_again);
            Way(b.address(), after, before).there_and(Way::Turns::back);
        }
    }
}
