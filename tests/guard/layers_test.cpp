// Which layer may include which: the table of docs/architecture.md as data, held against every
// #include of the program.
#include "source_tree.hpp"

#include <support/catch.hpp>

#include <map>
#include <optional>
#include <regex>

using namespace schemadiff::guard;

namespace
{

struct Layer {
    std::string_view name;
    std::vector<std::string_view> folders;
    std::set<std::string_view> may_include; // besides itself
    std::set<std::string_view> third_party;
};

std::set<std::string_view> const ground{"base", "model", "sql"};

std::set<std::string_view> with(std::set<std::string_view> layers,
                                std::initializer_list<std::string_view> more)
{
    layers.insert(more.begin(), more.end());
    return layers;
}

std::vector<Layer> const &layers()
{
    static std::set<std::string_view> const engine =
        with(ground,
             {"kinds", "diff", "plan", "execute", "introspect", "scratch", "postgres", "grammar"});
    static std::vector<Layer> const all{
        {"base", {"include/schemadiff/base", "engine/base"}, {}, {"fmt", "xxhash"}},
        {"model", {"include/schemadiff/model", "engine/model"}, {"base"}, {}},
        {"sql", {"include/schemadiff/sql", "engine/sql"}, {"base", "model"}, {"fmt"}},
        {"kinds", {"engine/kinds"}, ground, {"fmt"}},
        {"grammar", {"parser/grammar"}, {"base", "model"}, {"PEGTL"}},
        {"yaml", {"parser/yaml"}, {"base", "model", "grammar"}, {"yaml-cpp"}},
        {"resolve", {"parser/resolve"}, {"base", "model", "grammar", "yaml"}, {}},
        {"postgres", {"engine/postgres"}, ground, {"fmt", "libpqxx", "libpq"}},
        {"introspect", {"engine/introspect"}, with(ground, {"kinds", "postgres"}), {"fmt"}},
        {"diff", {"include/schemadiff/diff", "engine/diff"}, {"base", "model"}, {}},
        {"plan",
         {"include/schemadiff/plan", "engine/plan"},
         with(ground, {"kinds", "diff"}),
         {"fmt"}},
        {"render", {"engine/render"}, with(ground, {"plan"}), {"fmt", "nlohmann-json"}},
        {"execute", {"engine/execute"}, with(ground, {"plan", "postgres"}), {"fmt"}},
        {"scratch", {"engine/scratch"}, with(ground, {"postgres"}), {"fmt"}},
        {"elaborate", {"engine/elaborate"}, engine, {"fmt"}},
        {"prove", {"engine/prove"}, with(engine, {"elaborate"}), {"fmt"}},
        {"cli",
         {"engine/cli"},
         with(engine, {"yaml", "resolve", "render", "elaborate", "prove"}),
         {"fmt", "CLI11", "nlohmann-json"}},
    };
    return all;
}

struct Library {
    std::string_view name;
    std::string_view header; // or what a path to one begins with
    // The only files that include it; empty: all files of the layers that may.
    std::set<std::string_view> only_in;
};

std::vector<Library> const &libraries()
{
    static std::vector<Library> const all{
        {"fmt", "fmt/", {}},
        {"xxhash", "xxhash.h", {}},
        {"PEGTL", "tao/", {}},
        {"yaml-cpp", "yaml-cpp/", {"parser/yaml/document.cpp"}},
        {"libpqxx", "pqxx/", {"engine/postgres/connection.cpp"}},
        {"libpq", "libpq-fe.h", {}},
        {"nlohmann-json",
         "nlohmann/",
         {"engine/render/json_reader.hpp", "engine/cli/report_json.cpp"}},
        {"CLI11", "CLI/", {"engine/cli/arguments.cpp"}},
        {"Catch2", "catch2/", {"tests only"}},
    };
    return all;
}

// Headers of the system, beside those of the standard library, which have no dot and no slash.
bool is_system_header(std::string const &header)
{
    static std::set<std::string> const known{"fcntl.h",   "grp.h",    "netdb.h",
                                             "poll.h",    "pwd.h",    "unistd.h",
                                             "termios.h", "signal.h", "malloc.h"};
    return header.find_first_of("./") == std::string::npos || header.starts_with("sys/") ||
           known.contains(header);
}

Layer const *layer_of(std::string const &path)
{
    for (Layer const &layer : layers()) {
        for (std::string_view const folder : layer.folders) {
            if (path.starts_with(folder) && path.substr(folder.size()).starts_with('/')) {
                return &layer;
            }
        }
    }
    return nullptr;
}

// Why a file may not include a header; nothing where it may.
std::optional<std::string> objection(std::string const &path, Layer const &layer,
                                     std::string const &header)
{
    for (Library const &library : libraries()) {
        if (!header.starts_with(library.header)) {
            continue;
        }
        if (!layer.third_party.contains(library.name)) {
            return "layer " + std::string(layer.name) + " may not use " + std::string(library.name);
        }
        if (!library.only_in.empty() && !library.only_in.contains(path)) {
            return std::string(library.name) + " is kept in " +
                   std::string(*library.only_in.begin());
        }
        return std::nullopt;
    }
    std::string const place = header.starts_with("schemadiff/") ? "include/" + header : header;
    if (Layer const *other = layer_of(place)) {
        if (other->name == layer.name || layer.may_include.contains(other->name)) {
            return std::nullopt;
        }
        return "layer " + std::string(layer.name) + " may not include layer " +
               std::string(other->name);
    }
    if (is_system_header(header)) {
        return std::nullopt;
    }
    return "'" + header + "' is in no table of this test";
}

std::vector<std::string> objections_to(TextFile const &file)
{
    static std::regex const include{R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])"};
    Layer const *layer = layer_of(file.path);
    if (layer == nullptr) {
        return {file.path + ":1: stands in no layer"};
    }
    std::vector<std::string> found;
    auto const lines = lines_of(file.text);
    for (std::size_t index = 0; index < lines.size(); ++index) {
        std::smatch match;
        if (!std::regex_search(lines[index], match, include)) {
            continue;
        }
        std::string const header = match[2];
        bool const beside =
            match[1] == "\"" && fs::exists((top() / file.path).parent_path() / header);
        if (beside && header.find('/') == std::string::npos) {
            continue;
        }
        if (auto const why = objection(file.path, *layer, header)) {
            found.push_back(file.path + ":" + std::to_string(index + 1) + ": " + *why);
        }
    }
    return found;
}

} // namespace

