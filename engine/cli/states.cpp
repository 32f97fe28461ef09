#include <engine/cli/states.hpp>

#include <engine/cli/signals.hpp>
#include <engine/introspect/introspect.hpp>
#include <engine/postgres/cancelling.hpp>
#include <engine/render/snapshot_json.hpp>
#include <engine/scratch/process.hpp>
#include <parser/resolve/desired_state.hpp>
#include <parser/yaml/source_files.hpp>
#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/failure.hpp>
#include <schemadiff/model/shared.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace schemadiff::cli
{

namespace
{

namespace fs = std::filesystem;

[[noreturn]] void no_state(std::string message, std::vector<std::string> hints = {})
{
    throw Failure({Severity::error, codes::no_state, {}, std::move(message), std::move(hints)});
}

bool is_url(std::string const &word)
{
    auto const scheme = word.substr(0, word.find("://"));
    return word.find("://") != std::string::npos &&
           (scheme.starts_with("postgres") || scheme.starts_with("postgresql"));
}

bool is_sql_file(std::string const &word)
{
    return word.ends_with(".sql");
}

bool is_snapshot(std::string const &word)
{
    return word.ends_with(".json");
}

bool is_from_git(std::string const &word)
{
    return word.starts_with("git:");
}

// The bytes of a file, and how messages call it.
struct Source {
    std::string name;
    std::string text;
};

Source source_at(std::string const &file)
{
    std::ifstream in(file, std::ios::binary);
    if (!in || fs::is_directory(file)) {
        no_state(fmt::format("cannot read '{}'", file));
    }
    std::ostringstream text;
    text << in.rdbuf();
    return {file, text.str()};
}

// What a database has before anybody has made anything in it.
Catalog empty_catalog()
{
    Object schema{id_of<Schema>({"public"}), Schema{}};
    return Catalog({std::make_shared<Object>(std::move(schema))});
}

Claims everything()
{
    Claims claims;
    claims.everything = true;
    return claims;
}

// What the server makes of an SQL file in an empty database.
State from_sql(Source const &source, elaborate::Workshop &workshop)
{
    auto *place = workshop.place();
    if (place == nullptr) {
        no_state(
            fmt::format("'{}' is SQL, and no scratch server is there to load it into", source.name),
            workshop.reasons());
    }
    elaborate::Built database(*place, Catalog{});
    database.load(source.text, source.name);
    return {database.read(), everything(), {}, source.name};
}

State from_snapshot(Source const &source)
{
    try {
        return {render::snapshot_from_json(source.text), everything(), {}, source.name};
    } catch (Failure const &failure) {
        auto diagnostics = failure.diagnostics();
        for (Diagnostic &diagnostic : diagnostics) {
            diagnostic.at.file = source.name;
        }
        throw Failure(std::move(diagnostics));
    }
}

std::string git(std::vector<std::string> words)
{
    auto const here = fs::current_path().string();
    words.insert(words.begin(), {"/usr/bin/env", "git", "-C", here});
    auto const done = scratch::run({std::move(words), {}});
    if (done.exit_code != 0) {
        no_state(fmt::format("git says: {}", done.output.substr(0, done.output.find('\n'))));
    }
    return done.output;
}

bool is_yaml_file(std::string const &name)
{
    return name.ends_with(".yaml") || name.ends_with(".yml");
}

// The paths below one in a revision, each with a NUL behind it, since a name may hold a line break.
std::vector<std::string> names_in(std::string const &revision, std::string const &path)
{
    std::string const list = git({"ls-tree", "-rz", "--name-only", revision, "--", path});
    std::vector<std::string> names;
    for (std::size_t at = 0; at < list.size();) {
        auto const end = list.find('\0', at);
        names.push_back(list.substr(at, end - at));
        at = end + 1;
    }
    return names;
}

// git:REV:PATH, a file or a folder. Messages name the files in the same way.
State from_git(std::string const &word, elaborate::Workshop &workshop, Diagnostics &diagnostics)
{
    auto const colon = word.find(':', 4);
    if (colon == std::string::npos) {
        no_state(fmt::format("'{}' names no path", word), {"Write it as git:REVISION:PATH."});
    }
    auto const revision = word.substr(4, colon - 4);
    // git would take it for an option.
    if (revision.empty() || revision.starts_with('-')) {
        no_state(fmt::format("'{}' names no revision", word), {"Write it as git:REVISION:PATH."});
    }
    auto path = word.substr(colon + 1);
    while (path.size() > 1 && path.ends_with('/')) {
        path.pop_back();
    }
    std::vector<yaml::SourceFile> files;
    for (std::string const &name : names_in(revision, path)) {
        if (name != path && !is_yaml_file(name)) {
            continue;
        }
        Source source{fmt::format("git:{}:{}", revision, name),
                      git({"show", fmt::format("{}:./{}", revision, name)})};
        if (is_sql_file(name)) {
            return from_sql(source, workshop);
        }
        if (is_snapshot(name)) {
            return from_snapshot(source);
        }
        files.push_back({std::move(source.name), std::move(source.text)});
    }
    if (files.empty()) {
        no_state(fmt::format("there is nothing at '{}' in revision '{}'", path, revision));
    }
    auto state = resolve::load_files(std::move(files), diagnostics);
    return {std::move(state.catalog), std::move(state.claims), std::move(state.source_line), word};
}

State from_yaml(std::vector<std::string> const &words, Diagnostics &diagnostics)
{
    auto state = resolve::load(words, diagnostics);
    return {std::move(state.catalog), std::move(state.claims), std::move(state.source_line),
            fmt::format("{}", fmt::join(words, " "))};
}

} // namespace

postgres::Address target(Common const &common)
{
    if (common.db) {
        return postgres::Address{*common.db};
    }
    if (common.db_variable) {
        char const *value = std::getenv(common.db_variable->c_str());
        if (value == nullptr || *value == '\0') {
            throw Failure(
                {Severity::error,
                 codes::variable_not_set,
                 {},
                 fmt::format("the variable {} holds no address", *common.db_variable),
                 {"The configuration names it for this environment; set it, or use --db."}});
        }
        return postgres::Address{std::string(value)};
    }
    return postgres::Address{};
}

scratch::PlaceOptions scratch_options(Common const &common, std::optional<int> preferred_major,
                                      std::optional<postgres::Address> target)
{
    scratch::PlaceOptions options;
    if (common.scratch) {
        options.named = postgres::Address{*common.scratch};
    }
    options.preferred_major = preferred_major;
    options.may_start_server = common.may_start_server;
    options.target = std::move(target);
    options.stop_if_asked = stop_if_interrupted;
    return options;
}

State read_database(postgres::Connection &connection, postgres::Address const &address,
                    Common const &common, std::vector<std::string> const &schemas)
{
    introspect::Scope scope;
    scope.schemas = schemas;
    scope.bookkeeping = common.bookkeeping;
    auto catalog = introspect::introspect(connection, scope, &address);
    if (common.roles) {
        catalog = with_shared(catalog, introspect::shared_objects(connection));
    }
    return {std::move(catalog), everything(), {}, connection.described()};
}

bool is_about_shared(State const &state)
{
    return !state.claims.shared_objects.empty() || !shared_objects(state.catalog).empty();
}

bool needs_server(std::vector<std::string> const &words)
{
    return std::any_of(words.begin(), words.end(),
                       [](std::string const &word) { return is_url(word) || is_sql_file(word); });
}

State read_state(std::vector<std::string> const &words, Common const &common,
                 elaborate::Workshop &workshop, Diagnostics &diagnostics)
{
    if (words.size() == 1) {
        auto const &word = words.front();
        if (word == "empty") {
            return {empty_catalog(), everything(), {}, "empty"};
        }
        if (is_url(word)) {
            postgres::Address const address{word};
            postgres::Connection connection{address};
            postgres::Cancelling const cancelling{connection};
            return read_database(connection, address, common, {});
        }
        if (is_from_git(word)) {
            return from_git(word, workshop, diagnostics);
        }
        if (is_sql_file(word)) {
            return from_sql(source_at(word), workshop);
        }
        if (is_snapshot(word)) {
            return from_snapshot(source_at(word));
        }
    }
    for (std::string const &word : words) {
        if (word == "empty" || is_url(word) || is_sql_file(word) || is_snapshot(word) ||
            is_from_git(word)) {
            no_state("only YAML files and folders can be joined to one state");
        }
    }
    return from_yaml(words, diagnostics);
}

State read_start(std::string const &word, Common const &common, elaborate::Workshop &workshop,
                 Diagnostics &diagnostics)
{
    State state = read_state({word}, common, workshop, diagnostics);
    if (state.claims.everything) {
        return state;
    }
    auto const usual = empty_catalog();
    auto objects = state.catalog.objects();
    for (ObjectPtr const &object : usual.objects()) {
        if (!state.catalog.contains(object->id)) {
            objects.push_back(object);
        }
    }
    state.catalog = Catalog{std::move(objects)};
    return state;
}

} // namespace schemadiff::cli
