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

// Our environment without PG*, LC_* and LANG*, as execve() wants it. Made before fork().
class Environment
{
public:
    Environment();
    [[nodiscard]] char *const *pointers() const { return pointers_.data(); }

private:
    std::vector<std::string> texts_;
    std::vector<char *> pointers_;
};

// To `texts`, which must outlive them, with a null pointer at their end.
std::vector<char *> pointers_to(std::vector<std::string> &texts);

// The rest is async-signal-safe. The first three end the process if they fail.
[[noreturn]] void execute(char *const *arguments, Environment const &environment);
void become(Account const &account);
// After become(), because a change of account clears it.
void die_with(pid_t parent, int signal_number);
void redirect(int input, int output);
void wait_for(pid_t process);

} // namespace schemadiff::scratch
