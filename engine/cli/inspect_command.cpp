#include <engine/cli/inspect_command.hpp>

#include <engine/cli/flow.hpp>
#include <engine/cli/kept.hpp>
#include <engine/render/snapshot_json.hpp>
#include <parser/yaml/writer.hpp>

#include <fmt/format.h>

#include <filesystem>

namespace schemadiff::cli
{

namespace
{

// What the text that follows does not say, as comments in front of it.
std::string uncovered_lines(Catalog const &catalog)
{
    std::string text;
    for (Uncovered const &one : catalog.uncovered) {
        text += fmt::format("# not covered: {} {}\n", one.kind, one.name);
    }
    return text;
}

bool is_snapshot(InspectOptions const &options)
{
    return options.format ? *options.format == StateFormat::json
                          : options.output && options.output->ends_with(".json");
}

bool is_folder(std::string const &output)
{
    return output.ends_with('/') || std::filesystem::is_directory(output);
}

void write(State const &state, InspectOptions const &options, Terminal &terminal)
{
    if (options.strict_coverage) {
        refuse_uncovered(state.catalog);
    }
    for (Uncovered const &one : state.catalog.uncovered) {
        terminal.error(fmt::format("warning: {} {} is not covered\n", one.kind, one.name));
    }
    if (is_snapshot(options)) {
        deliver(render::snapshot_json(state.catalog), options.output, terminal);
        return;
    }
    yaml::WriteOptions write;
    write.everything = options.schemas.empty();
    auto const head = uncovered_lines(state.catalog);
    if (!options.output || !is_folder(*options.output)) {
        deliver(head + yaml::written(state.catalog, write), options.output, terminal);
        return;
    }
    for (auto const &[name, text] : yaml::written_files(state.catalog, write)) {
        auto const path = std::filesystem::path(*options.output) / name;
        std::filesystem::create_directories(path.parent_path());
        deliver((name == "schemadiff.yaml" ? head : "") + text, path.string(), terminal);
    }
}

} // namespace

ExitCode run(InspectOptions const &options, Terminal &terminal)
{
    Session session(options.common, options.schemas);
    auto state = session.read();
    tell_of_newer_server(session, terminal);
    write(state, options, terminal);
    keep_to_the_end(std::move(state));
    return ExitCode::done;
}

} // namespace schemadiff::cli
