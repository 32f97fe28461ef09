#include <engine/postgres/cancelling.hpp>

#include <algorithm>
#include <array>
#include <thread>

namespace schemadiff::postgres
{

namespace
{

// All that a signal handler touches: lock-free atomics and nothing else.
using Slot = std::atomic<Connection const *>;
std::array<Slot, 16> connections{};
std::atomic<int> to_clear_away{0};
std::atomic<int> undivided{0};
std::atomic<int> handlers_at_work{0};
static_assert(Slot::is_always_lock_free && std::atomic<int>::is_always_lock_free);

} // namespace

Cancelling::Cancelling(Connection const &connection)
{
    for (Slot &slot : connections) {
        Connection const *free = nullptr;
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

ToClearAway::ToClearAway()
{
    ++to_clear_away;
}
ToClearAway::~ToClearAway()
{
    --to_clear_away;
}

Undivided::Undivided()
{
    ++undivided;
}
Undivided::~Undivided()
{
    --undivided;
}

bool may_end_at_once() noexcept
{
    return undivided == 0;
}

bool must_end_in_order() noexcept
{
    return to_clear_away > 0 ||
           std::any_of(connections.begin(), connections.end(),
                       [](Slot const &slot) { return slot.load() != nullptr; });
}

void cancel_all_statements() noexcept
{
    ++handlers_at_work;
    for (Slot const &slot : connections) {
        if (Connection const *const connection = slot.load()) {
            connection->cancel();
        }
    }
    --handlers_at_work;
}

} // namespace schemadiff::postgres
