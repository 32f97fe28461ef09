#include <engine/scratch/binaries.hpp>

#include <engine/scratch/process.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <string_view>
#include <system_error>
#include <tuple>

namespace schemadiff::scratch
{

namespace
{

namespace fs = std::filesystem;

std::string environment(char const *name)
{
    auto const *value = std::getenv(name); // NOLINT(concurrency-mt-unsafe): nobody changes it
    return value == nullptr ? "" : value;
}

std::vector<fs::path> folders_in(std::string_view list)
{
    std::vector<fs::path> result;
    while (!list.empty()) {
        auto const one = list.substr(0, list.find(':'));
        if (!one.empty()) {
            result.emplace_back(one);
        }
        list.remove_prefix(std::min(one.size() + 1, list.size()));
    }
    return result;
}

// Where distributions keep several versions side by side: /usr/lib/postgresql/15/bin.
std::vector<fs::path> usual_folders()
{
    struct Place {
        char const *parent;
        std::string_view prefix;
    };
    static constexpr std::array<Place, 5> places{{{"/usr/lib/postgresql", ""},
                                                  {"/usr", "pgsql-"},
                                                  {"/usr/local", "pgsql"},
                                                  {"/usr/local/opt", "postgresql"},
                                                  {"/opt/homebrew/opt", "postgresql"}}};
    std::vector<fs::path> result;
    std::error_code ignored;
    for (auto const &place : places) {
        for (auto const &entry : fs::directory_iterator{place.parent, ignored}) {
            if (entry.path().filename().string().starts_with(place.prefix)) {
                result.push_back(entry.path() / "bin");
            }
        }
    }
    return result;
}

// The folder where `initdb` really lies: PATH often holds links only, and the server finds its
// own files relative to the real place.
std::optional<fs::path> real_folder(fs::path const &folder)
{
    std::error_code error;
    auto const initdb = fs::canonical(folder / "initdb", error);
    if (error || !fs::exists(initdb.parent_path() / "postgres", error)) {
        return std::nullopt;
    }
    return initdb.parent_path();
}

std::vector<fs::path> candidates()
{
    if (auto const named = environment("SCHEMADIFF_PG_BIN"); !named.empty()) {
        return folders_in(named);
    }
    auto result = folders_in(environment("PATH"));
    auto const usual = usual_folders();
    result.insert(result.end(), usual.begin(), usual.end());
    return result;
}

std::vector<fs::path> told_by_pg_config()
{
    for (auto const &folder : folders_in(environment("PATH"))) {
        std::error_code error;
        auto const pg_config = fs::absolute(folder / "pg_config", error);
        if (!error && fs::exists(pg_config, error)) {
            auto output = run({{pg_config.string(), "--bindir"}, std::nullopt}).output;
            output.erase(std::find(output.begin(), output.end(), '\n'), output.end());
            return {output};
        }
    }
    return {};
}

int major_of(std::string const &version)
{
    int major = 0;
    std::from_chars(version.data(), version.data() + version.size(), major);
    return major;
}

} // namespace

std::string version_in(std::string const &output)
{
    static constexpr std::string_view before = "(PostgreSQL) ";
    auto const begin = output.find(before);
    if (begin == std::string::npos) {
        return {};
    }
    auto const version = output.substr(begin + before.size());
    return version.substr(0, version.find_first_of(" \n"));
}

void sort_by_preference(std::vector<Binaries> &binaries, std::optional<int> preferred_major)
{
    auto const rank = [&](Binaries const &one) {
        if (!preferred_major) {
            return std::tuple{0, -one.major};
        }
        return one.major >= *preferred_major ? std::tuple{0, one.major} : std::tuple{1, -one.major};
    };
    std::stable_sort(binaries.begin(), binaries.end(),
                     [&](auto const &a, auto const &b) { return rank(a) < rank(b); });
}

namespace
{

void add_found_in(std::vector<fs::path> const &folders, std::vector<Binaries> &result)
{
    for (auto const &candidate : folders) {
        auto const folder = real_folder(candidate);
        auto const is_known = [&](Binaries const &one) {
            return one.folder == folder;
        };
        if (!folder || std::any_of(result.begin(), result.end(), is_known)) {
            continue;
        }
        auto const finished = run({{(*folder / "postgres").string(), "--version"}, std::nullopt});
        auto const version = version_in(finished.output);
        if (finished.exit_code == 0 && major_of(version) > 0) {
            result.push_back({*folder, major_of(version), version});
        }
    }
}

} // namespace

std::vector<Binaries> find_binaries(std::optional<int> preferred_major)
{
    std::vector<Binaries> result;
    add_found_in(candidates(), result);
    // Last, because some distributions have a script for it that takes longer than the rest.
    bool const is_found = std::any_of(result.begin(), result.end(), [&](Binaries const &one) {
        return !preferred_major || one.major == *preferred_major;
    });
    if (!is_found && environment("SCHEMADIFF_PG_BIN").empty()) {
        add_found_in(told_by_pg_config(), result);
    }
    sort_by_preference(result, preferred_major);
    return result;
}

} // namespace schemadiff::scratch
