// Secrets in a desired state: set on the target, and nowhere else to be found.
#include "program_bench.hpp"

using namespace schemadiff;
using namespace schemadiff::test;

namespace
{

// A user mapping with an option that is set by the program and never read back.
std::string const with_secret = "schemadiff: 1\n"
                                "foreign_data_wrappers:\n"
                                "  files:\n"
                                "foreign_servers:\n"
                                "  cellar:\n"
                                "    wrapper: files\n"
                                "    user_mappings:\n"
                                "      public: {options: {user: bob, password: hush-a-bye}}\n";

constexpr char const *secret = "hush-a-bye";

struct SecretBench : ProgramBench {
    SecretBench() { folder.write("state.yaml", with_secret); }
};

} // namespace

TEST_CASE("a secret is set on the target, and stands in no output, file or journal")
{
    SecretBench const bench;
    auto const planned = bench.run({"plan", "state.yaml", "--save", "plan.json"});
    CHECK(planned.exit_code == 0);
    auto const applied = bench.run({"apply", "state.yaml", "--yes", "--allow", "all"});
    REQUIRE(applied.exit_code == 0);
    auto const inspected = bench.run({"inspect"});

    CHECK(bench.value("SELECT array_to_string(umoptions, ' ') FROM pg_user_mappings") ==
          "user=bob password=hush-a-bye");
    for (std::string const &text : {planned.out, planned.err, applied.out, applied.err,
                                    inspected.out, text_of(bench.folder / "plan.json")}) {
        CHECK(text.find(secret) == std::string::npos);
    }
    CHECK(bench.value("SELECT count(*) FROM schemadiff.schemadiff_run r "
                      "WHERE r::text LIKE '%hush-a-bye%'") == "0");
    CHECK(bench.run({"drift", "state.yaml"}).exit_code == 0);
}

TEST_CASE("a plan file keeps no secret, so a step that needs one is refused")
{
    SecretBench const bench;
    bench.done({"plan", "state.yaml", "--no-prove", "--save", "plan.json"});
    auto const before = bench.dump();
    auto const ran = bench.run({"apply", "--plan", "plan.json", "--yes", "--allow", "all"});
    CHECK(ran.exit_code == 1);
    CHECK_THAT(ran.err, Contains("error: a statement needs a secret, which plan files and the "
                                 "journal do not keep [SD5013]\n"
                                 "hint: Apply the desired state itself, not a plan file.\n"));
    CHECK(bench.dump() == before);
}
