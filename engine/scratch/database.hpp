// A fresh database with a random name on some server, dropped with its object or left to the end
// of the server. Leaves every other database alone, except what its own dead predecessors left.
#pragma once

#include <engine/postgres/address.hpp>
#include <engine/postgres/cancelling.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace schemadiff::scratch
{

class Database
{
public:
    // Made from template0, so that nothing of the server's template1 is in it; UTF8 and C. Needs
    // the right to create databases.
    enum class End : std::uint8_t { with_object, with_server };
    explicit Database(postgres::Address const &server, End end = End::with_object,
                      std::string const &tablespace = {});
    // One of a server of our own that nobody has used, which ends with the server.
    static Database that_is_there(postgres::Address const &server, std::string name);
    ~Database();
    Database(Database &&other) noexcept;
    Database &operator=(Database &&other) noexcept;

    [[nodiscard]] postgres::Address const &address() const { return address_; }
    [[nodiscard]] std::string const &name() const { return name_; }

private:
    Database(postgres::Address const &server, std::string name, End end);
    void drop() noexcept;

    std::unique_ptr<postgres::ToClearAway> to_clear_away_ =
        std::make_unique<postgres::ToClearAway>();
    std::string name_; // empty once moved from
    postgres::Address server_;
    postgres::Address address_;
    End end_;
};

// Drops the role's own scratch databases that are older than a day and that nobody uses.
void drop_leftovers(postgres::Address const &server);

// When a scratch database was made, as its name tells; nothing for any other name.
std::optional<std::chrono::system_clock::time_point> made_at(std::string const &database);

} // namespace schemadiff::scratch
