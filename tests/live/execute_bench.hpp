// What the tests of engine/execute share: small plans by hand, a database to run them in, and
// failures as the text that a user would read.
#pragma once

#include <engine/execute/executor.hpp>
#include <engine/render/plan_json.hpp>
#include <schemadiff/base/codes.hpp>

#include <support/catch.hpp>
#include <support/test_server.hpp>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace schemadiff::test
{

using Catch::Matchers::Contains;

inline PlannedStep step(Action action, std::string subject, std::string up, std::string down = {})
{
    PlannedStep result;
    result.action = action;
    result.kind = subject.substr(0, subject.find(' '));
    result.subject = std::move(subject);
    result.up.statements = {std::move(up)};
    if (down.empty()) {
        result.why_no_way_back = "nobody wrote one";
    } else {
        result.down.emplace();
        result.down->statements = {std::move(down)};
    }
    return result;
}

inline PlannedStep table(std::string const &name)
{
    return step(Action::create, "table \"public\".\"" + name + "\"",
                "CREATE TABLE public." + name + " (id integer)", "DROP TABLE public." + name);
}

inline PlannedStep in_batch(int batch, PlannedStep planned)
{
    planned.batch = batch;
    return planned;
}

// In batch 1, on the table "a".
inline PlannedStep concurrent_index(std::string const &unique = "")
{
    auto index = step(Action::create, "index \"i\"",
                      "CREATE " + unique + "INDEX CONCURRENTLY i ON public.a (id)",
                      "DROP INDEX CONCURRENTLY public.i");
    index.up.transaction = Transaction::outside;
    index.up.is_done = "SELECT EXISTS (SELECT FROM pg_catalog.pg_index WHERE indexrelid = "
                       "pg_catalog.to_regclass('public.i') AND indisvalid) AS is_done";
    index.up.clear = "DROP INDEX CONCURRENTLY IF EXISTS public.i";
    index.down->transaction = Transaction::outside;
    index.up.locks = {{"\"public\".\"a\"", Lock::share_update_exclusive}};
    return in_batch(1, index);
}

inline Plan plan_of(std::vector<PlannedStep> steps)
{
    Plan plan;
    plan.steps = std::move(steps);
    plan.desired_fingerprint = "wanted";
    return plan;
}

inline Plan add_column()
{
    auto column =
        step(Action::alter, "column \"public\".\"a\".\"x\"",
             "ALTER TABLE public.a ADD COLUMN x integer", "ALTER TABLE public.a DROP COLUMN x");
    column.up.locks = {{"\"public\".\"a\"", Lock::access_exclusive}};
    return plan_of({column});
}

inline execute::ApplyOptions options_for(postgres::Address const &address)
{
    execute::ApplyOptions options;
    options.format = {.write = render::plan_json, .read = render::plan_from_json};
    options.program = "schemadiff test";
    options.address = address;
    options.lock_timeout = std::chrono::milliseconds{400};
    options.retries = 0;
    options.first_wait = std::chrono::milliseconds{50};
    return options;
}

inline execute::RollbackOptions undoing(execute::ApplyOptions common)
{
    return {.common = std::move(common), .run = std::nullopt, .last = 1};
}

struct Caught {
    ExitCode exit_code = ExitCode::done;
    std::string code;
    std::string text; // all diagnostics as they are shown
};

template <class F>
Caught caught(F &&run)
{
    try {
        run();
        return {};
    } catch (Failure const &failure) {
        Caught result{failure.exit_code(), std::string(failure.diagnostics().front().code), ""};
        for (Diagnostic const &diagnostic : failure.diagnostics()) {
            result.text += rendered(diagnostic);
        }
        return result;
    }
}

// A database with a connection, and the options that fit it.
struct Bench {
    scratch::Database database = fresh_database();
    postgres::Connection connection{database.address()};
    execute::ApplyOptions options = options_for(database.address());

    execute::RunResult apply(Plan const &plan) { return execute::apply(connection, plan, options); }
    std::vector<execute::RunResult> rollback()
    {
        return execute::rollback(connection, undoing(options));
    }
    std::vector<execute::Run> history()
    {
        return execute::history(connection, options.journal_schema);
    }
    // On connections of their own.
    void run(std::string const &sql) const { run_sql(database.address(), sql); }
    [[nodiscard]] std::string value(std::string const &query) const
    {
        return value_of(database.address(), query);
    }
    [[nodiscard]] bool exists(std::string const &relation) const
    {
        return value("SELECT to_regclass('" + relation + "') IS NOT NULL") == "t";
    }
};

// Holds a lock on a table until it is told to let go.
class Holder
{
public:
    Holder(postgres::Address const &address, std::string const &statement) : connection_{address}
    {
        connection_.execute("SET application_name = 'nightly report'");
        connection_.execute("BEGIN");
        connection_.execute(statement);
    }
    void let_go() { connection_.execute("COMMIT"); }

private:
    postgres::Connection connection_;
};

} // namespace schemadiff::test
