#include <engine/cli/validate_command.hpp>

#include <engine/cli/flow.hpp>
#include <engine/render/text.hpp>
#include <parser/resolve/desired_state.hpp>
#include <parser/yaml/writer.hpp>

#include <fmt/format.h>

namespace schemadiff::cli
{

ExitCode run(ValidateOptions const &options, Terminal &terminal)
{
    Diagnostics diagnostics;
    auto const state = resolve::load(options.states, diagnostics);
    tell(diagnostics, state.source_line, terminal);
    if (options.resolved) {
        yaml::WriteOptions write;
        write.everything = state.claims.everything;
        terminal.write(yaml::written(state.catalog, write));
    } else {
        terminal.write(
            fmt::format("Valid: {}.\n", render::counted(state.catalog.size(), "object")));
    }
    return ExitCode::done;
}

} // namespace schemadiff::cli
