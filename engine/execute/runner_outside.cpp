// The part of the runner for what PostgreSQL refuses in a transaction: each statement stands
// alone, so the journal is written before and after, and what a failed attempt leaves behind is
// taken away by hand.
#include "runner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace schemadiff::execute
{

namespace
{

// As execute's transactions have them, but for the session: such statements can be given nothing
// else. Behind a pooler that would leak to other clients, so there the role's own settings hold.
constexpr std::string_view reset_session =
    "RESET search_path; RESET default_tablespace; RESET lock_timeout; RESET statement_timeout; "
    "RESET application_name";

// What a half-done step has not made is not there to be undone.
bool means_not_there(postgres::ServerError const &error)
{
    static constexpr std::array states =
        std::to_array<std::string_view>({"42704", "42P01", "42703", "42883", "3F000"});
    return std::any_of(states.begin(), states.end(),
                       [&](std::string_view const state) { return error.is(state); });
}

} // namespace

std::string Runner::session_settings(std::size_t step) const
{
    return fmt::format("SET search_path = ''; SET default_tablespace = ''; SET lock_timeout = {}; "
                       "SET statement_timeout = {}; SET application_name = {}",
                       lock_timeout(step).count(), job_.options->statement_timeout.count(),
                       Literal{job_.application_name});
}

// An entry that a dead run has left waiting for a lock must be known as its own, too.
Runner::Statement Runner::named_transaction() const
{
    return {sql("SELECT pg_catalog.set_config('application_name', {}, true)",
                Literal{job_.application_name})
                .text(),
            std::nullopt};
}

void Runner::run_outside(std::size_t step)
{
    failing_step_ = step;
    tell(Progress::Event::step_begins, step);
    for (int attempt = 1;; ++attempt) {
        try {
            attempt_outside(step);
            break;
        } catch (postgres::StatementFailed const &failed) {
            undo_attempt(step);
            judge(failed, step, attempt);
        }
    }
    ++result_.steps;
    take_warnings();
    tell(Progress::Event::step_done, step);
}

void Runner::attempt_outside(std::size_t step)
{
    std::string const &subject = planned(step).subject;
    Statements before{
        named_transaction(),
        {job_.journal->step_begins(job_.run, job_.direction, step, subject).text(), step},
        {job_.lease->fence().text(), std::nullopt}};
    send(before);
    if (!behind_pooler_) {
        behind_pooler_ = postgres::behind_pooler(*job_.connection);
    }
    if (!*behind_pooler_) {
        job_.connection->execute(session_settings(step));
    }
    if (!is_done_already(step)) {
        for (std::string const &text : statements_of(step)) {
            send_alone(step, text);
        }
    }
    if (!*behind_pooler_) {
        job_.connection->execute(reset_session);
    }
    Statements after{
        named_transaction(),
        {job_.journal->step_ends(job_.run, job_.direction, step, final_state(step)).text(), step},
        {job_.lease->fence().text(), std::nullopt}};
    send(after);
}

// Of a run that was cut short during the step nobody knows how far it came, so the catalog is
// asked; what is there in part is taken away first.
bool Runner::is_done_already(std::size_t step)
{
    PlannedSide const *const side = side_of(planned(step), job_.direction);
    if (side == nullptr || side->is_done.empty() || !job_.exceptions.half_done.contains(step)) {
        return false;
    }
    if (job_.connection->query(side->is_done)[0].boolean("is_done")) {
        return true;
    }
    if (!side->clear.empty()) {
        send_alone(step, side->clear);
    }
    return false;
}

void Runner::send_alone(std::size_t step, std::string const &text)
{
    job_.watcher->waits_for(text, tells_of(step));
    try {
        job_.connection->execute_step(text);
        job_.watcher->goes_on();
    } catch (postgres::StatementFailed const &failed) {
        job_.watcher->goes_on();
        if (!job_.exceptions.half_done.contains(step) || !means_not_there(failed.error())) {
            throw;
        }
    } catch (...) {
        job_.watcher->goes_on();
        throw;
    }
}

// A CREATE INDEX CONCURRENTLY that fails leaves an invalid index behind, which would make the
// next attempt fail and slow down every write until then. Taking it away must not wait for long
// either, since the user may have cancelled the run.
void Runner::undo_attempt(std::size_t step)
{
    PlannedSide const *const side = side_of(planned(step), job_.direction);
    bool const has_session = !behind_pooler_.value_or(true);
    left_a_part_ = true;
    try {
        if (has_session) {
            job_.connection->execute("SET statement_timeout = '10s'");
        }
        if (side != nullptr && !side->clear.empty()) {
            job_.connection->execute_step(side->clear);
            left_a_part_ = false;
        }
    } catch (postgres::StatementFailed const &failed) {
        left_a_part_ = !means_not_there(failed.error());
    }
    try {
        if (has_session) {
            job_.connection->execute(reset_session);
        }
        job_.connection->query(
            job_.journal->step_ends(job_.run, job_.direction, step, StepState::failed));
    } catch (postgres::StatementFailed const &) {
        // The entry then says that the step is under way, and is read as half done.
    }
}

} // namespace schemadiff::execute
