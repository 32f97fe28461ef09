// The way of a database from one state to another and back, with pg_dump as judge at each stop.
#pragma once

#include <engine/cli/flow.hpp>
#include <engine/execute/executor.hpp>

#include <support/catch.hpp>
#include <support/dump_entries.hpp>
#include <support/table_values.hpp>
#include <support/test_server.hpp>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

namespace schemadiff::test
{

using Lines = std::vector<std::string>;

inline std::string text_of(Lines const &lines)
{
    std::string text;
    for (std::string const &line : lines) {
        text += line + '\n';
    }
    return text;
}

inline cli::Common common_for(postgres::Address const &address)
{
    cli::Common common;
    common.db = address.conninfo();
    common.scratch = test_server().address().conninfo();
    return common;
}

inline std::string summary(Plan const &plan)
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

inline Lines what_deletes_data(Plan const &plan)
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

inline bool comes_back(Plan const &plan)
{
    return std::all_of(plan.steps.begin(), plan.steps.end(),
                       [](PlannedStep const &step) { return step.down.has_value(); });
}

// A state as YAML, and what a database that was made from SQL to be like it looks like.
struct Truth {
    Lines files; // of YAML
    DumpEntries dump;
    DumpEntries (*dumped)(postgres::Address const &) = dump_entries;
};

// One database on its way from one state to another, as the commands would take it.
class Way
{
public:
    Way(postgres::Address address, Truth const &from, Truth const &to)
        : address_{std::move(address)}, common_{common_for(address_)}, session_{common_, {}},
          from_{from}, to_{to}, start_{state_of(from)}, goal_{state_of(to)}
    {
        session_.common.roles = cli::is_about_shared(start_) || cli::is_about_shared(goal_);
    }

    enum class Turns : std::uint8_t { back, back_and_there_again };

    void there_and(Turns turns)
    {
        INFO("from " << from_.files.front() << " to " << to_.files.front());
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
    cli::State state_of(Truth const &side)
    {
        Diagnostics diagnostics;
        return cli::read_state(side.files, common_, session_.workshop, diagnostics);
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
        CHECK(text_of(difference(from_.dumped(address_), wanted)) == "");
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

} // namespace schemadiff::test
