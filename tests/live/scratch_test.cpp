#include <engine/postgres/connection.hpp>
#include <engine/scratch/data_folder.hpp>
#include <engine/scratch/place.hpp>
#include <engine/scratch/process.hpp>
#include <engine/scratch/server.hpp>
#include <schemadiff/sql/sql.hpp>

#include <support/catch.hpp>
#include <support/test_server.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <sstream>
#include <thread>

using namespace schemadiff;
using namespace schemadiff::scratch;
using namespace schemadiff::test;

namespace
{

namespace fs = std::filesystem;

// A cache of its own, so that a test may damage it.
class PrivateCache
{
public:
    PrivateCache()
    {
        auto name = (fs::temp_directory_path() / "schemadiff-test-cache-XXXXXX").string();
        REQUIRE(mkdtemp(name.data()) != nullptr);
        folder_ = name;
        auto const *old = std::getenv("XDG_CACHE_HOME");
        old_ = old == nullptr ? "" : old;
        setenv("XDG_CACHE_HOME", name.c_str(), 1);
    }
    ~PrivateCache()
    {
        old_.empty() ? unsetenv("XDG_CACHE_HOME") : setenv("XDG_CACHE_HOME", old_.c_str(), 1);
        fs::remove_all(folder_);
    }
    [[nodiscard]] std::vector<fs::path> entries() const
    {
        std::vector<fs::path> result;
        for (auto const &entry : fs::directory_iterator{folder_ / "schemadiff"}) {
            result.push_back(entry.path());
        }
        return result;
    }

private:
    fs::path folder_;
    std::string old_;
};

// "<folder> <pid>" of a server that another process of ours started.
struct Foreign {
    fs::path folder;
    pid_t server = 0;
};

pid_t process_in(fs::path const &folder)
{
    pid_t process = 0;
    std::ifstream{folder / "data" / "postmaster.pid"} >> process;
    return process;
}

bool is_alive(pid_t process)
{
    return kill(process, 0) == 0;
}

// A child that starts a server, tells about it and waits to be killed.
pid_t child_with_server(Foreign &foreign)
{
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    auto const child = fork();
    if (child == 0) {
        // Catch2 has handlers of its own.
        signal(SIGINT, SIG_DFL);
        signal(SIGTERM, SIG_DFL);
        try {
            auto const server = Server::start();
            auto const text = server.folder().string() + '\n';
            if (write(ends[1], text.data(), text.size()) > 0) {
                pause();
            }
        } catch (std::exception const &) {
        }
        _exit(1);
    }
    close(ends[1]);
    char buffer[200];
    auto const count = read(ends[0], buffer, sizeof buffer);
    close(ends[0]);
    REQUIRE(count > 0);
    foreign.folder = std::string{buffer, static_cast<std::size_t>(count) - 1};
    foreign.server = process_in(foreign.folder);
    return child;
}

} // namespace

TEST_CASE("a server starts, serves and is gone without a trace")
{
    fs::path folder;
    pid_t process = 0;
    {
        auto const server = Server::start();
        folder = server.folder();
        process = process_in(folder);
        CHECK(server.is_running());
        CHECK(value_of(server.address(), "SELECT current_user") == "postgres");
        CHECK(value_of(server.address(), "SHOW server_encoding") == "UTF8");
        CHECK(value_of(server.address(), "SHOW lc_collate") == "C");
        CHECK(value_of(server.address(), "SHOW server_version")
                  .starts_with(server.binaries().version));
        CHECK((fs::status(folder).permissions() & fs::perms::mask) == fs::perms::owner_all);
        CHECK(getsid(process) != getsid(0));
    }
    CHECK_FALSE(fs::exists(folder));
    CHECK_FALSE(is_alive(process));
}

TEST_CASE("a server ends with the process that started it, even by SIGKILL")
{
    auto const signal_number = GENERATE(SIGKILL, SIGINT, SIGTERM);
    Foreign foreign;
    auto const child = child_with_server(foreign);
    CHECK(is_alive(foreign.server));
    kill(child, signal_number);
    waitpid(child, nullptr, 0);

    CHECK(happens_soon([&] { return !is_alive(foreign.server); }));
    CHECK(happens_soon([&] { return !fs::exists(foreign.folder); }));
}

