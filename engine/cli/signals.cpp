#include <engine/cli/signals.hpp>

#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/failure.hpp>

#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <string_view>
#include <thread>

namespace schemadiff::cli
{

namespace
{

// All that a signal handler touches: lock-free atomics and nothing else.
using Slot = std::atomic<postgres::Connection const *>;
std::array<Slot, 8> connections{};
std::atomic<bool> interrupted{false};
std::atomic<int> handlers_at_work{0};
static_assert(Slot::is_always_lock_free && std::atomic<int>::is_always_lock_free);

void say(std::string_view text)
{
    static_cast<void>(::write(STDERR_FILENO, text.data(), text.size()));
}

extern "C" void on_signal(int)
{
    int const kept_errno = errno;
    ++handlers_at_work;
    bool const is_second = interrupted.exchange(true);
    bool is_at_work = false;
    for (Slot const &slot : connections) {
        if (postgres::Connection const *const connection = slot.load()) {
            is_at_work = true;
            if (!is_second) {
                connection->cancel();
            }
        }
    }
    if (is_second || !is_at_work) {
        say("\nstopped at once\n");
        ::_exit(static_cast<int>(ExitCode::error));
    }
    say("\nstopping; once more stops at once\n");
    --handlers_at_work;
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

bool is_interrupted()
{
    return interrupted;
}

void stop_if_interrupted()
{
    if (is_interrupted()) {
        throw Failure{Diagnostic{.severity = Severity::error,
                                 .code = codes::cancelled,
                                 .at = {},
                                 .message = "stopped by a signal before the end",
                                 .hints = {"Run the same command again to start over."}}};
    }
}

Cancelling::Cancelling(postgres::Connection const &connection)
{
    for (Slot &slot : connections) {
        postgres::Connection const *free = nullptr;
        if (slot.compare_exchange_strong(free, &connection)) {
            slot_ = &slot;
            return;
        }
    }
}

Cancelling::~Cancelling()
{
    if (slot_ == nullptr) {
        return;
    }
    slot_->store(nullptr);
    // A handler on another thread may still use the connection that is about to go. One on this
    // thread has ended before this line runs.
    while (handlers_at_work > 0) {
        std::this_thread::yield();
    }
}

std::atomic<bool> const &Cancelling::flag() const
{
    return interrupted;
}

} // namespace schemadiff::cli
