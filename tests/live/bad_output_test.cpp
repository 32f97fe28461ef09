// Results that cannot be written, questions that cannot be asked, and wrong usage: exit codes and
// messages, and that nothing is changed.
#include "program_bench.hpp"

#include <sys/stat.h>
#include <unistd.h>

using namespace schemadiff;
using namespace schemadiff::test;

namespace
{

struct Bench : ProgramBench {
    Bench()
    {
        folder.write("state.yaml", one_table);
        folder.write("bare/state.yaml", "schemadiff: 1\n");
    }

    [[nodiscard]] Ran with(Stdout out, std::vector<std::string> arguments) const
    {
        auto one = call(std::move(arguments));
        one.out = out;
        return run_program(one);
    }
};

} // namespace

TEST_CASE("a result that cannot be written is an error, whatever the reason")
{
    Bench const bench;
    struct Case {
        Stdout out;
        std::string reason;
    };
    for (Case const &one :
         {Case{Stdout::closed, "Bad file descriptor"}, Case{Stdout::broken_pipe, "Broken pipe"},
          Case{Stdout::full_disk, "No space left on device"}}) {
        for (auto const &arguments :
             std::vector<std::vector<std::string>>{{"plan", "state.yaml", "--no-prove"},
                                                   {"inspect"},
                                                   {"inspect", "--format", "json"},
                                                   {"drift", "state.yaml"},
                                                   {"status"},
                                                   {"doctor", "--no-scratch-server"},
                                                   {"version"},
                                                   {"plan", "--help"}}) {
            INFO(arguments.front() << ": " << one.reason);
            auto const ran = bench.with(one.out, arguments);
            CHECK(ran.exit_code == 1);
            CHECK(ran.err ==
                  "error: the result cannot be written to stdout: " + one.reason + " [SD6010]\n");
        }
    }
}

TEST_CASE("an apply that cannot show its plan changes nothing")
{
    Bench const bench;
    auto const before = dump(bench.database.address());
    auto const ran = bench.with(Stdout::closed, {"apply", "state.yaml", "--yes", "--no-prove"});
    CHECK(ran.exit_code == 1);
    CHECK(dump(bench.database.address()) == before);
}

TEST_CASE("a file that cannot be written is named, and the old one stays whole")
{
    Bench const bench;
    auto const check = [&](std::vector<std::string> const &arguments, std::string const &message) {
        auto const ran = bench.run(arguments);
        CHECK(ran.exit_code == 1);
        CHECK(ran.err == message);
    };
    check({"plan", "state.yaml", "--no-prove", "--output", "no/such/plan.txt"},
          "error: cannot write 'no/such/plan.txt': No such file or directory [SD6010]\n");
    check({"plan", "state.yaml", "--no-prove", "--save", "no/such/plan.json"},
          "error: cannot write 'no/such/plan.json': No such file or directory [SD6010]\n");
    check({"inspect", "--output", "no/such/state.json"},
          "error: cannot write 'no/such/state.json': No such file or directory [SD6010]\n");
    // A folder that stands where the file should.
    std::filesystem::create_directories(bench.folder.path() / "taken.txt/inside");
    check({"plan", "state.yaml", "--no-prove", "--output", "taken.txt"},
          "error: cannot write 'taken.txt': Is a directory [SD6010]\n");
    CHECK_FALSE(std::filesystem::exists(bench.folder.path() / "taken.txt.schemadiff-new"));
}

TEST_CASE("without a terminal nothing is asked: it is an error of usage, and nothing is changed")
{
    Bench const bench;
    auto const before = dump(bench.database.address());
    auto const apply = bench.run({"apply", "state.yaml", "--no-prove"});
    CHECK(apply.exit_code == 64);
    CHECK(apply.err == "error: there is no terminal to ask on: 'Run 2 step(s)?' [SD6005]\n"
                       "hint: Add --yes where the answer is yes.\n");
    CHECK(dump(bench.database.address()) == before);
    auto const adopt = bench.run({"adopt", "bare/state.yaml"});
    CHECK(adopt.exit_code == 64);
    CHECK_THAT(adopt.err, Contains("there is no terminal to ask on"));
    auto const rollback = bench.run({"rollback"});
    CHECK(rollback.exit_code == 64);
    CHECK(rollback.err == "error: there is no terminal to ask on: 'Undo the last 1 run(s)?' "
                          "[SD6005]\nhint: Add --yes where the answer is yes.\n");
    CHECK(dump(bench.database.address()) == before);
}

