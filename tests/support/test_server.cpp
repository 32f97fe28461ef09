#include <support/test_server.hpp>

#include <engine/postgres/connection.hpp>
#include <engine/scratch/process.hpp>

#include <cstdlib>
#include <iostream>
#include <stdexcept>

namespace schemadiff::test
{

namespace
{

// Empty where there are none for the first server that is found.
std::string label_providers()
{
#ifdef LABEL_PROVIDER
    auto const found = scratch::find_binaries(std::nullopt);
    if (!found.empty() && found.front().major == LABEL_PROVIDER_MAJOR) {
        return LABEL_PROVIDER;
    }
#endif
    return {};
}

} // namespace

scratch::Server &test_server()
{
    static auto server =
        scratch::Server::start({.preferred_major = std::nullopt,
                                .settings = {{"wal_level", "logical"},
                                             {"max_wal_senders", "4"},
                                             {"max_connections", "100"},
                                             {"shared_preload_libraries", label_providers()}},
                                .pg_hba = {},
                                .log_file = {}});
    return server;
}

bool has_label_providers()
{
    return !label_providers().empty();
}

std::filesystem::path pg_dump()
{
    auto const *named = std::getenv("SCHEMADIFF_PG_DUMP"); // NOLINT(concurrency-mt-unsafe)
    return named != nullptr ? std::filesystem::path{named}
                            : test_server().binaries().folder / "pg_dump";
}

scratch::Database fresh_database()
{
    return scratch::Database{test_server().address()};
}

void make_tablespaces()
{
    static bool const made = [] {
        test_server().make_tablespace("fast");
        test_server().make_tablespace("big disk");
        return true;
    }();
    static_cast<void>(made);
}

bool lacks(int major, std::string_view what)
{
    auto const &binaries = test_server().binaries();
    bool const is_older = binaries.major < major;
    if (is_older) {
        std::cout << "PostgreSQL " << binaries.version << " has no " << what
                  << ", so a test is skipped" << std::endl;
    }
    return is_older;
}

void run_sql(postgres::Address const &address, std::string_view text)
{
    postgres::Connection{address}.execute(text);
}

std::string value_of(postgres::Address const &address, std::string_view query)
{
    return std::string{postgres::Connection{address}.query(query).value()};
}

std::vector<std::string> values_of(postgres::Address const &address, std::string_view query)
{
    std::vector<std::string> values;
    auto const result = postgres::Connection{address}.query(query);
    for (auto const &row : result) {
        values.emplace_back(row.text("value"));
    }
    return values;
}

std::string dump(postgres::Address const &address, std::vector<std::string> const &more)
{
    std::vector<std::string> arguments{pg_dump().string(), "-s", "-d", address.conninfo()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    auto const finished = scratch::run({arguments, std::nullopt});
    if (finished.exit_code != 0) {
        throw std::runtime_error{"pg_dump failed: " + finished.output};
    }
    std::string result;
    std::string_view rest = finished.output;
    while (!rest.empty()) {
        auto const line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        // \restrict carries a random word.
        if (!line.empty() && !line.starts_with("--") && !line.starts_with("\\restrict") &&
            !line.starts_with("\\unrestrict")) {
            result.append(line).append("\n");
        }
    }
    return result;
}

} // namespace schemadiff::test
