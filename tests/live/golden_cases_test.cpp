// The cases of fixtures/cases on a server: hand-written SQL makes both states, pg_dump judges
// what a plan makes of one of them: there, back and there again, then the other way round.
//
// Cases that do not meet share a database, because most of the time goes into making and dumping
// one; SCHEMADIFF_CASES_APART=1 gives each its own.
#include <engine/execute/executor.hpp>

#include <support/dump_entries.hpp>
#include <support/golden.hpp>
#include <support/table_values.hpp>
#include <support/test_server.hpp>

#include <algorithm>
#include <iostream>
#include <sstream>

using namespace schemadiff;
using namespace schemadiff::test;

namespace
{

using Lines = std::vector<std::string>;
using Group = std::vector<Case>;

std::string text_of(Lines const &lines)
{
    std::string text;
    for (std::string const &line : lines) {
        text += line + '\n';
    }
    return text;
}

void make_roles_and_tablespaces()
{
    static bool const made = [] {
        run_sql(test_server().address(),
                Case{FIXTURES_DIR "/cases", "roles of the cases"}.text_of("roles.sql"));
        make_tablespaces();
        return true;
    }();
    CHECK(made);
}

void run_files(postgres::Address const &address, Group const &group, std::string const &file)
{
    for (Case const &one : group) {
        INFO(one.name << '/' << file);
        REQUIRE_NOTHROW(run_sql(address, one.text_of(file)));
    }
}

cli::Common common_for(postgres::Address const &address)
{
    cli::Common common;
    common.db = address.conninfo();
    common.scratch = test_server().address().conninfo();
    return common;
}

std::string summary(Plan const &plan)
{
    std::string text;
    for (PlannedStep const &step : plan.steps) {
        text += std::string(word(step.action)) + ' ' + step.subject + '\n';
        for (std::string const &statement : step.up.statements) {
            text += "    " + statement + '\n';
        }
    }
    for (Undecided const &one : plan.undecided) {
        text += "undecided: " + one.subject + ": " + one.before + " / " + one.after + '\n';
    }
    return text;
}

Lines what_deletes_data(Plan const &plan)
{
    Lines sentences;
    for (PlannedStep const &step : plan.steps) {
        for (Hazard const &hazard : step.up.hazards) {
            if (hazard.what == HazardClass::delete_data) {
                sentences.push_back(hazard.sentence);
            }
        }
    }
    return sentences;
}

bool comes_back(Plan const &plan)
{
    return std::all_of(plan.steps.begin(), plan.steps.end(),
                       [](PlannedStep const &step) { return step.down.has_value(); });
}

// A state as YAML, and what a database that was made from SQL to be like it looks like.
struct Truth {
    std::string yaml; // before.yaml or after.yaml
    DumpEntries dump;
};

// One database on its way from one state to another, as the commands would take it.
class Way
{
public:
    Way(Group const &group, postgres::Address address, Truth const &from, Truth const &to)
        : address_{std::move(address)}, common_{common_for(address_)}, session_{common_, {}},
          from_{from}, to_{to}, start_{state_of(group, from)}, goal_{state_of(group, to)}
    {
    }

    enum class Turns : std::uint8_t { back, back_and_there_again };

    void there_and(Turns turns)
    {
        INFO("from " << from_.yaml << " to " << to_.yaml);
        stands_as("what inspect sees, beside the state", start_);
        auto const values = table_values(address_);
        auto const plan = plan_to(goal_);
        INFO(summary(plan));
        auto const sentences = what_deletes_data(plan);

        apply(plan, executor());
        is_dumped_as("up", to_.dump);
        CHECK(text_of(lost(values, table_values(address_), sentences)) == "");
        stands_as("a second plan", goal_);
        if (!comes_back(plan)) {
            return;
        }
        roll_back();
        is_dumped_as("down", from_.dump);
        CHECK(text_of(changed(values, table_values(address_), sentences)) == "");
        if (turns == Turns::back_and_there_again) {
            apply_again(plan);
            is_dumped_as("up again", to_.dump);
        }
    }

private:
    cli::State state_of(Group const &group, Truth const &side)
    {
        Lines files;
        for (Case const &one : group) {
            files.push_back((one.folder / side.yaml).string());
        }
        Diagnostics diagnostics;
        return cli::read_state(files, common_, session_.workshop, diagnostics);
    }

