#include <engine/cli/purge_command.hpp>

#include <engine/cli/states.hpp>
#include <engine/cli/status_report.hpp>
#include <engine/postgres/cancelling.hpp>
#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/failure.hpp>

#include <fmt/format.h>

namespace schemadiff::cli
{

ExitCode run(PurgeOptions const &options, Terminal &terminal)
{
    postgres::Connection connection{target(options.common)};
    postgres::Cancelling const cancelling{connection};
    auto const kept =
        execute::kept_in(connection, options.common.bookkeeping, options.older_than);
    if (kept.empty()) {
        terminal.write("Nothing is kept that could be deleted.\n");
        return ExitCode::done;
    }
    terminal.write(kept_text(kept));
    if (!options.yes && !terminal.confirm(fmt::format("Delete {} of them for good?", kept.size()))) {
        throw Failure({Severity::error, codes::cancelled, {}, "nothing was changed", {}},
                      ExitCode::refused);
    }
    execute::purge(connection, options.common.bookkeeping, kept);
    terminal.write(fmt::format("Deleted what was kept of {} object(s).\n", kept.size()));
    return ExitCode::done;
}

} // namespace schemadiff::cli
