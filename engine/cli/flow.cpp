#include <engine/cli/flow.hpp>

#include <engine/cli/signals.hpp>
#include <engine/elaborate/default_access.hpp>
#include <engine/execute/relation_sizes.hpp>
#include <engine/introspect/introspect.hpp>
#include <engine/introspect/known_server.hpp>
#include <engine/plan/planner.hpp>
#include <engine/prove/prove.hpp>
#include <engine/render/plan_json.hpp>
#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/failure.hpp>
#include <schemadiff/model/fingerprint.hpp>
#include <schemadiff/model/shared.hpp>

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <exception>
#include <filesystem>
#include <fstream>
#include <future>
#include <set>

namespace schemadiff::cli
{

namespace
{

// What must not have moved when the plan is run: the objects as they are now, before any rename.
std::map<std::string, std::string> expected(Planned const &planned, Catalog const &current)
{
    std::set<ObjectId> ids;
    for (auto const &[key, hash] : planned.plan.expects) {
        if (auto const id = id_of_expectation(key)) {
            ids.insert(*id);
        }
    }
    for (plan::Rename const &rename : planned.settled.renames) {
        ids.insert(rename.before);
        ids.insert(rename.after);
    }
    return expectations(current, std::vector<ObjectId>(ids.begin(), ids.end()));
}

// That of the database; where files are compared, that of the server which is to prove the plan.
int version_planned_for(PlanQuestion const &question, elaborate::Workshop &workshop)
{
    int const known = question.current.catalog.server_version;
    auto const *place = known == 0 && question.prove ? workshop.place() : nullptr;
    return place != nullptr ? place->server_version() : known;
}

Planned planned_with(PlanQuestion const &question, std::set<std::string> const &as_wished,
                     elaborate::Workshop &workshop)
{
    Planned result;
    result.settled =
        elaborate::settled(question.current.catalog, question.desired.catalog,
                           question.desired.claims, question.known, workshop, as_wished);
    elaborate::add_default_access(result.settled, question.desired.claims, question.role);
    stop_if_interrupted();
    plan::Options options;
    options.role = question.role;
    options.server_version = version_planned_for(question, workshop);
    options.ways = question.ways;
    options.keep_in = question.keep_in;
    options.keep_for_files = question.keep_for_files;
    options.sizes_of = question.sizes_of;
    result.plan =
        plan::planned(result.settled.before, result.settled.after, result.settled.renames, options);
    stop_if_interrupted();
    return result;
}

// What is undecided but has to be made anew for another reason.
std::set<std::string> undecided_but_made(Planned const &planned)
{
    std::set<std::string> made;
    for (PlannedStep const &step : planned.plan.steps) {
        if (step.action == Action::create) {
            made.insert(step.subject);
        }
        made.insert(step.includes.begin(), step.includes.end());
    }
    std::set<std::string> both;
    for (Undecided const &one : planned.settled.undecided) {
        if (made.contains(one.subject)) {
            both.insert(one.subject);
        }
    }
    return both;
}

} // namespace

Session::Session(Common const &options, std::vector<std::string> schemas_to_read)
    : common{options}, schemas{std::move(schemas_to_read)}, address{target(options)},
      connection{address}, cancelling{connection}, workshop{scratch_options(
                                                       options, connection.server_version() / 10000,
                                                       address)},
      role{connection.query("SELECT current_user AS role")[0].text("role")}
{
    workshop.prepare();
}

State Session::read()
{
    return read_database(connection, address, common, schemas);
}

std::vector<execute::ExpressionPair> Session::known_pairs()
{
    return execute::known_pairs(connection, common.bookkeeping);
}

plan::SizesOf Session::sizes_of()
{
    return [this](std::vector<ObjectId> const &relations) {
        return execute::relation_sizes(connection, relations);
    };
}

Planned plan_for(PlanQuestion const &question, elaborate::Workshop &workshop)
{
    // Beside the rest, since it reads every byte of every object.
    auto fingerprint =
        std::async(std::launch::async, [&] { return content_hash(question.desired.catalog); });
    std::set<std::string> as_wished;
    auto result = planned_with(question, as_wished, workshop);
    for (auto more = undecided_but_made(result); !more.empty(); more = undecided_but_made(result)) {
        as_wished.merge(more);
        result = planned_with(question, as_wished, workshop);
    }
    result.plan.expects = expected(result, question.current.catalog);
    result.plan.database = question.database;
    result.plan.left_alone = result.settled.left_alone;
    result.plan.undecided = result.settled.undecided;
    result.plan.uncovered = question.current.catalog.uncovered;
    result.plan.desired_fingerprint = fingerprint.get();
    if (question.prove && !result.plan.empty()) {
        result.plan.verdict =
            prove::proved(result.plan, result.settled.before, result.settled.after, workshop);
    }
    stop_if_interrupted();
    return result;
}

Planned Comparison::plan(bool prove, plan::Ways ways, OnDrop on_drop) const
{
    return plan_for({current, desired, session->known_pairs(), session->role,
                     session->connection.described(), prove, ways,
                     on_drop == OnDrop::keep || on_drop == OnDrop::csv ? session->common.bookkeeping
                                                                       : std::string{},
                     on_drop == OnDrop::csv, session->sizes_of()},
                    session->workshop);
}

Comparison compared(ComparisonQuestion const &question, Terminal &terminal)
{
    Comparison result;
    Diagnostics diagnostics;
    elaborate::Workshop own(scratch_options(question.common, std::nullopt, std::nullopt));
    // A state that needs a server of ours is read by this thread, because that server ends with the
    // thread that started it.
    auto desired =
        std::async(needs_server(question.states) ? std::launch::deferred : std::launch::async,
                   [&] { return read_state(question.states, question.common, own, diagnostics); });
    if (needs_server(question.states)) {
        desired.wait();
    }
    std::exception_ptr no_database;
    try {
        result.session = std::make_unique<Session>(question.common, question.schemas);
        result.current = result.session->read();
    } catch (...) {
        no_database = std::current_exception();
    }
    result.desired = desired.get();
    tell(diagnostics, result.desired.source_line, terminal);
    if (no_database) {
        std::rethrow_exception(no_database);
    }
    if (is_about_shared(result.desired)) {
        auto &session = *result.session;
        session.common.roles = true;
        result.current.catalog =
            with_shared(result.current.catalog, introspect::shared_objects(session.connection));
    }
    tell_of_newer_server(*result.session, terminal);
    if (question.strict_coverage) {
        refuse_uncovered(result.current.catalog);
    }
    return result;
}

void refuse_uncovered(Catalog const &catalog)
{
    std::vector<Diagnostic> diagnostics;
    for (Uncovered const &one : catalog.uncovered) {
        diagnostics.push_back({Severity::error,
                               codes::uncovered_kind,
                               {},
                               fmt::format("{} {} is not covered", one.kind, one.name),
                               {}});
    }
    if (!diagnostics.empty()) {
        throw Failure(std::move(diagnostics));
    }
}

void tell_of_newer_server(Session &session, Terminal &terminal)
{
    auto const warning = introspect::warning_of_newer_server(session.connection.server_version());
    if (warning) {
        terminal.error(rendered(*warning));
    }
}

void tell(Diagnostics const &diagnostics, SourceLine const &source_line, Terminal &terminal)
{
    if (!diagnostics.empty()) {
        terminal.error(rendered(diagnostics, source_line));
    }
}

void deliver(std::string const &text, std::optional<std::string> const &file, Terminal &terminal)
{
    if (!file) {
        terminal.write(text);
        return;
    }
    // Written beside it and then renamed, so that a half-written file is never taken for a whole.
    auto const temporary = *file + ".schemadiff-new";
    std::ofstream out(temporary, std::ios::binary);
    out << text;
    out.close();
    std::error_code failed;
    if (out) {
        std::filesystem::rename(temporary, *file, failed);
    }
    if (!out || failed) {
        auto const why = failed ? failed.message() : std::string(std::strerror(errno));
        std::filesystem::remove(temporary, failed);
        throw Failure({Severity::error,
                       codes::output_failed,
                       {},
                       fmt::format("cannot write '{}': {}", *file, why),
                       {}});
    }
}

std::string program_name()
{
    return "schemadiff " SCHEMADIFF_VERSION;
}

execute::ApplyOptions executor_options(Session &session, Limits const &limits,
                                       execute::Allowed const &allowed, Terminal &terminal)
{
    execute::ApplyOptions options;
    options.journal_schema = session.common.bookkeeping;
    options.format = {render::plan_json, render::plan_from_json};
    options.program = program_name();
    options.allowed = allowed;
    options.lock_timeout = limits.lock_timeout.value_or(options.lock_timeout);
    options.long_lock_timeout = limits.long_lock_timeout.value_or(options.long_lock_timeout);
    options.statement_timeout = limits.statement_timeout.value_or(options.statement_timeout);
    options.retries = limits.retries.value_or(options.retries);
    options.address = session.address;
    options.backup_folder = session.common.backup_folder.value_or("");
    options.cancel = &interruption();
    options.progress = [&terminal](execute::Progress const &progress) {
        using Event = execute::Progress::Event;
        auto const step =
            fmt::format("[{}/{}] {}", progress.step, progress.steps, progress.subject);
        if (progress.event == Event::step_begins) {
            terminal.progress(step);
        } else if (progress.event == Event::under_way) {
            terminal.progress(step + ": " + progress.text);
        } else if (progress.event == Event::retry) {
            terminal.progress(progress.text);
        }
    };
    return options;
}

} // namespace schemadiff::cli
