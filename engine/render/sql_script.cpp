#include "sql_script.hpp"

#include "summary.hpp"
#include "text.hpp"

#include <schemadiff/plan/transactions.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace schemadiff::render
{

namespace
{

// Reversed, a create is a drop and a drop is a create.
Action action_of(PlannedStep const &step, Direction direction)
{
    if (direction == Direction::up) {
        return step.action;
    }
    switch (step.action) {
    case Action::create:
        return Action::drop;
    case Action::drop:
        return Action::create;
    case Action::alter:
    case Action::rename:
        return step.action;
    }
    return step.action;
}

std::string comment_lines(PlannedStep const &step, Direction direction)
{
    auto const *const side = side_of(step, direction);
    if (side == nullptr) {
        return fmt::format("-- irreversible: {} {}: {}\n", word(step.action),
                           one_line(step.subject), one_line(step.why_no_way_back));
    }
    auto const asked_at = place(step.declared_at);
    std::string text =
        fmt::format("-- {} {}{}\n", word(action_of(step, direction)), one_line(step.subject),
                    asked_at.empty() ? "" : fmt::format(" ({})", asked_at));
    for (Hazard const &hazard : side->hazards) {
        text += fmt::format("-- hazard {}: {}\n", word(hazard.what), one_line(hazard.sentence));
    }
    // What a step leaves to its reader is about going up.
    if (direction == Direction::up && !step.note.empty()) {
        text += fmt::format("-- note: {}\n", one_line(step.note));
    }
    return text;
}

std::string step_text(PlannedStep const &step, Direction direction)
{
    std::string text = comment_lines(step, direction);
    if (auto const *const side = side_of(step, direction)) {
        for (std::string const &statement : side->statements) {
            text += terminated(statement) + '\n';
        }
    }
    return text;
}

// What a step with nothing to run does, the statement of another one does by itself.
bool is_told(PlannedStep const &step, Direction direction)
{
    auto const *const side = side_of(step, direction);
    return side == nullptr || !side->statements.empty();
}

bool has_statements(Plan const &plan, TransactionRun const &run, Direction direction)
{
    return std::any_of(run.steps.begin(), run.steps.end(), [&](std::size_t index) {
        auto const *const side = side_of(plan.steps[index], direction);
        return side != nullptr && !side->statements.empty();
    });
}

bool is_waited_for(Plan const &plan, TransactionRun const &run, Direction direction)
{
    return std::any_of(run.steps.begin(), run.steps.end(), [&](std::size_t index) {
        auto const *const side = side_of(plan.steps[index], direction);
        return side != nullptr && schemadiff::is_waited_for(*side);
    });
}

// Compared as if they were equal, so no statement speaks of them in either direction.
std::string undecided_lines(Plan const &plan, Direction direction)
{
    if (direction == Direction::down) {
        return "";
    }
    std::string text;
    for (Undecided const &one : plan.undecided) {
        text += fmt::format("-- undecided, only a server can say: {}, {}: now {}, wanted {}\n",
                            one_line(one.subject), one_line(one.field), one_line(one.before),
                            one_line(one.after));
    }
    return text;
}

// Then what says nothing of its tablespace is to be in that of the database.
bool names_tablespace(Plan const &plan)
{
    return std::any_of(plan.needs.begin(), plan.needs.end(), [](PlannedNeed const &one) {
        return one.need.kind == need_words::tablespace;
    });
}

std::string run_text(Plan const &plan, TransactionRun const &run, Direction direction)
{
    std::string body;
    for (std::size_t const index : run.steps) {
        if (is_told(plan.steps[index], direction)) {
            body += body.empty() ? "" : "\n";
            body += step_text(plan.steps[index], direction);
        }
    }
    if (!has_statements(plan, run, direction)) {
        return body;
    }
    if (run.outside) {
        return "-- PostgreSQL allows the following only outside a transaction.\n" + body;
    }
    // The settings last as long as the transaction, because a session setting would leak to
    // other clients of a transaction-pooling proxy.
    return fmt::format("BEGIN;\n"
                       "SET LOCAL search_path = '';\n"
                       "SET LOCAL check_function_bodies = off;\n"
                       "SET LOCAL TimeZone = 'UTC';\n"
                       "{}{}\n"
                       "{}\n"
                       "COMMIT;\n",
                       is_waited_for(plan, run, direction) ? "SET LOCAL lock_timeout = '3s';\n"
                                                           : "",
                       names_tablespace(plan) ? "SET LOCAL default_tablespace = '';\n" : "", body);
}

std::string script(Plan const &plan, Direction direction)
{
    if (plan.empty()) {
        return "-- No changes.\n" + undecided_lines(plan, direction);
    }
    auto const context = made_for(plan);
    std::string text = fmt::format("-- schemadiff {}: {}\n",
                                   direction == Direction::up ? "up" : "down, the way back of",
                                   actions_line(plan));
    if (!context.empty()) {
        text += fmt::format("-- for {}\n", context);
    }
    text += undecided_lines(plan, direction);
    // A batch that fails is rolled back by the server; the batches after it must not run.
    text += "\\set ON_ERROR_STOP on\n";
    for (TransactionRun const &run : transaction_runs(plan, direction)) {
        if (auto const part = run_text(plan, run, direction); !part.empty()) {
            text += '\n' + part;
        }
    }
    return text;
}

} // namespace

std::string up_script(Plan const &plan)
{
    return script(plan, Direction::up);
}

std::string down_script(Plan const &plan)
{
    return script(plan, Direction::down);
}

} // namespace schemadiff::render
