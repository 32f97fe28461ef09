#include <support/program.hpp>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string_view>

namespace schemadiff::test
{

namespace
{

namespace fs = std::filesystem;

[[noreturn]] void fail(std::string const &what)
{
    throw std::runtime_error{"cannot " + what};
}

fs::path temporary_file()
{
    auto name = (fs::temp_directory_path() / "schemadiff-test-XXXXXX").string();
    int const number = mkstemp(name.data());
    if (number < 0) {
        fail("make a temporary file");
    }
    close(number);
    return name;
}

std::vector<std::string> environment_of(Call const &call)
{
    std::vector<std::string> all;
    for (char **entry = environ; *entry != nullptr; ++entry) {
        std::string_view const text{*entry};
        if (!text.starts_with("PG") && !text.starts_with("DATABASE_URL=") &&
            !text.starts_with("SCHEMADIFF_") &&
            !call.environment.contains(std::string(text.substr(0, text.find('='))))) {
            all.emplace_back(text);
        }
    }
    for (auto const &[name, value] : call.environment) {
        all.push_back(name + "=" + value);
    }
    return all;
}

std::vector<char *> pointers(std::vector<std::string> &texts)
{
    std::vector<char *> all;
    for (std::string &text : texts) {
        all.push_back(text.data());
    }
    all.push_back(nullptr);
    return all;
}

int broken_pipe()
{
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0) {
        fail("make a pipe");
    }
    close(ends[0]);
    return ends[1];
}

// Async-signal-safe: runs between fork() and execve().
void take(int number, int as)
{
    if (number < 0 || dup2(number, as) < 0) {
        _exit(126);
    }
}

} // namespace

Running::Running(Call const &call) : out_{temporary_file()}, err_{temporary_file()}
{
    std::vector<std::string> arguments{SCHEMADIFF_PROGRAM};
    arguments.insert(arguments.end(), call.arguments.begin(), call.arguments.end());
    auto environment = environment_of(call);
    auto const argument_pointers = pointers(arguments);
    auto const environment_pointers = pointers(environment);
    int const pipe_end = call.out == Stdout::broken_pipe ? broken_pipe() : -1;
    process_ = fork();
    if (process_ < 0) {
        fail("start a process");
    }
    if (process_ == 0) {
        // Signals that a test ignores or blocks must not reach the program so.
        std::signal(SIGINT, SIG_DFL);
        std::signal(SIGPIPE, SIG_DFL);
        take(open("/dev/null", O_RDONLY), STDIN_FILENO);
        take(open(err_.c_str(), O_WRONLY | O_APPEND), STDERR_FILENO);
        switch (call.out) {
        case Stdout::captured:
            take(open(out_.c_str(), O_WRONLY | O_APPEND), STDOUT_FILENO);
            break;
        case Stdout::closed:
            close(STDOUT_FILENO);
            break;
        case Stdout::broken_pipe:
            take(pipe_end, STDOUT_FILENO);
            break;
        case Stdout::full_disk:
            take(open("/dev/full", O_WRONLY), STDOUT_FILENO);
            break;
        }
        // Nothing else is passed on, the server's pipes of the test least of all.
        for (int number = STDERR_FILENO + 1; number < 256; ++number) {
            close(number);
        }
        if (!call.folder.empty() && chdir(call.folder.c_str()) != 0) {
            _exit(126);
        }
        execve(SCHEMADIFF_PROGRAM, argument_pointers.data(), environment_pointers.data());
        _exit(127);
    }
    if (pipe_end >= 0) {
        close(pipe_end);
    }
}

Running::~Running()
{
    if (!has_ended_) {
        kill(process_, SIGKILL);
        waitpid(process_, nullptr, 0);
    }
    std::error_code ignored;
    fs::remove(out_, ignored);
    fs::remove(err_, ignored);
}

void Running::send(int signal) const
{
    kill(process_, signal);
}

std::string Running::err_so_far() const
{
    return text_of(err_);
}

Ran Running::wait()
{
    int status = 0;
    while (waitpid(process_, &status, 0) < 0 && errno == EINTR) {
    }
    has_ended_ = true;
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), text_of(out_),
            text_of(err_)};
}

Ran run_program(Call const &call)
{
    return Running{call}.wait();
}

TestFolder::TestFolder()
{
    auto name = (fs::temp_directory_path() / "schemadiff-test-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) {
        fail("make a temporary folder");
    }
    path_ = name;
}

TestFolder::~TestFolder()
{
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

std::string TestFolder::write(std::string const &name, std::string const &text) const
{
    auto const path = path_ / name;
    fs::create_directories(path.parent_path());
    std::ofstream file{path, std::ios::binary};
    file << text;
    if (!file.flush()) {
        fail("write " + path.string());
    }
    return path.string();
}

std::string text_of(fs::path const &path)
{
    std::ifstream stream{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

std::string replaced(std::string text, std::string_view what, std::string_view by)
{
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
        text.replace(at, what.size(), by);
    }
    return text;
}

} // namespace schemadiff::test