TEST_CASE("a server outlives the thread that started it")
{
    std::unique_ptr<Server> server;
    std::thread{[&] {
        server = std::make_unique<Server>(Server::start());
    }}.join();
    std::this_thread::sleep_for(std::chrono::milliseconds{200});

    CHECK(value_of(server->address(), "SELECT 1") == "1");
}

TEST_CASE("a server that crashes is noticed")
{
    auto server = Server::start();
    kill(process_in(server.folder()), SIGKILL);

    CHECK(happens_soon([&] { return !server.is_running(); }));
    server.stop();
}

TEST_CASE("an unprivileged user may start servers, too")
{
    auto const child = fork();
    if (child == 0) {
        try {
            if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) {
                _exit(2);
            }
            unsetenv("XDG_CACHE_HOME");
            setenv("HOME", "/nonexistent", 1);
            auto server = Server::start();
            _exit(value_of(server.address(), "SELECT 1") == "1" ? (server.stop(), 0) : 3);
        } catch (std::exception const &) {
            _exit(4);
        }
    }
    int status = 1;
    waitpid(child, &status, 0);
    CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("the cache of initdb is used, and made again when it is damaged")
{
    PrivateCache const cache;
    Server::start();
    REQUIRE(cache.entries().size() == 1);
    auto const cluster = cache.entries().front();
    auto const configuration = cluster / "postgresql.conf";
    std::ofstream{configuration, std::ios::app} << "application_name = 'from the cache'\n";
    CHECK(value_of(Server::start().address(),
                   "SELECT boot_val || reset_val FROM pg_catalog.pg_settings WHERE name = "
                   "'application_name'") == "schemadiff");
    CHECK(cache.entries() == std::vector<fs::path>{cluster});

    SECTION("in a way that can be seen")
    {
        fs::remove(cluster / "PG_VERSION");
        CHECK(Server::start().is_running());
        CHECK(fs::exists(cluster / "PG_VERSION"));
    }
    SECTION("in a way that only postgres notices")
    {
        std::ofstream{configuration} << "nonsense\n";
        CHECK(Server::start().is_running());
        CHECK(fs::file_size(configuration) > 1000);
    }
}

TEST_CASE("folders of dead servers are removed, those of living ones are not")
{
    auto const server = Server::start();
    auto const base = server.folder().parent_path();
    auto const dead = base / "schemadiff-server-0-dead";
    auto const old = fs::file_time_type::clock::now() - std::chrono::hours{1};
    fs::create_directory(dead);
    fs::last_write_time(dead, old);
    fs::last_write_time(server.folder(), old);
    remove_leftovers(base, "schemadiff-server-");

    CHECK_FALSE(fs::exists(dead));
    CHECK(server.is_running());
    CHECK(value_of(server.address(), "SELECT 1") == "1");
}

TEST_CASE("without binaries the failure says what to do")
{
    setenv("SCHEMADIFF_PG_BIN", "/no/such/folder", 1);
    auto const binaries = find_binaries();
    FoundPlace const found = find_place({});
    unsetenv("SCHEMADIFF_PG_BIN");

    CHECK(binaries.empty());
    CHECK(found.place == nullptr);
    REQUIRE(found.reasons.size() == 1);
    CHECK(found.reasons.front().find("SCHEMADIFF_PG_BIN") != std::string::npos);
}

TEST_CASE("a server that cannot start shows its log")
{
    try {
        Server::start({.preferred_major = std::nullopt,
                       .settings = {{"no_such_setting", "1"}},
                       .pg_hba = {},
                       .log_file = {}});
        FAIL("it started");
    } catch (Failure const &failure) {
        CHECK(std::string{failure.what()}.find("no_such_setting") != std::string::npos);
    }
}

