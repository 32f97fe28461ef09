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
    "RESET search_path; RESET default_tablespace; RESET lock_timeout; RESET statement_timeout";

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
                       "SET statement_timeout = {}",
                       lock_timeout(step).count(), job_.options->statement_timeout.count());
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
        {job_.journal->step_begins(job_.run, job_.direction, step, subject).text(), step},
        {job_.lease->fence().text(), std::nullopt}};
    send(before);
    if (!behind_pooler_) {
        behind_pooler_ = postgres::behind_pooler(*job_.connection);
    }
    if (!*behind_pooler_) {
        job_.connection->execute(session_settings(step));
    }
    for (std::string const &text : statements_of(step)) {
        send_alone(step, text);
    }
    if (!*behind_pooler_) {
        job_.connection->execute(reset_session);
    }
    Statements after{
        {job_.journal->step_ends(job_.run, job_.direction, step, final_state(step)).text(), step},
        {job_.lease->fence().text(), std::nullopt}};
    send(after);
}

void Runner::send_alone(std::size_t step, std::string const &text)
{
    job_.watcher->waits_for(text);
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
// next attempt fail and slow down every write until then. The way back of a single creation is
// exactly what takes it away; anything longer is left for the user to see. It must not wait for
// long either, since the user may have cancelled the run.
void Runner::undo_attempt(std::size_t step)
{
    PlannedStep const &what = planned(step);
    bool const is_one_creation = job_.direction == Direction::up && what.action == Action::create &&
                                 what.down && what.up.statements.size() == 1 &&
                                 what.down->statements.size() == 1;
    bool const has_session = !behind_pooler_.value_or(true);
    left_a_part_ = true;
    try {
        if (has_session) {
            job_.connection->execute("SET statement_timeout = '10s'");
        }
        if (is_one_creation) {
            job_.connection->execute_step(what.down->statements.front());
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
