#include <engine/cli/backup_command.hpp>

#include <engine/cli/flow.hpp>
#include <engine/execute/backup.hpp>
#include <engine/kinds/kept_rows.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace schemadiff::cli
{

namespace
{

// As the database calls it now.
ObjectId name_of_before(ObjectId const &table, std::vector<plan::Rename> const &renames)
{
    auto const at = std::find_if(renames.begin(), renames.end(),
                                 [&](plan::Rename const &one) { return one.after == table; });
    return at == renames.end() ? table : at->before;
}

// Those from which the plan deletes rows or values.
std::vector<std::string> tables_that_lose(Planned const &planned)
{
    std::set<std::string> losing;
    for (PlannedStep const &step : planned.plan.steps) {
        for (Hazard const &hazard : step.up.hazards) {
            if (hazard.what == HazardClass::delete_data) {
                losing.insert(step.subject);
            }
        }
    }
    std::set<std::string> tables;
    for (Kind const kind : {kind_of<Table>, kind_of<Column>}) {
        for (ObjectPtr const &object : planned.settled.before.of_kind(kind)) {
            if (losing.contains(described(object->id))) {
                auto const table =
                    name_of_before(*kinds::holder_of_rows(object->id), planned.settled.renames);
                tables.insert(sql("{}", Qualified{table.part(0), table.part(1)}).text());
            }
        }
    }
    return {tables.begin(), tables.end()};
}

} // namespace

ExitCode run(BackupOptions const &options, Terminal &terminal)
{
    std::vector<execute::BackedUp> files;
    if (options.states.empty()) {
        postgres::Connection connection{target(options.common)};
        postgres::Cancelling const cancelling{connection};
        files = execute::back_up(connection, options.tables, *options.output);
    } else {
        auto const comparison =
            compared({options.states, options.common, options.schemas}, terminal);
        auto const tables = tables_that_lose(comparison.plan(false));
        files = execute::back_up(comparison.session->connection, tables, *options.output);
    }
    for (execute::BackedUp const &one : files) {
        terminal.write(fmt::format("{}: {} row(s) in {}\n", one.relation, one.file.rows,
                                   one.file.path.string()));
    }
    if (files.empty()) {
        terminal.write("No table would lose rows.\n");
    }
    return ExitCode::done;
}

} // namespace schemadiff::cli
