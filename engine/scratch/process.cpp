#include <engine/scratch/process.hpp>

#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/failure.hpp>

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <string_view>
#include <system_error>
#include <utility>

extern char **environ; // NOLINT(readability-redundant-declaration)

namespace schemadiff::scratch
{

namespace
{

namespace fs = std::filesystem;

constexpr char const *lock_name = "in-use";
constexpr int not_started = 127;

[[noreturn]] void fail(std::string const &what)
{
    auto const reason = std::generic_category().message(errno);
    throw Failure{Diagnostic{.severity = Severity::error,
                             .code = codes::no_scratch_server,
                             .at = {},
                             .message = fmt::format("{}: {}", what, reason),
                             .hints = {}}};
}

class Descriptor
{
public:
    explicit Descriptor(int number) : number_{number} {}
    ~Descriptor() { close(); }
    Descriptor(Descriptor &&other) noexcept : number_{other.release()} {}
    Descriptor(Descriptor const &) = delete;
    Descriptor &operator=(Descriptor const &) = delete;
    [[nodiscard]] int number() const { return number_; }
    int release() { return std::exchange(number_, -1); }
    void close()
    {
        if (number_ >= 0) {
            ::close(std::exchange(number_, -1));
        }
    }

private:
    int number_;
};

struct Pipe {
    Pipe()
    {
        std::array<int, 2> ends{};
        if (pipe2(ends.data(), O_CLOEXEC) != 0) {
            fail("cannot make a pipe");
        }
        read_end = ends[0];
        write_end = ends[1];
    }
    int read_end = -1;
    int write_end = -1;
};

// Arguments and environment as execve() wants them, made before fork(): afterwards nothing may
// allocate, because another thread may have held the allocator's lock.
class Image
{
public:
    explicit Image(Command const &command) : arguments_{command.arguments}
    {
        for (auto *const *variable = environ; *variable != nullptr; ++variable) {
            std::string_view const text = *variable;
            if (!text.starts_with("PG") && !text.starts_with("LC_") && !text.starts_with("LANG")) {
                environment_.emplace_back(text);
            }
        }
        environment_.emplace_back("LC_ALL=C");
        argument_pointers_ = pointers(arguments_);
        environment_pointers_ = pointers(environment_);
    }
    [[noreturn]] void execute() const
    {
        execve(argument_pointers_.front(), argument_pointers_.data(), environment_pointers_.data());
        _exit(not_started);
    }

private:
    static std::vector<char *> pointers(std::vector<std::string> &texts)
    {
        std::vector<char *> result;
        for (auto &text : texts) {
            result.push_back(text.data());
        }
        result.push_back(nullptr);
        return result;
    }
    std::vector<std::string> arguments_;
    std::vector<std::string> environment_;
    std::vector<char *> argument_pointers_;
    std::vector<char *> environment_pointers_;
};

// From here to `GuardedProcess` only async-signal-safe calls: this runs after fork().

void become(std::optional<Account> const &account)
{
    if (account &&
        (setgroups(0, nullptr) != 0 || setgid(account->group) != 0 || setuid(account->user) != 0)) {
        _exit(not_started);
    }
}

// After become(), because a change of account clears it.
void die_with(pid_t parent, int signal_number)
{
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, signal_number);
#else
    (void)signal_number;
#endif
    if (getppid() != parent) {
        _exit(not_started);
    }
}

void redirect(int input, int output)
{
    dup2(input, STDIN_FILENO);
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
}

void close_range_of(int first, int last)
{
    for (int number = first; number <= last; ++number) {
        ::close(number);
    }
}

// Another guard that inherited our life line's other end would keep us waiting for ever.
void close_all_but(std::array<int, 3> kept)
{
    std::sort(kept.begin(), kept.end());
    auto const limit = static_cast<int>(std::clamp(sysconf(_SC_OPEN_MAX), 256L, 65536L));
    int first = STDERR_FILENO + 1;
    for (int const one : kept) {
        close_range_of(first, one - 1);
        first = std::max(first, one + 1);
    }
    close_range_of(first, limit - 1);
}

void only_wake_up(int) {}

void wait_for(pid_t process)
{
    while (waitpid(process, nullptr, 0) < 0 && errno == EINTR) {
    }
}

struct Guarded {
    Image const &program;
    Image const &remover;
    std::optional<Account> account;
    int life_line;
    int lock;
    int log;
    int nothing;
};

// SIGQUIT ends postgres in milliseconds; what does not listen is killed.
void end(pid_t program)
{
    kill(program, SIGQUIT);
    for (int tenth = 0; tenth < 100; ++tenth) {
        for (int attempt = 0; attempt < 20; ++attempt) {
            if (waitpid(program, nullptr, WNOHANG) != 0) {
                return;
            }
            timespec const pause{.tv_sec = 0, .tv_nsec = 5'000'000};
            nanosleep(&pause, nullptr);
        }
    }
    kill(program, SIGKILL);
    wait_for(program);
}

// Waits for the end of our parent or of the program, whichever comes first. True: the program.
bool ended_by_itself(pid_t program, int life_line, sigset_t const *unblocked)
{
    while (true) {
        fd_set readable;
        FD_ZERO(&readable);
        FD_SET(life_line, &readable);
        auto const count = pselect(life_line + 1, &readable, nullptr, nullptr, nullptr, unblocked);
        if (waitpid(program, nullptr, WNOHANG) != 0) {
            return true;
        }
        if (count > 0) {
            return false;
        }
    }
}

[[noreturn]] void guard(Guarded const &guarded)
{
    setsid();
    for (int const one : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGQUIT}) {
        signal(one, SIG_IGN);
    }
    struct sigaction wake_up {
    };
    wake_up.sa_handler = only_wake_up;
    sigaction(SIGCHLD, &wake_up, nullptr);
    sigset_t blocked;
    sigset_t unblocked;
    sigemptyset(&unblocked);
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGCHLD);
    sigprocmask(SIG_SETMASK, &blocked, nullptr);

    redirect(guarded.nothing, guarded.nothing);
    close_all_but({guarded.life_line, guarded.lock, guarded.log});
    auto const self = getpid();
    auto const program = fork();
    if (program == 0) {
        for (int const one : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGQUIT, SIGCHLD}) {
            signal(one, SIG_DFL);
        }
        sigprocmask(SIG_SETMASK, &unblocked, nullptr);
        redirect(STDIN_FILENO, guarded.log);
        umask(077);
        become(guarded.account);
        die_with(self, SIGQUIT);
        if (chdir("/") != 0) {
            _exit(not_started);
        }
        guarded.program.execute();
    }
    if (program < 0 || ended_by_itself(program, guarded.life_line, &unblocked)) {
        _exit(1);
    }
    end(program);
    auto const remover = fork();
    if (remover == 0) {
        guarded.remover.execute();
    }
    wait_for(remover);
    _exit(0);
}

