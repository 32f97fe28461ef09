// What the tests of docs/pitfalls.md share: a database that somebody made by hand, the desired
// state as a user writes it, and pg_dump and the rows as judges that know nothing of schemadiff.
#pragma once

#include "program_bench.hpp"

#include <support/dump_entries.hpp>
#include <support/table_values.hpp>

#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::test
{

inline bool has(std::string const &text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

inline std::string as_text(std::vector<std::string> const &lines)
{
    std::string text;
    for (std::string const &line : lines) {
        text += line + '\n';
    }
    return text;
}

// The part of a script from one text to the next occurrence of another.
inline std::string between(std::string const &script, std::string const &from,
                           std::string const &to)
{
    auto const begin = script.find(from);
    auto const end = begin == std::string::npos ? begin : script.find(to, begin + from.size());
    INFO(script << "\nlacks " << from << " and then " << to);
    REQUIRE(end != std::string::npos);
    return script.substr(begin, end - begin);
}

class Pitfall
{
public:
    // The live side, made by hand.
    explicit Pitfall(std::string const &by_hand)
    {
        make_roles();
        sql(by_hand);
        start_ = dump_entries(address());
        values_ = table_values(address());
    }

    [[nodiscard]] postgres::Address address() const { return bench_.database.address(); }
    void sql(std::string const &text) const { run_sql(address(), text); }
    [[nodiscard]] std::string value(std::string const &query) const { return bench_.value(query); }

    // The desired state from here on; without the line that names the format.
    void wants(std::string const &yaml) const
    {
        bench_.folder.write("state.yaml", "schemadiff: 1\n" + yaml);
    }

    // Runs the program with the desired state; ephemeral servers are not what is tested here.
    [[nodiscard]] Ran run(std::string const &command, std::vector<std::string> const &more) const
    {
        std::vector<std::string> arguments{command, "state.yaml", "--scratch",
                                           url_of(test_server().address())};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return bench_.run(std::move(arguments));
    }
    [[nodiscard]] std::string done(std::string const &command,
                                   std::vector<std::string> const &more = {}) const
    {
        auto const ran = run(command, more);
        INFO(command << " ends with " << ran.exit_code << "\n" << ran.out << ran.err);
        REQUIRE(ran.exit_code == 0);
        return ran.out;
    }

    // The script of what would be done.
    [[nodiscard]] std::string plan() const
    {
        return done("plan", {"--format", "sql", "--no-prove"});
    }
    // The same for `apply_saved`. Proofs would take half of the time, and each way is gone on the
    // database itself; SCHEMADIFF_PITFALLS_PROVED=1 asks for them all the same.
    [[nodiscard]] std::string saved_plan() const
    {
        static bool const with_proofs = std::getenv("SCHEMADIFF_PITFALLS_PROVED") != nullptr;
        return with_proofs ? proved_plan()
                           : done("plan", {"--format", "sql", "--save", "plan.json", "--no-prove"});
    }
    [[nodiscard]] std::string proved_plan() const
    {
        auto script = done("plan", {"--format", "sql", "--save", "plan.json"});
        INFO(script);
        CHECK_THAT(text_of(file("plan.json")), Contains(R"("outcome": "proved")"));
        CHECK_THAT(text_of(file("plan.json")), Contains(R"("wrong_claims": [])"));
        return script;
    }
    // Unlike `apply` of a state it remembers nothing of what means the same, so that whatever is
    // planned next has to be found out anew.
    void apply_saved() const
    {
        (void)bench_.done({"apply", "--plan", "plan.json", "--yes", "--allow", "all"});
        has_nothing_to_do();
    }

    void has_nothing_to_do() const
    {
        auto const ran = run("plan", {"--exit-code"});
        INFO(ran.out << ran.err);
        CHECK(ran.exit_code == 0);
        CHECK(has(ran.out, "No changes."));
    }

    void apply() const
    {
        (void)done("apply", {"--yes", "--allow", "all"});
        has_nothing_to_do();
    }
    // Where a proof would show nothing new.
    void apply_unproved() const { (void)done("apply", {"--yes", "--allow", "all", "--no-prove"}); }

    void is_like(std::string const &by_hand) const
    {
        auto const truth = fresh_database();
        run_sql(truth.address(), by_hand);
        CHECK(as_text(difference(dump_entries(address()), dump_entries(truth.address()))) == "");
    }
    // What the other was made to be at first.
    void is_like(Pitfall const &other) const
    {
        CHECK(as_text(difference(dump_entries(address()), other.start_)) == "");
    }

    void has_lost_nothing() const
    {
        CHECK(as_text(lost(values_, table_values(address()), {})) == "");
    }

    // To what was made by hand, rows and all.
    void roll_back() const
    {
        bench_.done({"rollback", "--yes", "--allow", "all"});
        is_as_it_was();
    }
    void is_as_it_was() const
    {
        CHECK(as_text(difference(dump_entries(address()), start_)) == "");
        CHECK(as_text(changed(values_, table_values(address()), {})) == "");
    }

    // The whole way: the plan, what it makes, that no row is lost, that it converges, and back. The
    // script is the result; the database stands where it began.
    [[nodiscard]] std::string goes_to(std::string const &yaml, std::string const &truth) const
    {
        wants(yaml);
        auto script = saved_plan();
        INFO(script);
        apply_saved();
        is_like(truth);
        has_lost_nothing();
        roll_back();
        return script;
    }

    // What is there is what the YAML says, and the YAML makes the same of an empty database.
    void is_already(std::string const &yaml) const
    {
        wants(yaml);
        has_nothing_to_do();
        Pitfall const empty{""};
        empty.wants(yaml);
        empty.apply_unproved();
        INFO("made from the desired state");
        empty.is_like(*this);
    }

    // In the folder in which the program runs.
    [[nodiscard]] std::string file(std::string const &name) const { return bench_.folder / name; }

    // Runs the program with these arguments alone.
    [[nodiscard]] std::string done_alone(std::vector<std::string> arguments) const
    {
        return bench_.done(std::move(arguments));
    }

private:
    static void make_roles()
    {
        static bool const made = [] {
            run_sql(test_server().address(), text_of(FIXTURES_DIR "/cases/roles.sql"));
            return true;
        }();
        CHECK(made);
    }

    ProgramBench bench_;
    DumpEntries start_;
    TableValues values_;
};

} // namespace schemadiff::test
