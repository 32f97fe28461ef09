#include "runner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <thread>

namespace schemadiff::execute
{

namespace
{

using namespace std::chrono_literals;

// One round trip takes so many statements at most, so that progress is seen and a long plan
// does not fill the memory of both sides with answers.
constexpr std::size_t statements_in_a_round_trip = 200;

// Above this mode a lock keeps readers or writers waiting, and so does whoever waits for it.

constexpr int version_with_transaction_timeout = 170000;

bool is_worth_another_attempt(postgres::ServerError const &error)
{
    return error.is("55P03") || error.is("40P01") || error.is("40001");
}

std::string milliseconds(std::chrono::milliseconds time)
{
    return fmt::format("{}ms", time.count());
}

Sql setting(std::string_view name, std::string_view value)
{
    return sql("pg_catalog.set_config({}, {}, true)", Literal{name}, Literal{value});
}

} // namespace

Runner::Runner(Job job) : job_{std::move(job)}
{
    job_.connection->on_notice([watcher = job_.watcher](postgres::Notice const &notice) {
        bool const is_for_watcher = notice.sqlstate == tells_how_far;
        if (is_for_watcher) {
            watcher->says(notice.message);
        }
        return is_for_watcher;
    });
    for (TransactionRun const &transaction : job_.transactions) {
        for (std::size_t const step : transaction.steps) {
            ordinals_[step] = ++all_steps_;
        }
    }
}

Runner::~Runner()
{
    job_.connection->on_notice({});
}

RunResult Runner::run()
{
    auto const begun = std::chrono::steady_clock::now();
    result_.run = job_.run;
    for (TransactionRun const &transaction : job_.transactions) {
        stop_if_asked(transaction.steps.front());
        try {
            if (transaction.outside && is_to_run(transaction.steps.front())) {
                run_outside(transaction.steps.front());
            } else {
                run_inside(transaction);
            }
        } catch (postgres::ConnectionLost const &lost) {
            throw connection_failure(planned(transaction.steps.front()).subject, lost.error());
        }
        ++result_.transactions;
    }
    result_.duration = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - begun);
    return result_;
}

bool Runner::is_to_run(std::size_t step) const
{
    return !job_.exceptions.done_before.contains(step) && !job_.exceptions.skipped.contains(step);
}

StepState Runner::final_state(std::size_t step) const
{
    return job_.exceptions.skipped.contains(step) ? StepState::skipped : StepState::done;
}

std::vector<std::string> const &Runner::statements_of(std::size_t step) const
{
    static std::vector<std::string> const none;
    PlannedSide const *const side = side_of(planned(step), job_.direction);
    return side == nullptr || !is_to_run(step) ? none : side->statements;
}

Standing Runner::standing() const
{
    return {.committed = result_.transactions,
            .all = job_.transactions.size(),
            .direction = job_.direction,
            .left_a_part = left_a_part_};
}

void Runner::tell(Progress::Event event, std::size_t step, std::string text)
{
    if (job_.options->progress) {
        job_.options->progress({.event = event,
                                .step = ordinals_.at(step),
                                .steps = all_steps_,
                                .subject = planned(step).subject,
                                .text = std::move(text)});
    }
}

Watcher::Tell Runner::tells_of(std::size_t step)
{
    return [this, step](std::string const &how_far) {
        tell(Progress::Event::under_way, step, how_far);
    };
}

void Runner::stop_if_asked(std::size_t step)
{
    if (job_.watcher->is_cancelled()) {
        throw cancelled_failure(planned(step).subject, standing());
    }
    if (job_.watcher->lease_is_lost()) {
        throw lease_failure(standing());
    }
}

std::chrono::milliseconds Runner::lock_timeout(std::size_t step) const
{
    PlannedSide const *const side = side_of(planned(step), job_.direction);
    bool const harmless = side != nullptr && !side->locks.empty() && !is_waited_for(*side);
    return harmless ? job_.options->long_lock_timeout : job_.options->lock_timeout;
}

// Everything that a role's or a database's own settings could change about what the statements
// mean; for this transaction only, because the session may be a pooler's.
Runner::Statement Runner::settings(std::size_t first_step) const
{
    std::vector<Sql> all{
        setting("search_path", ""),
        setting("default_tablespace", ""),
        setting("default_table_access_method", "heap"),
        setting("lock_timeout", milliseconds(lock_timeout(first_step))),
        setting("statement_timeout", milliseconds(job_.options->statement_timeout)),
        setting("idle_in_transaction_session_timeout", "0"),
        setting("check_function_bodies", "off"),
        setting("standard_conforming_strings", "on"),
        setting("TimeZone", "UTC"), // of times without a zone, in bounds and defaults
        // How values are written that are kept as text.
        setting("DateStyle", "ISO, MDY"),
        setting("IntervalStyle", "postgres"),
        setting("extra_float_digits", "1"),
        setting("application_name", job_.application_name),
    };
    if (job_.connection->server_version() >= version_with_transaction_timeout) {
        all.push_back(setting("transaction_timeout", "0"));
    }
    return {sql("SELECT {}", join(all, ", ")).text(), std::nullopt};
}

void Runner::run_inside(TransactionRun const &transaction)
{
    for (int attempt = 1;; ++attempt) {
        try {
            attempt_inside(transaction);
            break;
        } catch (postgres::StatementFailed const &failed) {
            roll_back();
            judge(failed, failing_step_, attempt);
        } catch (...) {
            // The entry of the failure must not be written into a transaction that never ends.
            roll_back();
            throw;
        }
    }
    result_.steps += transaction.steps.size();
    take_warnings();
    for (std::size_t const step : transaction.steps) {
        tell(Progress::Event::step_done, step);
    }
}

