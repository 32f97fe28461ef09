// What has to end in order when the user wants the program to stop: sessions whose statements are
// cancelled, and things that an immediate end would leave behind on a server. It knows nothing
// about signals; engine/cli/signals.cpp asks it from a handler.
#pragma once

#include <engine/postgres/connection.hpp>

#include <atomic>

namespace schemadiff::postgres
{

// The connection's statements are cancelled for as long as this lives. It must outlive this and
// stay where it is. Up to sixteen at a time; those beyond are not cancelled.
class Cancelling
{
public:
    explicit Cancelling(Connection const &connection);
    ~Cancelling();
    Cancelling(Cancelling const &) = delete;
    Cancelling &operator=(Cancelling const &) = delete;

private:
    std::atomic<Connection const *> *slot_ = nullptr;
};

// Lives for as long as something has to be cleared away, such as a temporary database.
class ToClearAway
{
public:
    ToClearAway();
    ~ToClearAway();
    ToClearAway(ToClearAway const &) = delete;
    ToClearAway &operator=(ToClearAway const &) = delete;
};

// Lives for the moment in which something is made that nobody else would clear away, not even where
// the user wants the program to end at once.
class Undivided
{
public:
    Undivided();
    ~Undivided();
    Undivided(Undivided const &) = delete;
    Undivided &operator=(Undivided const &) = delete;
};

// The rest may be called from a signal handler.

bool may_end_at_once() noexcept;

// Whether there is anything of either sort.
bool must_end_in_order() noexcept;
void cancel_all_statements() noexcept;

} // namespace schemadiff::postgres
