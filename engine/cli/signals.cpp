#include <engine/cli/signals.hpp>

#include <engine/postgres/cancelling.hpp>
#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/failure.hpp>

#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <string_view>

namespace schemadiff::cli
{

namespace
{

std::atomic<bool> interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free);

void say(std::string_view text)
{
    static_cast<void>(::write(STDERR_FILENO, text.data(), text.size()));
}

extern "C" void on_signal(int)
{
    int const kept_errno = errno;
    bool const is_second = interrupted.exchange(true);
    if ((is_second || !postgres::must_end_in_order()) && postgres::may_end_at_once()) {
        say("\nstopped at once\n");
        ::_exit(static_cast<int>(ExitCode::error));
    }
    postgres::cancel_all_statements();
    say("\nstopping; once more stops at once\n");
    errno = kept_errno;
}

} // namespace

void handle_signals()
{
    struct sigaction action {
    };
    action.sa_handler = on_signal;
    sigemptyset(&action.sa_mask);
    for (int const number : {SIGINT, SIGTERM, SIGHUP}) {
        sigaddset(&action.sa_mask, number);
    }
    for (int const number : {SIGINT, SIGTERM, SIGHUP}) {
        // nohup means that the end of the terminal is not the end of the program.
        struct sigaction before {
        };
        if (::sigaction(number, nullptr, &before) == 0 && before.sa_handler != SIG_IGN) {
            ::sigaction(number, &action, nullptr);
        }
    }
}

std::atomic<bool> const &interruption()
{
    return interrupted;
}

void stop_if_interrupted()
{
    if (interrupted) {
        throw Failure{Diagnostic{.severity = Severity::error,
                                 .code = codes::cancelled,
                                 .at = {},
                                 .message = "stopped by a signal before the end",
                                 .hints = {"Run the same command again to start over."}}};
    }
}

} // namespace schemadiff::cli
