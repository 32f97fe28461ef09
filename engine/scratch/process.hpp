// Child processes: one that runs to its end, and one that is guarded, so that it ends and its
// folder goes away whatever ends us, SIGKILL included. Knows nothing about PostgreSQL.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace schemadiff::scratch
{

struct Account {
    uid_t user = 0;
    gid_t group = 0;
};

// Programs run in "/", with LC_ALL=C and without PG* variables. The first argument is the
// program's path.
struct Command {
    std::vector<std::string> arguments;
    std::optional<Account> account; // nothing: as ourselves
};

struct Finished {
    int exit_code = 0;  // 127 = could not be started; 128 + signal = killed
    std::string output; // stdout and stderr together
};

Finished run(Command const &command);

// As whom to run a program that refuses root: as ourselves if we are not root, else under the
// first of the accounts postgres, nobody, 65534 and the program's owner that may execute it.
// Nothing if there is none.
struct Runner {
    std::optional<Account> account;
};
std::optional<Runner> unprivileged_runner(std::filesystem::path const &program);

// A program in a session of its own, so that Ctrl-C at the terminal does not reach it, under a
// guard: a process of ours that waits for us to end. Then it sends SIGQUIT to the program and
// removes the folder. If the guard itself is killed, the kernel sends the SIGQUIT.
class GuardedProcess
{
public:
    // Only the guard, which waits for `start`. To be made while this process is still small: the
    // guard is a fork of it, so for as long as it lives each write to the memory of that moment
    // copies a page.
    GuardedProcess();
    GuardedProcess(Command const &command, std::filesystem::path const &folder,
                   std::filesystem::path const &log)
        : GuardedProcess{}
    {
        start(command, folder, log);
    }
    ~GuardedProcess() { stop(); }
    GuardedProcess(GuardedProcess const &) = delete;
    GuardedProcess &operator=(GuardedProcess const &) = delete;

    // Once. The folder is marked as in use for `remove_leftovers`. Output goes to `log`.
    void start(Command const &command, std::filesystem::path const &folder,
               std::filesystem::path const &log);
    // True if the program ended by itself; then the folder is still there, with the log.
    [[nodiscard]] bool has_ended();
    // Waits until the program is gone.
    void stop() noexcept;

private:
    pid_t guard_ = -1;
    int life_line_ = -1; // the guard reads the other end of this pair of sockets
};

// Removes the folders `prefix`* in `base` that belong to us and whose guard is dead.
void remove_leftovers(std::filesystem::path const &base, std::string const &prefix);

} // namespace schemadiff::scratch
