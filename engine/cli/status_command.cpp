#include <engine/cli/status_command.hpp>

#include <engine/cli/report_json.hpp>
#include <engine/cli/signals.hpp>
#include <engine/cli/states.hpp>
#include <engine/cli/status_report.hpp>

namespace schemadiff::cli
{

ExitCode run(StatusOptions const &options, Terminal &terminal)
{
    postgres::Connection connection{target(options.common)};
    Cancelling const cancelling{connection};
    auto const report = status_of(connection, options.common.bookkeeping);
    terminal.write(options.format == Format::json ? status_json(report) : status_text(report));
    return ExitCode::done;
}

} // namespace schemadiff::cli