// The fence is the last statement before the commit: it locks the row of the lease, and a long
// transaction that did so at its beginning would keep the watcher from renewing it.
void Runner::attempt_inside(TransactionRun const &transaction)
{
    Statements statements;
    statements.push_back({"BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE", std::nullopt});
    statements.push_back(settings(transaction.steps.front()));
    auto timeout = lock_timeout(transaction.steps.front());
    std::optional<std::size_t> previous;
    for (std::size_t const step : transaction.steps) {
        PlannedSide const *const side = side_of(planned(step), job_.direction);
        bool const may_take_long = side != nullptr && (side->scans_table || side->rewrites_table);
        if (may_take_long || statements.size() >= statements_in_a_round_trip) {
            send(statements);
            stop_if_asked(step);
        }
        tell(Progress::Event::step_begins, step);
        if (auto const wanted = lock_timeout(step); wanted != timeout) {
            statements.push_back(
                {sql("SELECT {}", setting("lock_timeout", milliseconds(wanted))).text(), step});
            timeout = wanted;
        }
        for (std::string const &text : statements_of(step)) {
            statements.push_back({text, step});
        }
        statements.push_back(
            {job_.journal
                 ->step_committed(job_.run, job_.direction, step, planned(step).subject,
                                  final_state(step), previous)
                 .text(),
             step});
        previous = step;
    }
    statements.push_back({job_.lease->fence().text(), std::nullopt});
    statements.push_back({"COMMIT", transaction.steps.back()});
    send(statements);
}

// One round trip. Where it fails, `failing_step_` is the step whose statement did.
void Runner::send(Statements &statements)
{
    if (statements.empty()) {
        return;
    }
    std::vector<std::string> texts;
    texts.reserve(statements.size());
    for (Statement const &statement : statements) {
        texts.push_back(statement.text);
    }
    auto const first = std::find_if(statements.begin(), statements.end(),
                                    [](Statement const &one) { return one.step.has_value(); });
    if (first == statements.end()) {
        job_.watcher->waits_for(texts.front());
    } else {
        job_.watcher->waits_for(first->text, tells_of(*first->step));
    }
    try {
        job_.connection->queries(texts, postgres::Secrets::put_back);
    } catch (postgres::StatementFailed const &failed) {
        job_.watcher->goes_on();
        auto const at =
            std::find_if(statements.begin(), statements.end(), [&](Statement const &one) {
                return one.text == failed.error().statement;
            });
        if (at != statements.end() && at->step) {
            failing_step_ = *at->step;
        } else if (first != statements.end()) {
            failing_step_ = *first->step;
        }
        throw;
    } catch (...) {
        job_.watcher->goes_on();
        throw;
    }
    job_.watcher->goes_on();
    statements.clear();
}

void Runner::roll_back() noexcept
{
    // Twice, because a cancel request that comes late may hit the first. Where the connection is
    // gone the server does it by itself.
    for (int attempt = 0; attempt < 2 && !job_.connection->is_broken(); ++attempt) {
        try {
            job_.connection->execute("ROLLBACK");
            return;
        } catch (std::exception const &) {
        }
    }
}

void Runner::judge(postgres::StatementFailed const &failed, std::size_t step, int attempt)
{
    postgres::ServerError const &error = failed.error();
    bool const fenced_off =
        error.is(Lease::lost_sqlstate) && error.statement == job_.lease->fence().text();
    if (fenced_off || job_.watcher->lease_is_lost()) {
        throw lease_failure(standing());
    }
    stop_if_asked(step);
    if (!is_worth_another_attempt(error)) {
        throw step_failure(planned(step), error, standing());
    }
    auto const blockers = job_.watcher->blockers();
    if (attempt > job_.options->retries) {
        throw locks_failure(planned(step), error, attempt, blockers, standing());
    }
    tell(Progress::Event::retry, step,
         fmt::format("{} (SQLSTATE {}), attempt {} of {}{}{}", error.message, error.sqlstate,
                     attempt, job_.options->retries + 1, blockers.empty() ? "" : "; blocked by ",
                     fmt::join(blockers, "; blocked by ")));
    wait_before(attempt + 1);
    stop_if_asked(step);
}

// Doubled each time, and up to a quarter longer by chance, so that two that wait for one
// another do not meet again.
void Runner::wait_before(int attempt)
{
    auto const &options = *job_.options;
    auto wait = options.first_wait;
    for (int doubling = 2; doubling < attempt && wait < options.longest_wait; ++doubling) {
        wait *= 2;
    }
    wait = std::min(wait, options.longest_wait);
    std::random_device device;
    wait += std::chrono::milliseconds{static_cast<long>(device()) % (wait.count() / 4 + 1)};
    auto const end = std::chrono::steady_clock::now() + wait;
    while (std::chrono::steady_clock::now() < end && !job_.watcher->is_cancelled()) {
        std::this_thread::sleep_for(std::min<std::chrono::nanoseconds>(
            50ms, std::max<std::chrono::nanoseconds>(0ns, end - std::chrono::steady_clock::now())));
    }
}

void Runner::take_warnings()
{
    for (postgres::Notice const &notice : job_.connection->take_notices()) {
        if (notice.severity == "WARNING") {
            result_.notices.push_back("the server warns: " + notice.message);
        }
    }
}

} // namespace schemadiff::execute
