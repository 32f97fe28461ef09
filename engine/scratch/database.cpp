#include <engine/scratch/database.hpp>

#include <engine/postgres/connection.hpp>
#include <schemadiff/sql/sql.hpp>

#include <fmt/format.h>

#include <charconv>
#include <random>
#include <utility>
#include <vector>

namespace schemadiff::scratch
{

namespace
{

using std::chrono::system_clock;

constexpr std::string_view prefix = "schemadiff_scratch_";
constexpr auto age_of_leftovers = std::chrono::hours{24};

// schemadiff_scratch_<seconds, hexadecimal>_<random>
std::string new_name()
{
    std::random_device random;
    auto const seconds =
        std::chrono::duration_cast<std::chrono::seconds>(system_clock::now().time_since_epoch());
    return fmt::format("{}{:x}_{:08x}{:08x}", prefix, seconds.count(), random(), random());
}

} // namespace

Database::Database(postgres::Address const &server, End end, std::string const &tablespace)
    : Database{server, new_name(), end}
{
    postgres::Connection connection{server};
    connection.execute(
        sql("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'{}",
            Ident{name_},
            // Whoever names one needs a right on it, even on the usual one.
            tablespace.empty() ? sql("") : sql(" TABLESPACE {}", Ident{tablespace})));
}

Database::Database(postgres::Address const &server, std::string name, End end)
    : name_{std::move(name)}, server_{server}, address_{server.with_database(name_)}, end_{end}
{
}

Database Database::that_is_there(postgres::Address const &server, std::string name)
{
    return Database{server, std::move(name), End::with_server};
}

Database::~Database()
{
    drop();
}

Database::Database(Database &&other) noexcept
    : to_clear_away_{std::move(other.to_clear_away_)}, name_{std::exchange(other.name_, {})},
      server_{std::move(other.server_)}, address_{std::move(other.address_)}, end_{other.end_}
{
}

Database &Database::operator=(Database &&other) noexcept
{
    if (this != &other) {
        drop();
        to_clear_away_ = std::move(other.to_clear_away_);
        name_ = std::exchange(other.name_, {});
        server_ = std::move(other.server_);
        address_ = std::move(other.address_);
        end_ = other.end_;
    }
    return *this;
}

void Database::drop() noexcept
{
    if (name_.empty() || end_ == End::with_server) {
        return;
    }
    try {
        postgres::Connection connection{server_};
        connection.execute(sql("DROP DATABASE IF EXISTS {} WITH (FORCE)", Ident{name_}));
    } catch (std::exception const &) {
        // The server is gone, or out of reach: the next run drops what is left.
    }
}

void drop_leftovers(postgres::Address const &server)
{
    postgres::Connection connection{server};
    auto const databases = connection.query(R"sql(
SELECT d.datname
FROM pg_catalog.pg_database AS d
WHERE d.datname LIKE 'schemadiff\_scratch\_%'
  AND d.datdba = (SELECT r.oid FROM pg_catalog.pg_roles AS r WHERE r.rolname = current_user)
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity AS a WHERE a.datid = d.oid)
ORDER BY d.datname)sql");
    for (auto const &row : databases) {
        std::string const name{row.text("datname")};
        auto const made = made_at(name);
        if (!made || *made > system_clock::now() - age_of_leftovers) {
            continue;
        }
        try {
            // Without FORCE: what somebody has begun to use is no leftover.
            connection.execute(sql("DROP DATABASE IF EXISTS {}", Ident{name}));
        } catch (postgres::StatementFailed const &) {
            continue;
        }
    }
}

std::optional<system_clock::time_point> made_at(std::string const &database)
{
    if (!database.starts_with(prefix)) {
        return std::nullopt;
    }
    long long seconds = 0;
    auto const *const end = database.data() + database.size();
    auto const [stop, error] = std::from_chars(database.data() + prefix.size(), end, seconds, 16);
    if (error != std::errc{} || stop == end || *stop != '_') {
        return std::nullopt;
    }
    return system_clock::time_point{std::chrono::seconds{seconds}};
}

} // namespace schemadiff::scratch
