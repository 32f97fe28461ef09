#include <engine/cli/apply_command.hpp>

#include <engine/cli/flow.hpp>
#include <engine/execute/executor.hpp>
#include <engine/execute/needs.hpp>
#include <engine/execute/probes.hpp>
#include <engine/render/plan_json.hpp>
#include <engine/render/plan_text.hpp>
#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/failure.hpp>
#include <schemadiff/model/fingerprint.hpp>
#include <schemadiff/model/shared.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace schemadiff::cli
{

namespace
{

Plan plan_from_file(std::string const &file)
{
    std::ifstream in(file, std::ios::binary);
    if (!in) {
        throw Failure({Severity::error,
                       codes::not_readable,
                       {},
                       fmt::format("cannot read the plan file '{}'", file),
                       {}});
    }
    std::ostringstream text;
    text << in.rdbuf();
    return render::plan_from_json(text.str());
}

void show(Plan const &plan, ApplyOptions const &options, Terminal &terminal)
{
    terminal.write(render::plan_text(
        plan, {.colour = terminal.colour(), .width = options.width.value_or(terminal.width())}));
}

// A failed proof means that the plan does not do what it says: it is never run on a guess.
void refuse_unsound(Plan const &plan)
{
    if (plan.verdict.outcome != Verdict::Outcome::failed) {
        return;
    }
    throw Failure(
        {Severity::error,
         codes::proof_failed,
         {},
         fmt::format("the proof of the plan failed: {}", fmt::join(plan.verdict.lines, "; ")),
         {"Use --no-prove to run it all the same."}},
        ExitCode::refused);
}

// What `on_drop: refuse` is for: no --allow lifts it.
void refuse_drops(Plan const &plan, std::optional<OnDrop> on_drop)
{
    std::vector<Diagnostic> diagnostics;
    for (PlannedStep const &step : plan.steps) {
        for (Hazard const &hazard : step.up.hazards) {
            if (on_drop == OnDrop::refuse && hazard.what == HazardClass::delete_data) {
                diagnostics.push_back({Severity::error,
                                       codes::hazard_not_allowed,
                                       step.declared_at,
                                       fmt::format("{}: {}, and the configuration says 'on_drop: "
                                                   "refuse'",
                                                   step.subject, hazard.sentence),
                                       {}});
            }
        }
    }
    if (!diagnostics.empty()) {
        throw Failure(std::move(diagnostics), ExitCode::refused);
    }
}

// An allowance that nothing needs is one that somebody forgot, and lets through the next plan.
void tell_of_unused_allowances(Plan const &plan, execute::Allowed const &allowed,
                               Terminal &terminal)
{
    auto unused = allowed.classes;
    for (PlannedStep const &step : plan.steps) {
        for (Hazard const &hazard : step.up.hazards) {
            unused.erase(hazard.what);
        }
    }
    std::vector<std::string_view> words;
    for (HazardClass const one : unused) {
        words.push_back(word(one));
    }
    if (!words.empty()) {
        terminal.error(fmt::format("note: nothing in this plan needs the allowance of {}\n",
                                   fmt::join(words, ", ")));
    }
}

void ask(Plan const &plan, bool yes, Terminal &terminal)
{
    if (yes) {
        return;
    }
    if (!terminal.confirm(fmt::format("Run {} step(s)?", plan.steps.size()))) {
        throw Failure({Severity::error, codes::cancelled, {}, "nothing was changed", {}},
                      ExitCode::refused);
    }
}

bool expects_shared(Plan const &plan)
{
    return std::any_of(plan.expects.begin(), plan.expects.end(), [](auto const &one) {
        auto const id = id_of_expectation(one.first);
        return id && is_shared(*id);
    });
}

void report(execute::RunResult const &result, Terminal &terminal)
{
    for (std::string const &notice : result.notices) {
        terminal.error("warning: " + notice + "\n");
    }
    for (std::string const &file : result.files) {
        terminal.write(file + "\n");
    }
    terminal.write(fmt::format("Applied: {} step(s) in {} transaction(s), {:.1f} s, run {}.\n",
                               result.steps, result.transactions,
                               static_cast<double>(result.duration.count()) / 1000.0, result.run));
}

ExitCode run_plan_file(ApplyOptions const &options, Terminal &terminal)
{
    auto plan = plan_from_file(*options.plan_file);
    Session session(options.common, {});
    session.common.roles = expects_shared(plan);
    if (!plan.role.empty() && plan.role != session.role) {
        throw Failure({Severity::error,
                       codes::stale_plan,
                       {},
                       fmt::format("the plan was made for role {} but the session's role is {}",
                                   plan.role, session.role),
                       {"Make the plan again with the role that will run it."}},
                      ExitCode::refused);
    }
    execute::probe(session.connection, plan);
    show(plan, options, terminal);
    if (plan.empty()) {
        return ExitCode::done;
    }
    refuse_unsound(plan);
    execute::refuse_findings(plan);
    refuse_drops(plan, options.on_drop);
    tell_of_unused_allowances(plan, options.allowed, terminal);
    ask(plan, options.yes, terminal);
    auto executor = executor_options(session, options.limits, options.allowed, terminal);
    executor.current_state = [&] {
        return session.read().catalog;
    };
    report(execute::apply(session.connection, plan, executor), terminal);
    return ExitCode::done;
}

// After an apply nothing may be left: whatever is, is our mistake.
void verify_nothing_is_left(Session &session, State const &desired)
{
    auto const live = session.read();
    auto const planned = plan_for(
        {live, desired, session.known_pairs(), session.role, {}, false, plan::Ways::plain, {}, {}},
        session.workshop);
    execute::remember_pairs(session.connection, session.common.bookkeeping, planned.settled.pairs);
    if (planned.plan.empty()) {
        return;
    }
    std::vector<std::string> left;
    for (PlannedStep const &step : planned.plan.steps) {
        left.push_back(fmt::format("{} {}", word(step.action), step.subject));
    }
    throw Failure({Severity::error,
                   codes::not_settled,
                   {},
                   fmt::format("the plan was applied, but the database still differs: {}",
                               fmt::join(left, ", ")),
                   {"This is a mistake of schemadiff; please report it with the desired state."}});
}

ExitCode run_states(ApplyOptions const &options, Terminal &terminal)
{
    auto const comparison = compared(
        {options.states, options.common, options.schemas, options.strict_coverage}, terminal);
    auto &session = *comparison.session;
    auto planned =
        comparison.plan(options.prove, options.ways, options.on_drop.value_or(OnDrop::keep));
    execute::refuse_missing(session.connection, planned.plan, Direction::up);
    execute::probe(session.connection, planned.plan);
    show(planned.plan, options, terminal);
    if (planned.plan.empty()) {
        return ExitCode::done;
    }
    auto executor = executor_options(session, options.limits, options.allowed, terminal);
    refuse_unsound(planned.plan);
    execute::refuse_findings(planned.plan);
    refuse_drops(planned.plan, options.on_drop);
    tell_of_unused_allowances(planned.plan, options.allowed, terminal);
    ask(planned.plan, options.yes, terminal);
    executor.current_state = [&] {
        return session.read().catalog;
    };
    report(execute::apply(session.connection, planned.plan, executor), terminal);
    verify_nothing_is_left(session, comparison.desired);
    return ExitCode::done;
}

} // namespace

ExitCode run(ApplyOptions const &options, Terminal &terminal)
{
    return options.plan_file ? run_plan_file(options, terminal) : run_states(options, terminal);
}

} // namespace schemadiff::cli
