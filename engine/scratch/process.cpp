#include <engine/scratch/child.hpp>

#include <fcntl.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <system_error>

namespace schemadiff::scratch
{

namespace
{

namespace fs = std::filesystem;

bool may_execute(Account const &account, fs::path const &program)
{
    auto const child = fork();
    if (child == 0) {
        become(account);
        _exit(access(program.c_str(), X_OK) == 0 ? 0 : 1);
    }
    int status = 1;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return child > 0 && status == 0;
}

bool is_ours(fs::path const &folder)
{
    struct stat found {
    };
    return lstat(folder.c_str(), &found) == 0 && S_ISDIR(found.st_mode) &&
           (geteuid() == 0 || found.st_uid == geteuid());
}

} // namespace

Finished run(Command const &command)
{
    auto words = command.arguments;
    auto const arguments = pointers_to(words);
    Environment const environment;
    Pipe const output;
    Descriptor const read_end{output.read_end};
    Descriptor write_end{output.write_end};
    auto const nothing = opened("/dev/null", O_RDWR);
    auto const parent = getpid();
    auto const child = fork();
    if (child < 0) {
        fail("cannot start a process");
    }
    if (child == 0) {
        redirect(nothing.number(), write_end.number());
        umask(077);
        if (command.account) {
            become(*command.account);
        }
        die_with(parent, SIGKILL);
        if (chdir("/") != 0) {
            _exit(not_started);
        }
        execute(arguments.data(), environment);
    }
    write_end.close();

    Finished finished;
    std::array<char, 4096> buffer{};
    while (true) {
        auto const count = read(read_end.number(), buffer.data(), buffer.size());
        if (count > 0) {
            finished.output.append(buffer.data(), static_cast<std::size_t>(count));
        } else if (count == 0 || errno != EINTR) {
            break;
        }
    }
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    finished.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return finished;
}

std::optional<Runner> unprivileged_runner(fs::path const &program)
{
    if (geteuid() != 0) {
        return Runner{};
    }
    std::vector<Account> candidates;
    for (auto const *name : {"postgres", "nobody"}) {
        // Called before any thread of ours looks up accounts.
        if (auto const *entry = getpwnam(name); entry != nullptr) { // NOLINT(concurrency-mt-unsafe)
            candidates.push_back({entry->pw_uid, entry->pw_gid});
        }
    }
    candidates.push_back({65534, 65534});
    struct stat found {
    };
    if (stat(program.c_str(), &found) == 0) {
        candidates.push_back({found.st_uid, found.st_gid});
    }
    for (auto const &candidate : candidates) {
        if (candidate.user != 0 && may_execute(candidate, program)) {
            return Runner{candidate};
        }
    }
    return std::nullopt;
}

void remove_leftovers(fs::path const &base, std::string const &prefix)
{
    // A folder is made a moment before it is locked, so the youngest are left alone.
    auto const newest = fs::file_time_type::clock::now() - std::chrono::minutes{1};
    std::error_code ignored;
    for (auto const &entry : fs::directory_iterator{base, ignored}) {
        if (!entry.path().filename().string().starts_with(prefix) || !is_ours(entry.path()) ||
            entry.last_write_time(ignored) > newest) {
            continue;
        }
        Descriptor const lock{
            open((entry.path() / lock_name).c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW)};
        if (lock.number() < 0 || flock(lock.number(), LOCK_EX | LOCK_NB) == 0) {
            fs::remove_all(entry.path(), ignored);
        }
    }
}

} // namespace schemadiff::scratch
