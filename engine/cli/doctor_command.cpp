#include <engine/cli/doctor_command.hpp>

#include <engine/cli/doctor_checks.hpp>
#include <engine/cli/flow.hpp>
#include <engine/cli/report_json.hpp>
#include <engine/postgres/cancelling.hpp>

#include <optional>

namespace schemadiff::cli
{

namespace
{

std::optional<State> desired_state(DoctorOptions const &options, Terminal &terminal)
{
    if (options.states.empty()) {
        return std::nullopt;
    }
    Diagnostics diagnostics;
    elaborate::Workshop workshop{scratch_options(options.common, std::nullopt, std::nullopt)};
    State state = read_state(options.states, options.common, workshop, diagnostics);
    tell(diagnostics, state.source_line, terminal);
    return state;
}

void take_scratch(elaborate::Workshop &workshop, DoctorFacts &facts)
{
    if (scratch::Place const *const place = workshop.place()) {
        facts.scratch = place->described();
        facts.scratch_version = place->server_version();
    } else {
        facts.why_no_scratch = workshop.reasons();
    }
}

} // namespace

ExitCode run(DoctorOptions const &options, Terminal &terminal)
{
    auto const desired = desired_state(options, terminal);
    auto const address = target(options.common);
    postgres::Connection connection{address};
    postgres::Cancelling const cancelling{connection};
    auto facts =
        facts_about(connection, desired ? &desired->catalog : nullptr, options.common.bookkeeping);
    elaborate::Workshop workshop{
        scratch_options(options.common, facts.server_version / 10000, address)};
    take_scratch(workshop, facts);
    auto const checks = check_ups(facts);
    terminal.write(options.format == Format::json ? checks_json(checks) : checks_text(checks));
    return stops_an_apply(checks) ? ExitCode::error : ExitCode::done;
}

} // namespace schemadiff::cli