TEST_CASE("every include goes downward, to a layer and a library of the table", "[guard]")
{
    std::vector<std::string> violations;
    std::size_t count = 0;
    for (TextFile const &file : files_below({"engine", "parser", "include"})) {
        if (is_source(file)) {
            ++count;
            auto const found = objections_to(file);
            violations.insert(violations.end(), found.begin(), found.end());
        }
    }
    CHECK(count > 100);
    INFO(joined(violations));
    CHECK(violations.empty());
}

TEST_CASE("an include that goes upward is found, with its line", "[guard]")
{
    CHECK(
        objections_to({"engine/diff/diff.cpp", "// a\n#include <engine/plan/fold.hpp>\n"}) ==
        std::vector<std::string>{"engine/diff/diff.cpp:2: layer diff may not include layer plan"});
    CHECK(objections_to({"engine/kinds/table.cpp", "#include <pqxx/connection>\n"}) ==
          std::vector<std::string>{"engine/kinds/table.cpp:1: layer kinds may not use libpqxx"});
    CHECK(objections_to({"engine/postgres/answer.cpp", "#include <pqxx/connection>\n"}) ==
          std::vector<std::string>{
              "engine/postgres/answer.cpp:1: libpqxx is kept in engine/postgres/connection.cpp"});
    CHECK(objections_to({"parser/yaml/reader.cpp", "#include <boost/spirit.hpp>\n"}) ==
          std::vector<std::string>{
              "parser/yaml/reader.cpp:1: 'boost/spirit.hpp' is in no table of this test"});
}

TEST_CASE("no layer includes one that includes it", "[guard]")
{
    std::map<std::string_view, std::set<std::string_view>> below;
    for (Layer const &layer : layers()) {
        for (std::string_view const other : layer.may_include) {
            // The table stands in an order in which only earlier layers are included.
            INFO(layer.name << " includes " << other);
            CHECK(below.contains(other));
        }
        below[layer.name] = layer.may_include;
    }
}
