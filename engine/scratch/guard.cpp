#include <engine/scratch/child.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstring>
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
void close_all_but(int kept)
{
    auto const limit = static_cast<int>(std::clamp(sysconf(_SC_OPEN_MAX), 256L, 65536L));
    close_range_of(STDERR_FILENO + 1, kept - 1);
    close_range_of(kept + 1, limit - 1);
}

void only_wake_up(int) {}

// What the guard is to do, as one message: the words, each with its NUL, with the lock and the
// log as the descriptors that go along. Copied, never changed, by the guard, who may not allocate.
struct Order {
    bool has_account = false;
    Account account;
    std::uint32_t arguments = 0; // the first of the words; the last one is the folder
    std::uint32_t size = 0;      // of the words
    std::array<char, 65536> words{};
};

constexpr std::size_t most_arguments = 200;

struct Received {
    Order order;
    int lock = -1;
    int log = -1;
};

// False: our parent is gone, or wants nothing any more.
bool receive(int life_line, Received &received)
{
    iovec part{.iov_base = &received.order, .iov_len = sizeof received.order};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(2 * sizeof(int))> room{};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = room.data();
    message.msg_controllen = room.size();
    ssize_t count = 0;
    do {
        count = recvmsg(life_line, &message, MSG_CMSG_CLOEXEC);
    } while (count < 0 && errno == EINTR);
    auto const *const control = count > 0 ? CMSG_FIRSTHDR(&message) : nullptr;
    if (control == nullptr || control->cmsg_len != CMSG_LEN(2 * sizeof(int))) {
        return false;
    }
    std::array<int, 2> descriptors{};
    std::memcpy(descriptors.data(), CMSG_DATA(control), sizeof descriptors);
    received.lock = descriptors[0];
    received.log = descriptors[1];
    return true;
}

// The arguments as execve() wants them, and the folder.
struct Words {
    std::array<char *, most_arguments + 1> arguments{};
    char *folder = nullptr;
};

Words words_of(Order &order)
{
    Words words;
    char *next = order.words.data();
    for (std::uint32_t index = 0; index < order.arguments; ++index) {
        words.arguments.at(index) = next;
        next += std::strlen(next) + 1;
    }
    words.folder = next;
    return words;
}

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

[[noreturn]] void guard(Environment const &environment, int life_line, int nothing)
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

    redirect(nothing, nothing);
    close_all_but(life_line);
    static Received received;
    if (!receive(life_line, received)) {
        _exit(0);
    }
    auto words = words_of(received.order);
    auto const self = getpid();
    auto const program = fork();
    if (program == 0) {
        for (int const one : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGQUIT, SIGCHLD}) {
            signal(one, SIG_DFL);
        }
        sigprocmask(SIG_SETMASK, &unblocked, nullptr);
        redirect(STDIN_FILENO, received.log);
        umask(077);
        if (received.order.has_account) {
            become(received.order.account);
        }
        die_with(self, SIGQUIT);
        if (chdir("/") != 0) {
            _exit(not_started);
        }
        execute(words.arguments.data(), environment);
    }
    if (program < 0 || ended_by_itself(program, life_line, &unblocked)) {
        _exit(1);
    }
    end(program);
    auto const remover = fork();
    if (remover == 0) {
        std::array<char, 8> rm{"/bin/rm"};
        std::array<char, 4> all{"-rf"};
        std::array<char, 3> no_more_options{"--"};
        std::array<char *, 5> arguments{rm.data(), all.data(), no_more_options.data(), words.folder,
                                        nullptr};
        execute(arguments.data(), environment);
    }
    wait_for(remover);
    _exit(0);
}

Order order_of(Command const &command, fs::path const &folder)
{
    Order order;
    if (command.account) {
        order.has_account = true;
        order.account = *command.account;
    }
    order.arguments = static_cast<std::uint32_t>(command.arguments.size());
    auto words = command.arguments;
    words.push_back(folder.string());
    for (std::string const &word : words) {
        if (order.arguments > most_arguments || order.size + word.size() + 1 > order.words.size()) {
            errno = E2BIG;
            fail("cannot start a process");
        }
        std::memcpy(order.words.data() + order.size, word.c_str(), word.size() + 1);
        order.size += static_cast<std::uint32_t>(word.size() + 1);
    }
    return order;
}

void send(int life_line, Order &order, std::array<int, 2> const &descriptors)
{
    iovec part{.iov_base = &order, .iov_len = offsetof(Order, words) + order.size};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof descriptors)> room{};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = room.data();
    message.msg_controllen = room.size();
    auto *const control = CMSG_FIRSTHDR(&message);
    control->cmsg_level = SOL_SOCKET;
    control->cmsg_type = SCM_RIGHTS;
    control->cmsg_len = CMSG_LEN(sizeof descriptors);
    std::memcpy(CMSG_DATA(control), descriptors.data(), sizeof descriptors);
    ssize_t sent = 0;
    do {
        sent = sendmsg(life_line, &message, MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    if (sent < 0) {
        fail("cannot start a process");
    }
}

} // namespace

GuardedProcess::GuardedProcess()
{
    Environment const environment;
    auto const nothing = opened("/dev/null", O_RDWR);
    std::array<int, 2> ends{};
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
        fail("cannot make a pair of sockets");
    }
    Descriptor const guards_end{ends[0]};
    Descriptor our_end{ends[1]};
    guard_ = fork();
    if (guard_ < 0) {
        fail("cannot start a process");
    }
    if (guard_ == 0) {
        guard(environment, guards_end.number(), nothing.number());
    }
    life_line_ = our_end.release();
}

void GuardedProcess::start(Command const &command, fs::path const &folder, fs::path const &log)
{
    auto order = order_of(command, folder);
    auto const lock = opened(folder / lock_name, O_RDWR | O_CREAT);
    if (flock(lock.number(), LOCK_EX | LOCK_NB) != 0) {
        fail(fmt::format("cannot lock '{}'", folder.string()));
    }
    auto const log_file = opened(log, O_WRONLY | O_CREAT | O_APPEND);
    send(life_line_, order, {lock.number(), log_file.number()});
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
