#include <engine/scratch/data_folder.hpp>

#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/failure.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <functional>
#include <string>
#include <system_error>
#include <vector>

namespace schemadiff::scratch
{

namespace
{

namespace fs = std::filesystem;

// UTF8 and C, so that a scratch server says the same on every machine. Trust, because its socket
// lies in a folder that only we can enter.
std::vector<std::string> initdb_arguments()
{
    return {"--no-sync", "--encoding=UTF8", "--locale=C", "--auth=trust", "--username=postgres"};
}

std::optional<fs::path> absolute_from_environment(char const *name)
{
    auto const *value = std::getenv(name); // NOLINT(concurrency-mt-unsafe): nobody changes it
    if (value == nullptr || *value != '/') {
        return std::nullopt;
    }
    return fs::path{value};
}

// A folder that another user can write to could feed us another user's cluster.
bool is_private(fs::path const &folder)
{
    struct stat found {
    };
    return lstat(folder.c_str(), &found) == 0 && S_ISDIR(found.st_mode) &&
           found.st_uid == geteuid() && (found.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

bool make_private(fs::path const &folder)
{
    std::error_code error;
    fs::create_directories(folder.parent_path(), error);
    mkdir(folder.c_str(), S_IRWXU);
    return is_private(folder) && access(folder.c_str(), W_OK) == 0;
}

// initdb's result depends on the exact version, on its own share folder and on the arguments.
std::string cache_name(Binaries const &binaries)
{
    auto key = binaries.folder.string();
    for (auto const &argument : initdb_arguments()) {
        key += '\n' + argument;
    }
    return fmt::format("initdb-{}-{:016x}", binaries.version, std::hash<std::string>{}(key));
}

void give_to(std::optional<Account> const &account, fs::path const &path)
{
    if (account && lchown(path.c_str(), account->user, account->group) != 0) {
        throw fs::filesystem_error{"cannot change the owner", path,
                                   std::error_code{errno, std::generic_category()}};
    }
}

// The copy belongs to the account, or to us without one, with the modes that postgres insists on.
void copy_cluster(fs::path const &from, fs::path const &to, std::optional<Account> const &account)
{
    fs::create_directory(to);
    fs::permissions(to, fs::perms::owner_all);
    give_to(account, to);
    for (auto const &entry : fs::recursive_directory_iterator{from}) {
        auto const target = to / entry.path().lexically_relative(from);
        if (entry.is_directory()) {
            fs::create_directory(target);
            fs::permissions(target, fs::perms::owner_all);
        } else {
            fs::copy_file(entry.path(), target);
        }
        give_to(account, target);
    }
}

bool is_whole(fs::path const &cluster)
{
    std::error_code error;
    return fs::exists(cluster / "PG_VERSION", error) &&
           fs::file_size(cluster / "global" / "pg_control", error) == 8192;
}

// What older versions and interrupted runs left there.
void remove_old_entries(fs::path const &cache)
{
    auto const now = fs::file_time_type::clock::now();
    std::error_code ignored;
    for (auto const &entry : fs::directory_iterator{cache, ignored}) {
        auto const name = entry.path().filename().string();
        auto const age = now - entry.last_write_time(ignored);
        if ((name.starts_with("making-") && age > std::chrono::hours{24}) ||
            (name.starts_with("initdb-") && age > std::chrono::hours{24 * 90})) {
            fs::remove_all(entry.path(), ignored);
        }
    }
}

// Renamed into place when complete, so that no other process sees half of it. A failure is no
// harm: the next start runs initdb again.
void keep(fs::path const &data, fs::path const &cache, std::string const &name)
{
    auto const making = cache / fmt::format("making-{}-{}", getpid(), name);
    std::error_code error;
    try {
        remove_old_entries(cache);
        fs::remove_all(making);
        copy_cluster(data, making, std::nullopt);
        fs::remove_all(cache / name);
        fs::rename(making, cache / name);
    } catch (fs::filesystem_error const &) {
        fs::remove_all(making, error);
    }
}

void run_initdb(Binaries const &binaries, std::optional<Account> const &account,
                fs::path const &data)
{
    Command command{{(binaries.folder / "initdb").string(), "-D", data.string()}, account};
    auto const arguments = initdb_arguments();
    command.arguments.insert(command.arguments.end(), arguments.begin(), arguments.end());
    auto const finished = run(command);
    if (finished.exit_code != 0) {
        throw Failure{Diagnostic{
            .severity = Severity::error,
            .code = codes::no_scratch_server,
            .at = {},
            .message = fmt::format("initdb in '{}' ended with exit code {}: {}",
                                   binaries.folder.string(), finished.exit_code, finished.output),
            .hints = {}}};
    }
}

} // namespace

MadeBy make_data_folder(Binaries const &binaries, std::optional<Account> const &account,
                        fs::path const &data)
{
    auto const cache = cache_folder();
    auto const name = cache_name(binaries);
    std::error_code error;
    if (cache && is_private(*cache / name) && is_whole(*cache / name)) {
        try {
            copy_cluster(*cache / name, data, account);
            fs::last_write_time(*cache / name, fs::file_time_type::clock::now(), error);
            return MadeBy::cache;
        } catch (fs::filesystem_error const &) {
            // Another process replaces it right now, or it is damaged.
            fs::remove_all(data, error);
        }
    }
    run_initdb(binaries, account, data);
    if (cache) {
        keep(data, *cache, name);
    }
    return MadeBy::initdb;
}

void forget_cached(Binaries const &binaries)
{
    std::error_code error;
    if (auto const cache = cache_folder()) {
        fs::remove_all(*cache / cache_name(binaries), error);
    }
}

std::optional<fs::path> cache_folder()
{
    std::vector<fs::path> folders;
    if (auto const xdg = absolute_from_environment("XDG_CACHE_HOME")) {
        folders.push_back(*xdg / "schemadiff");
    }
    if (auto const home = absolute_from_environment("HOME"); home && *home != "/") {
        folders.push_back(*home / ".cache" / "schemadiff");
    }
    std::error_code error;
    folders.push_back(fs::temp_directory_path(error) /
                      fmt::format("schemadiff-cache-{}", geteuid()));
    for (auto const &folder : folders) {
        if (make_private(folder)) {
            return folder;
        }
    }
    return std::nullopt;
}

} // namespace schemadiff::scratch
