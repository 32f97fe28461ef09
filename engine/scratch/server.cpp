#include <engine/scratch/server.hpp>

#include <engine/postgres/cancelling.hpp>
#include <engine/postgres/connection.hpp>
#include <engine/scratch/data_folder.hpp>
#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/failure.hpp>
#include <schemadiff/sql/sql.hpp>

#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <system_error>
#include <thread>
#include <utility>

namespace schemadiff::scratch
{

namespace
{

namespace fs = std::filesystem;
using postgres::Address;

constexpr auto prefix = "schemadiff-server-";
constexpr std::size_t longest_socket_path = 107; // of sockaddr_un, without the final NUL
constexpr auto patience = std::chrono::seconds{30};
constexpr auto usual_port = "5432";

// Room for the cluster (40 MB) and for what a proof puts into it. Containers often have 64 MB.
constexpr unsigned long long wanted_room = 1ULL << 30U;

Failure failure(std::string message, std::vector<std::string> hints)
{
    return Failure{Diagnostic{.severity = Severity::error,
                              .code = codes::no_scratch_server,
                              .at = {},
                              .message = std::move(message),
                              .hints = std::move(hints)}};
}

bool has_room(fs::path const &folder)
{
    struct statvfs found {
    };
    return access(folder.c_str(), W_OK | X_OK) == 0 && statvfs(folder.c_str(), &found) == 0 &&
           static_cast<unsigned long long>(found.f_bavail) * found.f_frsize >= wanted_room;
}

// The folder of one server, removed with the object unless a guard does it.
class Folder
{
public:
    explicit Folder(std::optional<Account> const &account)
    {
        for (auto const &base : folders_for_servers()) {
            auto name = (base / fmt::format("{}{}-XXXXXX", prefix, getpid())).string();
            if (fmt::format("{}/.s.PGSQL.{}", name, usual_port).size() > longest_socket_path ||
                mkdtemp(name.data()) == nullptr) {
                continue;
            }
            path_ = name;
            if (account && chown(name.c_str(), account->user, account->group) != 0) {
                remove();
                continue;
            }
            return;
        }
        throw failure("no folder for a scratch server can be made",
                      {"Set TMPDIR to a folder with room and a short path."});
    }
    ~Folder() { remove(); }
    Folder(Folder const &) = delete;
    Folder &operator=(Folder const &) = delete;
    [[nodiscard]] fs::path const &path() const { return path_; }

private:
    void remove()
    {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    fs::path path_;
};

std::map<std::string, std::string> settings_of(fs::path const &folder, ServerOptions const &options)
{
    std::map<std::string, std::string> settings{
        {"listen_addresses", ""},
        {"unix_socket_directories", folder.string()},
        {"unix_socket_permissions", "0700"},
        {"port", usual_port},
        {"fsync", "off"},
        {"synchronous_commit", "off"},
        {"full_page_writes", "off"},
        {"autovacuum", "off"},
        {"jit", "off"},
        {"shared_buffers", "16MB"},
        {"wal_level", "minimal"},
        {"max_wal_senders", "0"},
        // A subscription that is enabled must not reach for its publisher.
        {"max_logical_replication_workers", "0"},
        {"max_connections", "50"},
        // One transaction may build or lock thousands of tables.
        {"max_locks_per_transaction", "1000"},
        // In the data folder, so that a crash leaves nothing behind.
        {"dynamic_shared_memory_type", "mmap"},
        {"logging_collector", "off"},
        {"timezone", "UTC"},
        {"log_timezone", "UTC"},
        {"lc_messages", "C"},
    };
    for (auto const &[name, value] : options.settings) {
        settings.insert_or_assign(name, value);
    }
    if (settings.at("wal_level") != "minimal") {
        settings.try_emplace("max_replication_slots", "10");
    }
    return settings;
}

Command postgres_command(Binaries const &binaries, std::optional<Account> const &account,
                         fs::path const &folder, std::map<std::string, std::string> const &settings)
{
    Command command{{(binaries.folder / "postgres").string(), "-D", (folder / "data").string()},
                    account};
    for (auto const &[name, value] : settings) {
        command.arguments.emplace_back("-c");
        command.arguments.push_back(fmt::format("{}={}", name, value));
    }
    return command;
}

// Empty values keep libpq from filling them from this process's environment.
Address address_in(fs::path const &folder, std::string const &port)
{
    return Address{postgres::AddressOptions{{"host", folder.string()},
                                            {"port", port},
                                            {"dbname", "postgres"},
                                            {"user", "postgres"},
                                            {"hostaddr", ""},
                                            {"password", ""},
                                            {"options", ""},
                                            {"requirepeer", ""},
                                            {"target_session_attrs", "any"},
                                            {"channel_binding", "prefer"},
                                            {"sslmode", "disable"},
                                            {"gssencmode", "disable"}}};
}

std::string last_lines(fs::path const &log)
{
    std::ifstream file{log};
    std::string const text{std::istreambuf_iterator<char>{file}, {}};
    constexpr std::size_t most = 2000;
    return text.size() > most ? "..." + text.substr(text.size() - most) : text;
}

void write_pg_hba(fs::path const &folder, std::string const &text)
{
    // Truncated in place, so that owner and mode stay what initdb made them.
    std::ofstream file{folder / "data" / "pg_hba.conf", std::ios::trunc};
    file << text << '\n';
    if (!file.flush()) {
        throw failure("pg_hba.conf of a scratch server cannot be written", {});
    }
}

} // namespace

// The guard goes first, since it ends what lives in the folder.
struct Server::State {
    State(Binaries const &found, std::optional<Account> const &account,
          ServerOptions const &options)
        : binaries{found}, folder{account}, settings{settings_of(folder.path(), options)},
          address{address_in(folder.path(), settings.at("port"))}
    {
    }
    Binaries binaries;
    Folder folder;
    std::map<std::string, std::string> settings;
    Address address;
    std::unique_ptr<GuardedProcess> process;

