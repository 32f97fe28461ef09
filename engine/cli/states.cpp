#include <engine/cli/states.hpp>

#include <engine/introspect/introspect.hpp>
#include <engine/scratch/process.hpp>
#include <parser/resolve/desired_state.hpp>
#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/failure.hpp>

#include <fmt/format.h>

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
State from_sql(std::string const &file, elaborate::Workshop &workshop)
{
    std::ifstream in(file, std::ios::binary);
    if (!in) {
        no_state(fmt::format("cannot read '{}'", file));
    }
    std::ostringstream text;
    text << in.rdbuf();
    auto *place = workshop.place();
    if (place == nullptr) {
        no_state(fmt::format("'{}' is SQL, and no scratch server is there to load it into", file),
                 workshop.reasons());
    }
    elaborate::Built database(*place, Catalog{});
    database.load(text.str(), file);
    return {database.read(), everything(), {}, file};
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

// git:REV:PATH, a file or a folder; the files are written to a temporary folder to be read.
State from_git(std::string const &word, Diagnostics &diagnostics)
{
    auto const colon = word.find(':', 4);
    if (colon == std::string::npos) {
        no_state(fmt::format("'{}' names no path", word), {"Write it as git:REVISION:PATH."});
    }
    auto const revision = word.substr(4, colon - 4);
    auto path = word.substr(colon + 1);
    while (path.size() > 1 && path.ends_with('/')) {
        path.pop_back();
    }
    std::string pattern = (fs::temp_directory_path() / "schemadiff-git-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) {
        no_state("cannot make a temporary folder");
    }
    struct Folder {
        fs::path path;
        ~Folder()
        {
            std::error_code ignored;
            fs::remove_all(path, ignored);
        }
    } const folder{pattern};
    std::istringstream names(git({"ls-tree", "-r", "--name-only", revision, "--", path}));
    bool any = false;
    for (std::string name; std::getline(names, name);) {
        if (!name.ends_with(".yaml") && !name.ends_with(".yml") && name != path) {
            continue;
        }
        auto const file = folder.path / name;
        fs::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << git({"show", revision + ":./" + name});
        any = true;
    }
    if (!any) {
        no_state(fmt::format("there is nothing at '{}' in revision '{}'", path, revision));
    }
    auto state = resolve::load({(folder.path / path).string()}, diagnostics);
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
    return options;
}

State read_database(postgres::Connection &connection, Common const &common,
                    std::vector<std::string> const &schemas)
{
    introspect::Scope scope;
    scope.schemas = schemas;
    scope.bookkeeping = common.bookkeeping;
    return {introspect::introspect(connection, scope), everything(), {}, connection.described()};
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
            postgres::Connection connection{postgres::Address{word}};
            return read_database(connection, common, {});
        }
        if (is_sql_file(word)) {
            return from_sql(word, workshop);
        }
        if (word.starts_with("git:")) {
            return from_git(word, diagnostics);
        }
    }
    for (std::string const &word : words) {
        if (word == "empty" || is_url(word) || is_sql_file(word) || word.starts_with("git:")) {
            no_state("only YAML files and folders can be joined to one state");
        }
    }
    return from_yaml(words, diagnostics);
}

} // namespace schemadiff::cli
