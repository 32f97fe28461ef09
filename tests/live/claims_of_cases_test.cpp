// What the steps of the cases of fixtures/cases claim, held against a server: the plan between the
// two states of each, in the plain and in the online way, goes up and back step by step, and each
// step may lock, write again and read no more than it says. One of them is proved, too. claims_test.cpp goes through the
// statements one by one, the other way round, too: there, none claims more than is done.
//
// SCHEMADIFF_IDLE_CLAIMS=1 lists the steps that claim more. Rows are few here, and a lock on what a
// step finds nothing to do with is not taken, so that not all of these are mistakes.
#include <engine/cli/flow.hpp>
#include <engine/execute/journal_tables.hpp>
#include <engine/prove/watch.hpp>

#include <support/cases.hpp>
#include <support/catch.hpp>
#include <support/test_server.hpp>

#include <algorithm>
#include <cstdlib>
#include <iostream>

using namespace schemadiff;
using namespace schemadiff::test;

namespace
{

using Group = std::vector<Case>;

std::vector<std::string> files_of(Group const &group, std::string const &name)
{
    std::vector<std::string> files;
    for (Case const &one : group) {
        files.push_back((one.folder / name).string());
    }
    return files;
}

// Roles are locked by nobody who works with tables.
Group cases_of_server()
{
    int const major = test_server().binaries().major;
    Group result;
    for (Case const &one : cases()) {
        bool const has_provider = !one.has("provider.txt") || has_label_providers();
        bool const is_about_roles =
            one.name.starts_with("role/") || one.name.starts_with("membership/");
        if (has_provider && !is_about_roles && versions_of(one).contain(major)) {
            result.push_back(one);
        }
    }
    return result;
}

struct Tally {
    std::size_t steps = 0;
    std::size_t claims = 0; // of a lock on a relation
    std::string wrong;
    std::string idle;
};

class Bench
{
public:
    Bench(Group const &group, Tally &tally) : group_{group}, tally_{tally}
    {
        for (Case const &one : group) {
            run_sql(database_.address(), one.text_of("before.sql"));
        }
        common_.db = database_.address().conninfo();
        common_.scratch = test_server().address().conninfo();
    }

    void go(plan::Ways ways, bool keeps)
    {
        cli::Session session{common_, {}};
        Diagnostics diagnostics;
        auto const desired = cli::read_state(files_of(group_, "after.yaml"), common_,
                                             session.workshop, diagnostics);
        auto const current = session.read();
        auto const plan = cli::plan_for({current, desired, session.known_pairs(), session.role,
                                         session.connection.described(), keeps, ways,
                                         keeps ? common_.bookkeeping : std::string{}},
                                        session.workshop)
                              .plan;
        if (keeps) {
            // In its own transactions, and with rows where that is possible.
            INFO(files_of(group_, "after.yaml").front());
            CHECK(plan.verdict.outcome == Verdict::Outcome::proved);
            CHECK(plan.verdict.wrong_claims == std::vector<std::string>{});
            make_journal(session.connection);
        }
        prove::Watch up{session.connection, common_.bookkeeping};
        for (PlannedStep const &step : plan.steps) {
            check(session.connection, up, step, step.up);
        }
        prove::Watch down{session.connection, common_.bookkeeping};
        for (auto step = plan.steps.rbegin(); step != plan.steps.rend() && step->down; ++step) {
            check(session.connection, down, *step, *step->down);
        }
    }

private:
    void make_journal(postgres::Connection &connection) const
    {
        connection.execute(sql("CREATE SCHEMA {}", Ident{common_.bookkeeping}));
        for (Sql const &statement : execute::journal_tables(common_.bookkeeping)) {
            connection.execute(statement);
        }
        connection.execute(execute::kept_list(common_.bookkeeping));
    }

    // In a transaction of its own, so that nothing is locked already.
    void check(postgres::Connection &connection, prove::Watch &watch, PlannedStep const &step,
               PlannedSide const &side)
    {
        std::string text = step.subject + '\n';
        for (std::string const &statement : side.statements) {
            text += "    " + statement + '\n';
        }
        INFO(text);
        if (side.transaction == Transaction::outside) {
            // Nobody can look into it; online_ways_test.cpp looks at it from beside.
            for (std::string const &statement : side.statements) {
                REQUIRE_NOTHROW(connection.execute(statement));
            }
            return;
        }
        postgres::Transaction transaction{connection};
        connection.execute("SET LOCAL search_path = ''; SET LOCAL check_function_bodies = off");
        watch.begins(connection, 1);
        watch.before(connection, side);
        for (std::string const &statement : side.statements) {
            REQUIRE_NOTHROW(connection.execute_step(statement));
        }
        watch.after(connection, 0);
        transaction.commit();
        prove::Look const &look = watch.looks().back();
        ++tally_.steps;
        tally_.claims += look.claimed.size();
        note(tally_.wrong, prove::wrong_claims(look), text);
        note(tally_.idle, prove::idle_claims(look), text);
    }

    static void note(std::string &all, std::vector<std::string> const &lines,
                     std::string const &text)
    {
        for (std::string const &line : lines) {
            all += line + '\n';
        }
        all += lines.empty() ? "" : text;
    }

    scratch::Database database_ = fresh_database();
    Group const &group_;
    Tally &tally_;
    cli::Common common_;
};

} // namespace

TEST_CASE("no step of the cases does more than it claims", "[claims][versions]")
{
    // What the versions between do is what one of these does.
    constexpr int newest = 18;
    bool const is_installed = std::getenv("SCHEMADIFF_PG_BIN") == nullptr;
    if (!is_installed && test_server().binaries().major < newest) {
        return;
    }
    run_sql(test_server().address(),
            Case{FIXTURES_DIR "/cases", "roles of the cases"}.text_of("roles.sql"));
    make_tablespaces();
    Tally tally;
    for (Group const &group : cases_in_groups(cases_of_server())) {
        Bench(group, tally).go(plan::Ways::plain, false);
        Bench(group, tally).go(plan::Ways::online, true);
    }
    CHECK(tally.wrong == "");
    CHECK(tally.claims > 0);
    std::cout << tally.steps << " steps with " << tally.claims << " locks that they claim"
              << std::endl;
    if (std::getenv("SCHEMADIFF_IDLE_CLAIMS") != nullptr) {
        std::cout << tally.idle;
    }
}