    static std::unique_ptr<State> started(Binaries const &binaries,
                                          std::optional<Account> const &account,
                                          ServerOptions const &options,
                                          std::unique_ptr<GuardedProcess> &guard);
};

namespace
{

enum class Outcome : std::uint8_t { ready, ended, silent };

// Until it answers a query, since it accepts connections before it is ready for them.
Outcome outcome_of(GuardedProcess &process, Address const &address)
{
    auto const deadline = std::chrono::steady_clock::now() + patience;
    while (std::chrono::steady_clock::now() < deadline) {
        if (process.has_ended()) {
            return Outcome::ended;
        }
        try {
            postgres::Connection connection{address, {.timeout = std::chrono::seconds{5}}};
            connection.execute("SELECT 1");
            return Outcome::ready;
        } catch (Failure const &refusal) {
            // A server with password authentication is ready when it asks for the password.
            if (refusal.exit_code() != ExitCode::try_later) {
                return Outcome::ready;
            }
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
    return Outcome::silent;
}

} // namespace

// What comes from the cache may be damaged where nobody sees it, so that gets a second chance.
std::unique_ptr<Server::State> Server::State::started(Binaries const &binaries,
                                                      std::optional<Account> const &account,
                                                      ServerOptions const &options,
                                                      std::unique_ptr<GuardedProcess> &guard)
{
    while (true) {
        // From the folder to its guard.
        std::optional<postgres::Undivided> beginning{std::in_place};
        auto state = std::make_unique<State>(binaries, account, options);
        auto const &folder = state->folder.path();
        auto const made_by = make_data_folder(binaries, account, folder / "data");
        if (!options.pg_hba.empty()) {
            write_pg_hba(folder, options.pg_hba);
        }
        auto const log = options.log_file.empty() ? folder / "log" : options.log_file;
        state->process = guard ? std::move(guard) : std::make_unique<GuardedProcess>();
        state->process->start(postgres_command(binaries, account, folder, state->settings), folder,
                              log);
        beginning.reset();
        auto const outcome = outcome_of(*state->process, state->address);
        if (outcome == Outcome::ready) {
            return state;
        }
        if (outcome == Outcome::ended && made_by == MadeBy::cache) {
            forget_cached(binaries);
            continue;
        }
        throw failure(fmt::format("postgres {}; its log ends: {}",
                                  outcome == Outcome::ended ? "did not start" : "does not answer",
                                  last_lines(log)),
                      {});
    }
}

std::vector<fs::path> folders_for_servers()
{
    std::vector<fs::path> result;
    if (has_room("/dev/shm")) {
        result.emplace_back("/dev/shm");
    }
    std::error_code error;
    if (auto const folder = fs::temp_directory_path(error); !error) {
        result.push_back(folder);
    }
    result.emplace_back("/tmp");
    return result;
}

Server::Server(std::unique_ptr<State> state) : state_{std::move(state)} {}
Server::~Server() = default;
Server::Server(Server &&other) noexcept = default;
Server &Server::operator=(Server &&other) noexcept = default;

Server Server::start(ServerOptions const &options, std::unique_ptr<GuardedProcess> guard)
{
    for (auto const &base : folders_for_servers()) {
        remove_leftovers(base, prefix);
    }
    std::vector<std::string> tried;
    for (auto const &binaries : find_binaries(options.preferred_major)) {
        auto const runner = unprivileged_runner(binaries.folder / "postgres");
        if (!runner) {
            tried.push_back(fmt::format("{}: no unprivileged account may run it, and postgres "
                                        "refuses to run as root",
                                        binaries.folder.string()));
            continue;
        }
        try {
            return Server{State::started(binaries, runner->account, options, guard)};
        } catch (Failure const &refusal) {
            tried.push_back(fmt::format("{}: {}", binaries.folder.string(), refusal.what()));
        } catch (fs::filesystem_error const &refusal) {
            tried.push_back(fmt::format("{}: {}", binaries.folder.string(), refusal.what()));
        }
    }
    if (tried.empty()) {
        tried.emplace_back("neither SCHEMADIFF_PG_BIN, pg_config, PATH nor the usual folders have "
                           "postgres and initdb");
    }
    throw failure("no scratch server could be started: " +
                      fmt::format("{}", fmt::join(tried, "; ")),
                  {"Install PostgreSQL's server package, or name the folder of its programs in "
                   "SCHEMADIFF_PG_BIN."});
}

Address const &Server::address() const
{
    return state_->address;
}
Binaries const &Server::binaries() const
{
    return state_->binaries;
}
fs::path const &Server::folder() const
{
    return state_->folder.path();
}
// In the data folder where the server can do that, which the minor releases of August 2022 brought
// to all versions; else in a folder beside it, which has to be the server's account's.
void Server::make_tablespace(std::string const &name) const
{
    postgres::Connection connection{address()};
    auto const can_be_inside = connection.query(
        "SELECT FROM pg_catalog.pg_settings WHERE name = 'allow_in_place_tablespaces'");
    std::string place;
    if (can_be_inside.size() > 0) {
        connection.execute("SET allow_in_place_tablespaces = on");
    } else {
        place = (folder() / "space-XXXXXX").string();
        struct stat data {
        };
        if (mkdtemp(place.data()) == nullptr || stat((folder() / "data").c_str(), &data) != 0 ||
            chown(place.c_str(), data.st_uid, data.st_gid) != 0) {
            throw failure("no folder can be made beside the data of a scratch server", {});
        }
    }
    connection.execute(sql("CREATE TABLESPACE {} LOCATION {}", Ident{name}, Literal{place}));
}
bool Server::is_running() const
{
    return state_->process && !state_->process->has_ended();
}

void Server::stop() noexcept
{
    if (state_->process) {
        state_->process->stop();
    }
}

} // namespace schemadiff::scratch