    Plan plan_to(cli::State const &wanted)
    {
        return cli::plan_for({session_.read(), wanted, session_.known_pairs(), session_.role,
                              session_.connection.described(), false},
                             session_.workshop)
            .plan;
    }

    void stands_as(std::string const &what, cli::State const &wanted)
    {
        INFO(what);
        CHECK(summary(plan_to(wanted)) == "");
    }

    void is_dumped_as(std::string const &what, DumpEntries const &wanted)
    {
        INFO(what);
        CHECK(text_of(difference(dump_entries(address_), wanted)) == "");
    }

    execute::ApplyOptions executor()
    {
        execute::Allowed all;
        all.all = true;
        auto options = cli::executor_options(session_, {}, all, terminal_);
        options.current_state = [this] {
            return session_.read().catalog;
        };
        return options;
    }

    void apply(Plan const &plan, execute::ApplyOptions const &options)
    {
        execute::apply(session_.connection, plan, options);
    }

    // An expression that was made a second time can be printed in other words, so what the plan
    // expects is not compared once more; pg_dump has found the schema to be the same.
    void apply_again(Plan const &plan)
    {
        auto options = executor();
        options.current_state = nullptr;
        apply(plan, options);
    }

    void roll_back()
    {
        execute::rollback(session_.connection,
                          {.common = executor(), .run = std::nullopt, .last = 1});
    }

    postgres::Address address_;
    cli::Common common_;
    cli::Session session_;
    Truth const &from_;
    Truth const &to_;
    cli::State start_;
    cli::State goal_;
    std::ostringstream out_;
    std::ostringstream err_;
    std::istringstream in_;
    cli::Terminal terminal_{
        {.out = &out_, .err = &err_, .in = &in_, .now = std::chrono::steady_clock::now}};
};

elaborate::Workshop workshop_on_test_server()
{
    scratch::PlaceOptions options;
    options.named = test_server().address();
    return elaborate::Workshop(options);
}

// The cases that the server is for. The others are named, with their reasons, so that what a run
// leaves out is seen.
Group cases_of_server()
{
    int const major = test_server().binaries().major;
    Group result;
    std::size_t skipped = 0;
    std::string reasons;
    for (Case const &one : cases()) {
        auto const versions = versions_of(one);
        if (one.has("provider.txt") && !has_label_providers()) {
            ++skipped;
            reasons += "\n  " + one.name + ": no provider of labels could be built";
        } else if (versions.contain(major)) {
            result.push_back(one);
        } else {
            ++skipped;
            reasons += "\n  " + one.name + ": " + versions.reason;
        }
    }
    static bool const said = [&] {
        std::cout << "PostgreSQL " << test_server().binaries().version << ": " << result.size()
                  << " cases, " << skipped << " skipped" << reasons << std::endl;
        return true;
    }();
    CHECK(said);
    return result;
}

std::string names_of(Group const &group)
{
    std::string names;
    for (Case const &one : group) {
        names += (names.empty() ? "" : ", ") + one.name;
    }
    return names;
}

} // namespace

TEST_CASE("a plan makes of one state what hand-written SQL makes of the other, and back",
          "[golden][versions]")
{
    make_roles_and_tablespaces();
    for (Group const &group : cases_in_groups(cases_of_server())) {
        DYNAMIC_SECTION(names_of(group))
        {
            auto const a = fresh_database();
            auto const b = fresh_database();
            run_files(a.address(), group, "before.sql");
            run_files(b.address(), group, "after.sql");
            Truth const before{"before.yaml", dump_entries(a.address())};
            Truth const after{"after.yaml", dump_entries(b.address())};
            Way(group, a.address(), before, after).there_and(Way::Turns::back_and_there_again);
            if (!group.front().has("one_way.txt")) {
                Way(group, b.address(), after, before).there_and(Way::Turns::back);
            }
        }
    }
}

TEST_CASE("where only a server can decide, it gives the plan written in the case",
          "[golden][versions]")
{
    make_roles_and_tablespaces();
    auto workshop = workshop_on_test_server();
    for (Case const &one : cases_of_server()) {
        if (one.has("undecided.txt")) {
            INFO(one.name);
            WorkingFolder const folder(one.folder);
            auto const plan = plan_between("before.yaml", "after.yaml", workshop);
            CHECK(plan.undecided.empty());
            check_or_bless(one, plan);
        }
    }
}
