#include <engine/scratch/child.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <ctime>

namespace schemadiff::scratch
{

namespace
{

namespace fs = std::filesystem;

// From here to `GuardedProcess` only async-signal-safe calls: this runs after fork().

void close_range_of(int first, int last)
{
    if (first > last) {
        return;
    }
#ifdef SYS_close_range
    if (syscall(SYS_close_range, first, last, 0) == 0) {
        return;
    }
#endif
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

struct Guarded {
    Image const &program;
    Image const &remover;
    std::optional<Account> account;
    int life_line;
    int lock;
    int log;
    int nothing;
};

// SIGQUIT ends postgres in milliseconds; what does not listen within ten seconds is killed.
void end(pid_t program)
{
    kill(program, SIGQUIT);
    for (int attempt = 0; attempt < 2000; ++attempt) {
        if (waitpid(program, nullptr, WNOHANG) != 0) {
            return;
        }
        timespec const pause{.tv_sec = 0, .tv_nsec = 5'000'000};
        nanosleep(&pause, nullptr);
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

} // namespace

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

} // namespace schemadiff::scratch
