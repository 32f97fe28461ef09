#include "process_mark.hpp"

#include <fmt/format.h>

#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

namespace schemadiff::execute
{

namespace
{

namespace fs = std::filesystem;

std::string link_text(fs::path const &path)
{
    std::error_code none;
    return fs::read_symlink(path, none).string();
}

// Two processes with the same answer see the same processes, under the same numbers and times.
// Empty where we do not see ourselves, as with the /proc of another container.
std::string what_we_see()
{
    std::string boot;
    std::ifstream{"/proc/sys/kernel/random/boot_id"} >> boot;
    auto const numbers = link_text("/proc/self/ns/pid");
    if (boot.empty() || numbers.empty() || link_text("/proc/self") != std::to_string(getpid())) {
        return {};
    }
    return fmt::format("{} {}{}", boot, numbers, link_text("/proc/self/ns/time"));
}

struct Life {
    char state = 0;    // 'Z' and 'X': it has ended, and nobody has noticed yet
    std::string start; // in ticks since the machine's own; empty: unknown
};

// proc(5): the program's name in parentheses may hold anything, so what follows counts from the
// last of them. The state comes first, and the start is the twentieth.
Life life_of(pid_t process)
{
    std::ifstream file{fmt::format("/proc/{}/stat", process)};
    std::string const text{std::istreambuf_iterator<char>{file}, {}};
    auto const name_ends = text.rfind(')');
    if (name_ends == std::string::npos) {
        return {};
    }
    constexpr int place_of_start = 20;
    std::istringstream words{text.substr(name_ends + 1)};
    Life life;
    std::string word;
    for (int place = 1; place <= place_of_start && words >> word; ++place) {
        if (place == 1) {
            life.state = word.front();
        } else if (place == place_of_start) {
            life.start = word;
        }
    }
    return life;
}

} // namespace

std::string process_mark()
{
    auto const seen = what_we_see();
    auto const life = life_of(getpid());
    return seen.empty() || life.start.empty() ? std::string{} : seen + " " + life.start;
}

bool is_dead(pid_t process, std::string_view mark)
{
    auto const seen = what_we_see();
    if (process <= 0 || seen.empty() || !mark.starts_with(seen + " ")) {
        return false;
    }
    // Not /proc, which may hide the processes of other users.
    if (kill(process, 0) != 0 && errno == ESRCH) {
        return true;
    }
    auto const life = life_of(process);
    bool const is_another = life.start != mark.substr(seen.size() + 1);
    return !life.start.empty() && (is_another || life.state == 'Z' || life.state == 'X');
}

} // namespace schemadiff::execute
