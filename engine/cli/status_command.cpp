#include <engine/cli/status_command.hpp>

#include <engine/cli/report_json.hpp>
#include <engine/cli/states.hpp>
#include <engine/cli/status_report.hpp>
#include <engine/postgres/cancelling.hpp>

namespace schemadiff::cli
{

ExitCode run(StatusOptions const &options, Terminal &terminal)
{
    postgres::Connection connection{target(options.common)};
    postgres::Cancelling const cancelling{connection};
    auto const report = status_of(connection, options.common.bookkeeping);
    terminal.write(options.format == Format::json ? status_json(report) : status_text(report));
    return ExitCode::done;
}

} // namespace schemadiff::cli
