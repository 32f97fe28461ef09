#include <engine/cli/verify_command.hpp>

#include <engine/cli/flow.hpp>
#include <engine/render/plan_json.hpp>

#include <fmt/format.h>

namespace schemadiff::cli
{

ExitCode run(VerifyOptions const &options, Terminal &terminal)
{
    auto const planned =
        compared({options.states, options.common, options.schemas}, terminal).plan(true);
    if (options.format == Format::json) {
        terminal.write(render::plan_json(planned.plan));
    } else if (planned.plan.empty()) {
        terminal.write("Nothing to prove: the database is as desired.\n");
    } else {
        auto const &verdict = planned.plan.verdict;
        terminal.write(fmt::format(
            "{}: {} step(s){}{}\n",
            verdict.outcome == Verdict::Outcome::proved   ? "Proved"
            : verdict.outcome == Verdict::Outcome::failed ? "Failed"
                                                          : "Unproven",
            planned.plan.steps.size(), verdict.where.empty() ? "" : ", on " + verdict.where,
            verdict.stubbed.empty()
                ? ""
                : fmt::format("; stubbed there: {}", fmt::join(verdict.stubbed, ", "))));
        for (std::string const &line : verdict.lines) {
            terminal.write("  " + line + "\n");
        }
        for (std::string const &line : verdict.wrong_claims) {
            terminal.write("  measured: " + line + "\n");
        }
    }
    bool const sound =
        planned.plan.empty() || planned.plan.verdict.outcome == Verdict::Outcome::proved;
    return sound ? ExitCode::done : ExitCode::error;
}

} // namespace schemadiff::cli
