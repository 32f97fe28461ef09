#include <engine/postgres/opening.hpp>

#include <engine/postgres/connect_failure.hpp>

#include <netdb.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

namespace schemadiff::postgres
{

namespace
{

using Clock = std::chrono::steady_clock;
using ConninfoOwner = std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)>;

// The options as libpq takes them. The two vectors of pointers look into `options`.
struct Parameters {
    explicit Parameters(AddressOptions given) : options{std::move(given)}
    {
        for (auto const &[keyword, value] : options) {
            keywords.push_back(keyword.c_str());
            values.push_back(value.c_str());
        }
        keywords.push_back(nullptr);
        values.push_back(nullptr);
    }
    AddressOptions options;
    std::vector<char const *> keywords;
    std::vector<char const *> values;
};

// No startup `options` of ours: poolers refuse them.
AddressOptions with_our_options(AddressOptions options, AddressOptions const &effective,
                                std::chrono::seconds timeout)
{
    options.insert_or_assign("client_encoding", "UTF8");
    options.try_emplace("fallback_application_name", "schemadiff");
    auto const given = effective.find("connect_timeout");
    if (given == effective.end() || given->second.empty()) {
        options.insert_or_assign("connect_timeout", std::to_string(timeout.count()));
    }
    return options;
}

// Nothing means to wait for ever, as libpq reads 0. Like libpq, one second becomes two.
std::optional<std::chrono::seconds> timeout_of(AddressOptions const &options,
                                               AddressOptions const &effective)
{
    auto found = options.find("connect_timeout");
    if (found == options.end()) {
        found = effective.find("connect_timeout");
    }
    auto const seconds = std::strtol(found->second.c_str(), nullptr, 10);
    return seconds <= 0 ? std::nullopt : std::optional{std::chrono::seconds{std::max(seconds, 2L)}};
}

enum class Waited : std::uint8_t { ready, timed_out };

Waited wait_for(PGconn *connection, short events, std::optional<Clock::time_point> deadline)
{
    while (true) {
        int milliseconds = -1;
        if (deadline) {
            auto const left =
                std::chrono::ceil<std::chrono::milliseconds>(*deadline - Clock::now()).count();
            if (left <= 0) {
                return Waited::timed_out;
            }
            milliseconds = static_cast<int>(std::min<long long>(left, 3'600'000));
        }
        pollfd socket{.fd = PQsocket(connection), .events = events, .revents = 0};
        auto const count = poll(&socket, 1, milliseconds);
        if (count > 0 || (count < 0 && errno != EINTR)) {
            return Waited::ready;
        }
    }
}

// Drives libpq's own state machine instead of calling PQconnectdb, because only so the verbosity
// can be raised in time: then a refusal comes with its SQLSTATE, whatever the server's language.
Waited try_to_connect(PGconn *connection, std::optional<std::chrono::seconds> timeout)
{
    PQsetErrorVerbosity(connection, PQERRORS_VERBOSE);
    auto const deadline = timeout ? std::optional{Clock::now() + *timeout} : std::nullopt;
    auto state = PGRES_POLLING_WRITING;
    while (PQstatus(connection) != CONNECTION_BAD &&
           (state == PGRES_POLLING_READING || state == PGRES_POLLING_WRITING)) {
        short const events = state == PGRES_POLLING_READING ? POLLIN : POLLOUT;
        if (wait_for(connection, events, deadline) == Waited::timed_out) {
            return Waited::timed_out;
        }
        state = PQconnectPoll(connection);
    }
    return Waited::ready;
}

bool has_several_addresses(AddressOptions const &effective)
{
    auto const of = [&](std::string_view keyword) {
        auto const found = effective.find(keyword);
        return found == effective.end() ? std::string{} : found->second;
    };
    auto const host = of("host");
    if (host.find(',') != std::string::npos || of("hostaddr").find(',') != std::string::npos) {
        return true;
    }
    if (host.empty() || host.front() == '/' || host.front() == '@' || !of("hostaddr").empty()) {
        return false;
    }
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo *list = nullptr;
    if (getaddrinfo(host.c_str(), nullptr, &wanted, &list) != 0) {
        return false;
    }
    auto const several = list != nullptr && list->ai_next != nullptr;
    freeaddrinfo(list);
    return several;
}

} // namespace

PgConnectionOwner opened(Address const &address, std::chrono::seconds timeout)
{
    auto const effective = address.effective_options();
    Parameters const parameters{with_our_options(address.options(), effective, timeout)};
    PgConnectionOwner connection{
        PQconnectStartParams(parameters.keywords.data(), parameters.values.data(), 0)};
    if (!connection) {
        throw std::bad_alloc{};
    }
    auto waited = try_to_connect(connection.get(), timeout_of(parameters.options, effective));
    if (waited == Waited::timed_out && has_several_addresses(effective)) {
        // Only PQconnectdb can give up on one address and go on to the next.
        connection.reset(
            PQconnectdbParams(parameters.keywords.data(), parameters.values.data(), 0));
        waited = Waited::ready;
    }
    if (waited == Waited::timed_out) {
        throw connect_failure("timeout expired", effective);
    }
    if (PQstatus(connection.get()) != CONNECTION_OK) {
        auto options = options_of(connection.get());
        if (auto const *password = PQpass(connection.get()); password != nullptr) {
            options.insert_or_assign("password", password);
        }
        throw connect_failure(PQerrorMessage(connection.get()), options);
    }
    PQsetErrorVerbosity(connection.get(), PQERRORS_DEFAULT);
    return connection;
}

AddressOptions options_of(PGconn *connection)
{
    ConninfoOwner const list{PQconninfo(connection), &PQconninfoFree};
    AddressOptions result;
    for (auto const *option = list.get(); option != nullptr && option->keyword != nullptr;
         ++option) {
        if (option->val != nullptr) {
            result.emplace(option->keyword, option->val);
        }
    }
    return result;
}

} // namespace schemadiff::postgres