TEST_CASE("wrong usage is 64, and says what is meant")
{
    Bench const bench;
    auto const check = [&](std::vector<std::string> const &arguments, std::string const &message) {
        auto const ran = bench.run(arguments);
        CHECK(ran.exit_code == 64);
        CHECK(ran.out == "");
        CHECK(ran.err == message);
    };
    check({}, "error: no command is given [SD6001]\n"
              "hint: Run schemadiff --help to see the commands.\n");
    check({"plna"}, "error: unknown command 'plna' [SD6001]\n"
                    "hint: Did you mean 'plan'?\n"
                    "hint: Run schemadiff --help to see the commands.\n");
    check({"reset"}, "error: this version of schemadiff has no command 'reset' [SD6004]\n"
                     "hint: Run schemadiff --help to see the commands.\n");
    check({"apply", "state.yaml", "--alow", "all"},
          "error: unknown option '--alow' of schemadiff apply [SD6002]\n"
          "hint: Did you mean '--allow'?\n"
          "hint: Run schemadiff apply --help to see its options.\n");
    check({"plan"}, "error: schemadiff plan needs a STATE [SD6003]\n"
                    "hint: Name the YAML file or the folder of the desired state.\n");
    check({"plan", "state.yaml", "--env", "prod"},
          "error: there is no schemadiff.yaml that could describe the environment 'prod' [SD6006]\n"
          "hint: Write one, or name it with --config.\n");
    check({"inspect", "--format", "json", "--output", "state/"},
          "error: a snapshot is one file, and '--output' names a folder [SD6003]\n"
          "hint: Name a file.\n");
}

TEST_CASE("mistakes of the configuration are told with their place")
{
    Bench const bench;
    auto const check = [&](std::string const &config, std::vector<std::string> arguments,
                           std::string const &message) {
        bench.folder.write("schemadiff.yaml", config);
        arguments.insert(arguments.end(), {"--config", "schemadiff.yaml"});
        auto const ran = bench.run(std::move(arguments));
        CHECK(ran.exit_code == 1);
        CHECK(ran.out == "");
        CHECK(ran.err == message);
    };
    check("db_env: NO_SUCH_URL\n", {"status"},
          "error: the variable NO_SUCH_URL holds no address [SD6008]\n"
          "hint: The configuration names it for this environment; set it, or use --db.\n");
    check(
        "scratch: postgresql://app:hunter2hunter2@db/shop\n", {"status"},
        "schemadiff.yaml:1:10: error: a password does not belong into the configuration [SD6007]\n"
        "     1 | scratch: postgresql://app:***@db/shop\n"
        "       |          ^\n"
        "hint: Put the address into a variable and write its name behind 'db_env'.\n"
        "hint: Change the password if the file has been shared.\n");
    check("", {"history", "12"},
          "error: there is no run 12 in the journal in schema schemadiff [SD6011]\n"
          "hint: Run schemadiff history to see them.\n");
}

TEST_CASE("an allowance whose day has passed is told, and allows nothing")
{
    Bench const bench;
    bench.done({"apply", "state.yaml", "--yes", "--no-prove"});
    bench.folder.write("schemadiff.yaml",
                       "allow:\n  - {hazard: delete_data, reason: spring, until: 2001-02-03}\n");
    auto const ran = bench.run({"rollback", "--yes"});
    CHECK(ran.exit_code == 3);
    CHECK(ran.err.substr(0, ran.err.find("state.yaml")) ==
          "schemadiff.yaml:2:5: warning: the allowance of delete_data ended with 2001-02-03 "
          "[SD6009]\n"
          "hint: Take it out, or give it a new day and a reason that still holds.\n");
}