TEST_CASE("a database is fresh, and gone with its object even while used")
{
    auto const &server = test_server().address();
    std::string name;
    std::unique_ptr<postgres::Connection> user;
    {
        Database first{server};
        auto const database = std::move(first);
        name = database.name();
        user = std::make_unique<postgres::Connection>(database.address());
        CHECK(user->query("SELECT current_database()").value() == name);
    }
    CHECK_THROWS_AS(user->query("SELECT 1"), postgres::ConnectionLost);
    CHECK(value_of(server,
                   "SELECT pg_catalog.count(*) FROM pg_catalog.pg_database WHERE datname = '" +
                       name + "'") == "0");
}

TEST_CASE("scratch databases of dead runs are dropped after a day, others stay")
{
    auto const &server = test_server().address();
    auto const all = "SELECT datname AS value FROM pg_catalog.pg_database WHERE datname LIKE "
                     "'schemadiff\\_scratch\\_%' ORDER BY 1";
    auto const before = values_of(server, all);
    run_sql(server, "CREATE DATABASE schemadiff_scratch_10_0123");
    run_sql(server, "CREATE DATABASE schemadiff_scratch_notes");
    run_sql(server, "CREATE DATABASE schemadiff_scratch_11_0123");
    auto const recent = fresh_database();
    auto const used = server.with_database("schemadiff_scratch_11_0123");
    {
        postgres::Connection const user{used};
        drop_leftovers(server);
    }
    auto after = values_of(server, all);
    CHECK(std::erase(after, recent.name()) == 1);
    CHECK(std::erase(after, "schemadiff_scratch_notes") == 1);
    CHECK(std::erase(after, "schemadiff_scratch_11_0123") == 1);
    CHECK(after == before);
    run_sql(server, "DROP DATABASE schemadiff_scratch_notes");
    run_sql(server, "DROP DATABASE schemadiff_scratch_11_0123");
}

TEST_CASE("a place is found where one serves, and says what it is")
{
    SECTION("a server of our own")
    {
        auto const found = find_place({});
        REQUIRE(found.place);
        CHECK(found.place->described().starts_with("an ephemeral PostgreSQL "));
        CHECK(found.place->is_own_server());
        CHECK(value_of(found.place->fresh_database().address(), "SELECT 1") == "1");
    }
    SECTION("the server that was named")
    {
        PlaceOptions options;
        options.named = test_server().address();
        auto const found = find_place(options);
        REQUIRE(found.place);
        CHECK(found.place->described().starts_with("a temporary database on PostgreSQL "));
        CHECK_FALSE(found.place->is_own_server());
        CHECK(found.place->server_version() >= 130000);
        CHECK(value_of(found.place->fresh_database().address(), "SELECT 1") == "1");
    }
    SECTION("the target's server, if databases may be made there")
    {
        run_sql(test_server().address(), "CREATE ROLE scratch_maker LOGIN CREATEDB; CREATE ROLE "
                                         "scratch_guest LOGIN");
        auto const as = [](std::string const &user) {
            auto options = test_server().address().options();
            options.insert_or_assign("user", user);
            PlaceOptions place;
            place.may_start_server = false;
            place.target = postgres::Address{options};
            return find_place(place);
        };
        CHECK(as("scratch_maker").place);
        auto const refused = as("scratch_guest");
        CHECK_FALSE(refused.place);
        REQUIRE(refused.reasons.size() == 1);
        CHECK(refused.reasons.front().find("permission denied to create database") !=
              std::string::npos);
        run_sql(test_server().address(), "DROP ROLE scratch_maker, scratch_guest");
    }
}

TEST_CASE("a dump shows the schema without comments and random words")
{
    auto const database = fresh_database();
    run_sql(database.address(), "CREATE TABLE t (a int)");
    auto const text = dump(database.address());

    CHECK(text.find("CREATE TABLE public.t (\n    a integer\n);\n") != std::string::npos);
    CHECK(text.find("--") == std::string::npos);
    CHECK(text == dump(database.address()));
}
