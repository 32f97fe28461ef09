// Ctrl-C, SIGTERM and SIGHUP. While a command works on a server they cancel the statement under
// way, so that it ends in order and says how to go on; a second one ends the process at once.
#pragma once

#include <engine/postgres/connection.hpp>

#include <atomic>

namespace schemadiff::cli
{

// To be called once, by main. Where no connection is registered, a signal then ends the process at
// once with exit code 1, since there is nothing to leave in order.
void handle_signals();

// Whether one has arrived.
bool is_interrupted();

// Throws Failure if one has arrived: for long work between two statements.
void stop_if_interrupted();

// The connection's statements are cancelled for as long as this lives. It must outlive this and
// stay where it is. Up to eight at a time; those beyond are not cancelled.
class Cancelling
{
public:
    explicit Cancelling(postgres::Connection const &connection);
    ~Cancelling();
    Cancelling(Cancelling const &) = delete;
    Cancelling &operator=(Cancelling const &) = delete;

    // Set by a signal and never cleared.
    [[nodiscard]] std::atomic<bool> const &flag() const;

private:
    std::atomic<postgres::Connection const *> *slot_ = nullptr;
};

} // namespace schemadiff::cli
