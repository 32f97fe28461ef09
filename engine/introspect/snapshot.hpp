// One read-only snapshot of a database, read by one session or, where there is much to read, by two
// at the same time.
#pragma once

#include <engine/postgres/address.hpp>
#include <engine/postgres/cancelling.hpp>
#include <engine/postgres/connection.hpp>

#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace schemadiff::introspect
{

// In its transaction the search_path is empty and values are printed in one way, whoever is
// connected.
class Snapshot
{
public:
    // `second_at` is where a second session can be opened; null: nowhere.
    Snapshot(postgres::Connection &connection, postgres::Address const *second_at);

    // One, or two.
    [[nodiscard]] std::size_t sessions() const { return second_ ? 2 : 1; }
    // Sends statements to one of them, in one go, and hands their answers over as they come.
    std::vector<std::future<postgres::Result>> begin(std::size_t session,
                                                     std::vector<std::string> statements);
    // Once all answers are there.
    void finish();

private:
    struct Second {
        explicit Second(postgres::Address const &address) : connection{address} {}
        postgres::Connection connection;
        postgres::Cancelling cancelling{connection};
        std::optional<postgres::Transaction> transaction;
    };
    static std::unique_ptr<Second> joined(postgres::Address const &address,
                                          std::string const &snapshot);

    postgres::Connection &connection_;
    postgres::Transaction transaction_;
    std::unique_ptr<Second> second_;
    std::vector<std::future<void>> readers_; // the last to be made, because it waits for them
};

} // namespace schemadiff::introspect
