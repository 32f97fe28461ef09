// A throwaway PostgreSQL server: own folder, unix socket only, nothing synced to disk. It ends
// with its object, and with this process whatever ends that. What is in it is lost.
#pragma once

#include <engine/postgres/address.hpp>
#include <engine/scratch/binaries.hpp>
#include <engine/scratch/process.hpp>

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace schemadiff::scratch
{

struct ServerOptions {
    std::optional<int> preferred_major;
    // Beside and before ours, for example {"wal_level", "logical"}.
    std::map<std::string, std::string> settings;
    std::string pg_hba;             // the text of pg_hba.conf; empty = trust
    std::filesystem::path log_file; // empty = in the server's folder, and gone with it
};

class Server
{
public:
    // The first that starts of the binaries found. Throws Failure, which says what was tried.
    // `guard` is one that waits to be given the server, where there is one already.
    static Server start(ServerOptions const &options = {},
                        std::unique_ptr<GuardedProcess> guard = nullptr);
    ~Server();
    Server(Server &&other) noexcept;
    Server &operator=(Server &&other) noexcept;

    // The superuser "postgres" in the database "postgres".
    [[nodiscard]] postgres::Address const &address() const;
    [[nodiscard]] Binaries const &binaries() const;
    [[nodiscard]] std::filesystem::path const &folder() const;
    // A tablespace that goes with the server, which must have none of this name.
    void make_tablespace(std::string const &name) const;
    // False once the server has crashed.
    [[nodiscard]] bool is_running() const;
    void stop() noexcept;

private:
    struct State;
    explicit Server(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

// Where the folders of servers may be, best first: memory if there is room, then the disk.
std::vector<std::filesystem::path> folders_for_servers();

} // namespace schemadiff::scratch