Descriptor opened(fs::path const &path, int flags)
{
    Descriptor descriptor{open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, 0600)};
    if (descriptor.number() < 0) {
        fail(fmt::format("cannot open '{}'", path.string()));
    }
    return descriptor;
}

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
    Image const image{command};
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
        become(command.account);
        die_with(parent, SIGKILL);
        if (chdir("/") != 0) {
            _exit(not_started);
        }
        image.execute();
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

GuardedProcess::GuardedProcess(Command const &command, fs::path const &folder, fs::path const &log)
{
    Image const program{command};
    Image const remover{Command{{"/bin/rm", "-rf", "--", folder.string()}, std::nullopt}};
    auto const lock = opened(folder / lock_name, O_RDWR | O_CREAT);
    if (flock(lock.number(), LOCK_EX | LOCK_NB) != 0) {
        fail(fmt::format("cannot lock '{}'", folder.string()));
    }
    auto const log_file = opened(log, O_WRONLY | O_CREAT | O_APPEND);
    auto const nothing = opened("/dev/null", O_RDWR);
    Pipe const pipe;
    Descriptor const read_end{pipe.read_end};
    Descriptor write_end{pipe.write_end};
    guard_ = fork();
    if (guard_ < 0) {
        fail("cannot start a process");
    }
    if (guard_ == 0) {
        guard({.program = program,
               .remover = remover,
               .account = command.account,
               .life_line = read_end.number(),
               .lock = lock.number(),
               .log = log_file.number(),
               .nothing = nothing.number()});
    }
    life_line_ = write_end.release();
}

bool GuardedProcess::has_ended()
{
    if (guard_ > 0 && waitpid(guard_, nullptr, WNOHANG) == guard_) {
        guard_ = -1;
    }
    return guard_ < 0;
}

void GuardedProcess::stop() noexcept
{
    if (life_line_ >= 0) {
        ::close(std::exchange(life_line_, -1));
    }
    if (guard_ > 0) {
        wait_for(std::exchange(guard_, -1));
    }
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
