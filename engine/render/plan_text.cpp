#include "plan_text.hpp"

#include "page.hpp"
#include "summary.hpp"
#include "text.hpp"

#include <schemadiff/plan/transactions.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace schemadiff::render
{

namespace
{

constexpr std::size_t header_indent = 6; // under what follows "Plan: "
constexpr std::size_t step_indent = 7;   // under the sign of "  1. + create ..."
constexpr std::size_t drift_indent = 7;
constexpr std::size_t part_indent = 2;

void write_header(Page &page, Plan const &plan)
{
    if (plan.empty()) {
        page.line(plan.undecided.empty()
                      ? "No changes."
                      : fmt::format("No changes, but {} could not be decided.",
                                    counted(plan.undecided.size(), "difference")),
                  Tone::strong);
        return;
    }
    page.line("Plan: " + actions_line(plan), Tone::strong);
    page.sentence(header_indent, kinds_line(plan));
    if (auto const context = made_for(plan); !context.empty()) {
        page.sentence(header_indent, context);
    }
    std::vector<std::string> hazards;
    for (auto const &[what, uses] : hazards_up(plan)) {
        hazards.push_back(fmt::format("{} ({})", word(what), uses.size()));
    }
    if (!hazards.empty()) {
        page.sentence(header_indent, "hazards: " + listed(hazards), Tone::red);
    }
}

void write_hazards(Page &page, PlannedSide const &side, std::string_view before)
{
    for (Hazard const &hazard : side.hazards) {
        page.labelled(step_indent, "hazard",
                      fmt::format("{}{}: {}", before, word(hazard.what), hazard.sentence),
                      Tone::red);
    }
}

void write_way_back(Page &page, PlannedStep const &step)
{
    if (!step.down) {
        page.labelled(step_indent, "back", "none: " + step.why_no_way_back, Tone::red);
        return;
    }
    auto const &statements = step.down->statements;
    bool const one_liner =
        statements.size() == 1 && statements.front().find('\n') == std::string::npos;
    if (statements.empty()) {
        page.labelled(step_indent, "back", "nothing to run", Tone::faint);
    } else if (one_liner) {
        page.line(std::string(step_indent, ' ') +
                      "back:   " + printable(terminated(statements.front())),
                  Tone::faint);
    } else {
        page.line(std::string(step_indent, ' ') + "back:", Tone::faint);
        for (std::string const &statement : statements) {
            page.statement(step_indent + 4, statement, Tone::faint);
        }
    }
    write_hazards(page, *step.down, "going back: ");
}

void write_step(Page &page, Plan const &plan, std::size_t index)
{
    PlannedStep const &step = plan.steps[index];
    page.line_with_margin(fmt::format("{:3}. {} {} {}", index + 1, sign(step.action),
                                      word(step.action), one_line(step.subject)),
                          place(step.declared_at), tone_of(step.action));
    for (std::string const &statement : step.up.statements) {
        page.statement(step_indent, statement);
    }
    if (step.up.statements.empty()) {
        page.line(std::string(step_indent, ' ') + "nothing to run", Tone::faint);
    }
    // What a create takes in can be read in its statement.
    if (!step.includes.empty() && step.action != Action::create) {
        page.labelled(step_indent, "with", listed(step.includes), Tone::faint);
    }
    if (auto const locks = locks_line(step.up, plan.sizes); !locks.empty()) {
        page.labelled(step_indent, "lock", locks);
    }
    write_hazards(page, step.up, "");
    if (step.finding) {
        page.labelled(step_indent, "rows", one_line(sentence(*step.finding)),
                      step.finding->stops() ? Tone::red : Tone::faint);
    }
    if (!step.note.empty()) {
        page.labelled(step_indent, "note", step.note, Tone::yellow);
    }
    write_way_back(page, step);
}

// What makes way for others on the way back only: in the order in which it is run then.
void write_steps_back(Page &page, Plan const &plan)
{
    bool is_first = true;
    for (std::size_t index = plan.steps.size(); index-- > 0;) {
        PlannedStep const &step = plan.steps[index];
        if (!runs_only_back(step)) {
            continue;
        }
        if (is_first) {
            page.line();
            page.rule("only on the way back");
            is_first = false;
        }
        auto const action = step.action == Action::create ? Action::drop
                            : step.action == Action::drop ? Action::create
                                                          : step.action;
        page.line();
        page.line_with_margin(fmt::format("{:3}. {} {} {}", index + 1, sign(action), word(action),
                                          one_line(step.subject)),
                              place(step.declared_at), Tone::faint);
        for (std::string const &statement : step.down->statements) {
            page.statement(step_indent, statement, Tone::faint);
        }
        write_hazards(page, *step.down, "going back: ");
    }
}

void write_steps(Page &page, Plan const &plan)
{
    auto const runs = transaction_runs(plan, Direction::up);
    for (std::size_t number = 0; number < runs.size(); ++number) {
        page.line();
        std::string const title = runs[number].outside ? "outside a transaction"
                                  : runs.size() == 1   ? "one transaction"
                                                       : "transaction";
        page.rule(runs.size() == 1 ? title
                                   : fmt::format("{}, {} of {}", title, number + 1, runs.size()));
        for (std::size_t const index : runs[number].steps) {
            if (!runs_only_back(plan.steps[index])) {
                page.line();
                write_step(page, plan, index);
            }
        }
    }
    write_steps_back(page, plan);
}

void write_access(Page &page, Plan const &plan)
{
    std::string who;
    for (AccessUse const &use : access_uses(plan)) {
        if (who.empty()) {
            page.line();
            page.line("Access", Tone::strong);
        }
        if (who != use.who) {
            who = use.who;
            page.line("  " + one_line(who));
        }
        page.item(part_indent + 2, use.gains ? "+" : "-",
                  fmt::format("{}: {}", use.what, listed(use.on)),
                  use.gains ? Tone::yellow : Tone::red);
    }
}

void write_notices(Page &page, Plan const &plan)
{
    if (plan.notices.empty()) {
        return;
    }
    page.line();
    for (Diagnostic const &notice : plan.notices) {
        std::string text = printable(rendered(notice));
        text.pop_back(); // its last newline
        for (std::string_view const part : lines_of(text)) {
            page.line(part, notice.severity == Severity::note ? Tone::plain : Tone::yellow);
        }
    }
}

void write_undecided(Page &page, Plan const &plan)
{
    if (plan.undecided.empty()) {
        return;
    }
    page.line();
    page.line("Undecided: whether these mean the same, only a server can say", Tone::yellow);
    for (Undecided const &one : plan.undecided) {
        page.line_with_margin(fmt::format("  {}, {}", one_line(one.subject), one_line(one.field)),
                              place(one.at), Tone::plain);
        page.labelled(part_indent + 2, "now", one.before);
        page.labelled(part_indent + 2, "wanted", one.after);
    }
}

void write_what_stays(Page &page, Plan const &plan)
{
    if (auto const uncovered = uncovered_by_kind(plan); !uncovered.empty()) {
        page.line();
        page.line("Not covered yet, and left as it is", Tone::yellow);
        for (auto const &[kind, names] : uncovered) {
            page.labelled(part_indent, one_line(kind), listed(names));
        }
    }
    if (auto const alone = left_alone_line(plan); !alone.empty()) {
        page.line();
        page.labelled(0, "Left alone", alone + " that the desired state does not mention",
                      Tone::faint);
    }
}

Tone verdict_tone(Verdict::Outcome outcome)
{
    switch (outcome) {
    case Verdict::Outcome::unproven:
        return Tone::yellow;
    case Verdict::Outcome::proved:
        return Tone::green;
    case Verdict::Outcome::failed:
        return Tone::red;
    }
    return Tone::plain;
}

void write_end(Page &page, Plan const &plan)
{
    if (plan.empty()) {
        return;
    }
    page.line();
    page.labelled(0, "Proof", verdict_line(plan.verdict), verdict_tone(plan.verdict.outcome));
    for (std::string const &reason : plan.verdict.lines) {
        std::string const text = printable(reason);
        for (std::string_view const part : lines_of(text)) {
            page.line("  " + std::string(part));
        }
    }
    for (std::string const &line : plan.verdict.wrong_claims) {
        page.labelled(0, "Measured", one_line(line), Tone::yellow);
    }
    if (auto const flag = allow_flag(plan); !flag.empty()) {
        page.labelled(0, "Apply", "needs " + flag, Tone::red);
    }
}

std::string_view drift_word(Action action)
{
    switch (action) {
    case Action::create:
        return "missing";
    case Action::alter:
        return "changed";
    case Action::rename:
        return "renamed";
    case Action::drop:
        return "extra";
    }
    return "";
}

void write_drift(Page &page, Plan const &plan)
{
    auto const differences =
        std::count_if(plan.steps.begin(), plan.steps.end(),
                      [](PlannedStep const &step) { return !runs_only_back(step); });
    page.line("Drift: " + counted(static_cast<std::size_t>(differences), "difference"),
              Tone::strong);
    page.sentence(drift_indent, kinds_line(plan) + " to be as desired");
    if (auto const context = made_for(plan); !context.empty()) {
        page.sentence(drift_indent, context);
    }
    page.line();
    for (PlannedStep const &step : plan.steps) {
        if (runs_only_back(step)) {
            continue;
        }
        page.line_with_margin(
            fmt::format("  {:8} {}", drift_word(step.action), one_line(step.subject)),
            place(step.declared_at), tone_of(step.action));
        if (step.action == Action::alter) {
            for (std::string const &statement : step.up.statements) {
                page.statement(11, statement, Tone::faint);
            }
        }
    }
}

} // namespace

std::string plan_text(Plan const &plan, TextOptions const &options)
{
    Page page{options};
    write_header(page, plan);
    write_steps(page, plan);
    write_access(page, plan);
    write_notices(page, plan);
    write_undecided(page, plan);
    write_what_stays(page, plan);
    write_end(page, plan);
    return page.text();
}

std::string drift_text(Plan const &plan, TextOptions const &options)
{
    Page page{options};
    if (plan.empty()) {
        page.line(plan.undecided.empty()
                      ? "No drift."
                      : fmt::format("No drift, but {} could not be decided.",
                                    counted(plan.undecided.size(), "difference")),
                  Tone::strong);
    } else {
        write_drift(page, plan);
    }
    write_notices(page, plan);
    write_undecided(page, plan);
    write_what_stays(page, plan);
    return page.text();
}

} // namespace schemadiff::render
