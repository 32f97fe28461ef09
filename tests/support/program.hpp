// The program as a user meets it: a process with arguments, an environment and a folder of its own,
// and what it writes to stdout and stderr, apart. Test programs that use it are built with
// SCHEMADIFF_PROGRAM, the path of the executable.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace schemadiff::test
{

// Where stdout goes.
enum class Stdout : std::uint8_t {
    captured,
    closed,      // >&-
    broken_pipe, // a reader that went away before the first byte
    full_disk,   // /dev/full
};

struct Call {
    std::vector<std::string> arguments;
    // Beside the environment of the test, but for DATABASE_URL, PG* and SCHEMADIFF_*, which it
    // never gets.
    std::map<std::string, std::string> environment{};
    std::filesystem::path folder{}; // empty: that of the test
    Stdout out = Stdout::captured;
};

struct Ran {
    int exit_code = 0; // 128 + signal: killed
    std::string out;
    std::string err;
};

// A process that is still at work. stdin is /dev/null.
class Running
{
public:
    explicit Running(Call const &call);
    // Kills what has not ended.
    ~Running();
    Running(Running const &) = delete;
    Running &operator=(Running const &) = delete;

    void send(int signal) const;
    [[nodiscard]] pid_t process() const { return process_; }
    // What it has written to stderr so far.
    [[nodiscard]] std::string err_so_far() const;
    Ran wait();

private:
    pid_t process_ = -1;
    bool has_ended_ = false;
    std::filesystem::path out_;
    std::filesystem::path err_;
};

Ran run_program(Call const &call);

// A folder that is gone with the object.
class TestFolder
{
public:
    TestFolder();
    ~TestFolder();
    TestFolder(TestFolder const &) = delete;
    TestFolder &operator=(TestFolder const &) = delete;

    [[nodiscard]] std::filesystem::path const &path() const { return path_; }
    [[nodiscard]] std::string operator/(std::string const &name) const
    {
        return (path_ / name).string();
    }
    // Writes a file below it, with the folders that it needs, and gives its path.
    std::string write(std::string const &name, std::string const &text) const;

private:
    std::filesystem::path path_;
};

std::string text_of(std::filesystem::path const &path);

std::string replaced(std::string text, std::string_view what, std::string_view by);

} // namespace schemadiff::test
