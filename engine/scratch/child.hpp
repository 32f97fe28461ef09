// What process.cpp and guard.cpp share around fork(). Between fork() and execve() only
// async-signal-safe calls are allowed, because another thread may have held a lock, the
// allocator's for one; the functions that may be called there say so.
#pragma once

#include <engine/scratch/process.hpp>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace schemadiff::scratch
{

// The file in a guarded folder that its guard holds locked.
constexpr char const *lock_name = "in-use";
constexpr int not_started = 127;

// Throws Failure with the reason from errno.
[[noreturn]] void fail(std::string const &what);

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
    void close();

private:
    int number_;
};

struct Pipe {
    Pipe();
    int read_end = -1;
    int write_end = -1;
};

Descriptor opened(std::filesystem::path const &path, int flags);

// Arguments and environment as execve() wants them, made before fork().
class Image
{
public:
    explicit Image(Command const &command);
    // Async-signal-safe.
    [[noreturn]] void execute() const;

private:
    static std::vector<char *> pointers(std::vector<std::string> &texts);
    std::vector<std::string> arguments_;
    std::vector<std::string> environment_;
    std::vector<char *> argument_pointers_;
    std::vector<char *> environment_pointers_;
};

// The rest is async-signal-safe. The first two end the process if they fail.
void become(std::optional<Account> const &account);
// After become(), because a change of account clears it.
void die_with(pid_t parent, int signal_number);
void redirect(int input, int output);
void wait_for(pid_t process);

} // namespace schemadiff::scratch
