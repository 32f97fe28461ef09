#include <engine/scratch/child.hpp>

#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/failure.hpp>

#include <fcntl.h>
#include <grp.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <string_view>
#include <system_error>

extern char **environ; // NOLINT(readability-redundant-declaration)

namespace schemadiff::scratch
{

void fail(std::string const &what)
{
    auto const reason = std::generic_category().message(errno);
    throw Failure{Diagnostic{.severity = Severity::error,
                             .code = codes::no_scratch_server,
                             .at = {},
                             .message = fmt::format("{}: {}", what, reason),
                             .hints = {}}};
}

void Descriptor::close()
{
    if (number_ >= 0) {
        ::close(std::exchange(number_, -1));
    }
}

Pipe::Pipe()
{
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) {
        fail("cannot make a pipe");
    }
    read_end = ends[0];
    write_end = ends[1];
}

Descriptor opened(std::filesystem::path const &path, int flags)
{
    Descriptor descriptor{open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, 0600)};
    if (descriptor.number() < 0) {
        fail(fmt::format("cannot open '{}'", path.string()));
    }
    return descriptor;
}

Environment::Environment()
{
    for (auto *const *variable = environ; *variable != nullptr; ++variable) {
        std::string_view const text = *variable;
        if (!text.starts_with("PG") && !text.starts_with("LC_") && !text.starts_with("LANG")) {
            texts_.emplace_back(text);
        }
    }
    texts_.emplace_back("LC_ALL=C");
    pointers_ = pointers_to(texts_);
}

std::vector<char *> pointers_to(std::vector<std::string> &texts)
{
    std::vector<char *> result;
    for (auto &text : texts) {
        result.push_back(text.data());
    }
    result.push_back(nullptr);
    return result;
}

void execute(char *const *arguments, Environment const &environment)
{
    execve(*arguments, arguments, environment.pointers());
    _exit(not_started);
}

void become(Account const &account)
{
    if (setgroups(0, nullptr) != 0 || setgid(account.group) != 0 || setuid(account.user) != 0) {
        _exit(not_started);
    }
}

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

void wait_for(pid_t process)
{
    while (waitpid(process, nullptr, 0) < 0 && errno == EINTR) {
    }
}

} // namespace schemadiff::scratch
