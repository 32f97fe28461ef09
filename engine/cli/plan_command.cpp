#include <engine/cli/plan_command.hpp>

#include <engine/cli/flow.hpp>
#include <engine/cli/kept.hpp>
#include <engine/execute/needs.hpp>
#include <engine/execute/probes.hpp>
#include <engine/render/plan_json.hpp>
#include <engine/render/plan_markdown.hpp>
#include <engine/render/plan_text.hpp>
#include <engine/render/sql_script.hpp>

namespace schemadiff::cli
{

namespace
{

std::string shown(Plan const &plan, PlanOptions const &options, Terminal const &terminal)
{
    switch (options.format) {
    case Format::text:
        return render::plan_text(plan, {.colour = terminal.colour() && !options.output,
                                        .width = options.width.value_or(terminal.width())});
    case Format::sql:
        return render::up_script(plan);
    case Format::json:
        return render::plan_json(plan);
    case Format::markdown:
        return render::plan_markdown(plan);
    }
    return {};
}

ExitCode finish(Planned const &planned, PlanOptions const &options, Terminal &terminal)
{
    deliver(shown(planned.plan, options, terminal), options.output, terminal);
    if (options.save) {
        deliver(render::plan_json(planned.plan), options.save, terminal);
    }
    if (planned.plan.verdict.outcome == Verdict::Outcome::failed) {
        return ExitCode::error;
    }
    return options.exit_code && !planned.plan.empty() ? ExitCode::differences : ExitCode::done;
}

// Between any two states; no database is asked where neither of them is one.
ExitCode between(PlanOptions const &options, Terminal &terminal)
{
    Diagnostics diagnostics;
    elaborate::Workshop workshop(scratch_options(options.common, std::nullopt, std::nullopt));
    auto const wanted = options.to ? std::vector{*options.to} : options.states;
    auto const desired = read_state(wanted, options.common, workshop, diagnostics);
    auto common = options.common;
    common.roles = is_about_shared(desired);
    auto const current = read_start(*options.from, common, workshop, diagnostics);
    tell(diagnostics, desired.source_line, terminal);
    if (options.strict_coverage) {
        refuse_uncovered(current.catalog);
    }
    return finish(
        plan_for({current, desired, {}, {}, {}, options.prove, options.ways, {}, {}}, workshop),
        options, terminal);
}

// A script is run without a journal that could keep anything.
OnDrop on_drop_of(PlanOptions const &options)
{
    bool const is_script = options.format == Format::sql && !options.save;
    return is_script ? OnDrop::discard : options.on_drop.value_or(OnDrop::keep);
}

ExitCode against_database(PlanOptions const &options, Terminal &terminal)
{
    auto const wanted = options.to ? std::vector{*options.to} : options.states;
    auto comparison =
        compared({wanted, options.common, options.schemas, options.strict_coverage}, terminal);
    auto planned = comparison.plan(options.prove, options.ways, on_drop_of(options));
    execute::refuse_missing(comparison.session->connection, planned.plan, Direction::up);
    execute::probe(comparison.session->connection, planned.plan);
    auto const code = finish(planned, options, terminal);
    keep_to_the_end(std::move(comparison.current), std::move(comparison.desired),
                    std::move(planned));
    return code;
}

} // namespace

ExitCode run(PlanOptions const &options, Terminal &terminal)
{
    return options.from ? between(options, terminal) : against_database(options, terminal);
}

} // namespace schemadiff::cli
