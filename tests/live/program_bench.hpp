// A database of its own on the test server, and the program run against it.
#pragma once

#include <support/catch.hpp>
#include <support/program.hpp>
#include <support/test_server.hpp>

#include <string>
#include <utility>
#include <vector>

namespace schemadiff::test
{

using Catch::Matchers::Contains;

inline std::string url_of(postgres::Address const &address, std::string const &user = "postgres")
{
    auto const options = address.options();
    return "postgresql://" + user + "@/" + options.at("dbname") + "?host=" + options.at("host") +
           "&port=" + options.at("port");
}

// Messages name paths, ports and databases that are others in every run.
inline std::string without(std::string text, std::vector<std::string> const &changing)
{
    for (std::string const &one : changing) {
        text = replaced(std::move(text), one, "...");
    }
    return text;
}

struct ProgramBench {
    scratch::Database database = fresh_database();
    TestFolder folder;

    [[nodiscard]] Call call(std::vector<std::string> arguments) const
    {
        return {.arguments = std::move(arguments),
                .environment = {{"DATABASE_URL", url_of(database.address())}},
                .folder = folder.path()};
    }
    [[nodiscard]] Ran run(std::vector<std::string> arguments) const
    {
        return run_program(call(std::move(arguments)));
    }
    // It must go well; the result is stdout.
    std::string done(std::vector<std::string> arguments, int exit_code = 0) const
    {
        auto const ran = run(std::move(arguments));
        INFO(ran.out << ran.err);
        REQUIRE(ran.exit_code == exit_code);
        return ran.out;
    }
    void sql(std::string const &text) const { run_sql(database.address(), text); }
    [[nodiscard]] std::string value(std::string const &query) const
    {
        return value_of(database.address(), query);
    }
    [[nodiscard]] std::string dump() const
    {
        return test::dump(database.address(), {"--exclude-schema=schemadiff"});
    }
    // "running failed": the states of all runs.
    [[nodiscard]] std::string states_of_runs() const
    {
        return value("SELECT string_agg(state, ' ' ORDER BY id) FROM schemadiff.schemadiff_run");
    }
};

// A desired state with one schema, "app"; `tables` is indented by six.
inline std::string app_state(std::string const &tables)
{
    return "schemadiff: 1\nschemas:\n  app:\n    tables:\n" + tables;
}

inline std::string const one_table = app_state("      a:\n"
                                               "        columns:\n"
                                               "          id: bigint primary key\n"
                                               "          note: text\n");

} // namespace schemadiff::test
