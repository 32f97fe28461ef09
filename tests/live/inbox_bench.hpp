// What the tests of the inbox share: a database of its own on a server that is reached over the
// network, a team whose role is no superuser, and the hand-written truth of fixtures/inbox.
#pragma once

#include <support/catch.hpp>
#include <support/network_server.hpp>
#include <support/pgbouncer.hpp>
#include <support/program.hpp>
#include <support/test_server.hpp>

#include <optional>
#include <string>
#include <vector>

namespace schemadiff::test
{

using Catch::Matchers::Contains;

inline std::string const inbox_role = "intake";
inline std::string const inbox_secret = "Xq7-vRm2!pLk9";
// As it stands in an address.
inline std::string const inbox_encoded_secret = "Xq7-vRm2%21pLk9";
inline std::string const inbox_folder = PROJECT_DIR "/schemas/inbox";

inline std::string fixture(std::string const &path)
{
    return text_of(FIXTURES_DIR "/" + path);
}

// As the role would have run it.
inline void run_as(std::string const &role, postgres::Address const &address,
                   std::string const &text)
{
    run_sql(address, "SET SESSION AUTHORIZATION " + role + ";\n" + text);
}

// All but the tables of the journal, wherever they are.
inline std::string dump_without_journal(postgres::Address const &address)
{
    return dump(address, {"--exclude-schema=schemadiff", "--exclude-table=*.schemadiff_*"});
}

class InboxBench
{
public:
    // `pooled`: through pgbouncer in transaction mode.
    explicit InboxBench(bool pooled = false)
    {
        make_role(inbox_role);
        run_sql(network_server().address(),
                "ALTER DATABASE \"" + database.name() + "\" OWNER TO " + inbox_role);
        if (pooled) {
            pooler.emplace(
                network_server().server(),
                PgbouncerOptions{inbox_role, inbox_secret, network_server().certificate()});
        }
    }

    static void make_role(std::string const &role)
    {
        run_sql(network_server().address(),
                "DO $$ BEGIN IF to_regrole('" + role + "') IS NULL THEN CREATE ROLE " + role +
                    " LOGIN PASSWORD '" + inbox_secret + "'; END IF; END $$");
    }

    [[nodiscard]] std::string url(std::string const &role = inbox_role) const
    {
        return sqlalchemy_url(role, inbox_encoded_secret,
                              pooler ? pooler->port() : network_server().port(), database.name(),
                              network_server().certificate() == nullptr ? "disable" : "require");
    }

    // The secret must be in nothing that any command says.
    Ran run(std::vector<std::string> const &arguments, std::string const &role = inbox_role) const
    {
        auto ran = run_program({.arguments = arguments,
                                .environment = {{"DATABASE_URL", url(role)}},
                                .folder = folder.path()});
        INFO(arguments.front() << ": exit code " << ran.exit_code << "\n" << ran.out << ran.err);
        CHECK(ran.out.find(inbox_secret) == std::string::npos);
        CHECK(ran.err.find(inbox_secret) == std::string::npos);
        CHECK(ran.out.find(inbox_encoded_secret) == std::string::npos);
        CHECK(ran.err.find(inbox_encoded_secret) == std::string::npos);
        return ran;
    }

    // It must go well; the result is stdout.
    std::string done(std::vector<std::string> const &arguments, int exit_code = 0) const
    {
        auto const ran = run(arguments);
        INFO(arguments.front() << " says:\n" << ran.out << ran.err);
        REQUIRE(ran.exit_code == exit_code);
        return ran.out;
    }

    void sql(std::string const &text) const { run_sql(database.address(), text); }
    [[nodiscard]] std::string value(std::string const &query) const
    {
        return value_of(database.address(), query);
    }
    [[nodiscard]] std::string dump() const { return dump_without_journal(database.address()); }

    scratch::Database database{network_server().address()};
    std::optional<Pgbouncer> pooler;
    TestFolder folder;
};

// pg_dump of a database in which the role has run these texts.
inline std::string truth(std::vector<std::string> const &texts)
{
    InboxBench const bench;
    for (std::string const &text : texts) {
        run_as(inbox_role, bench.database.address(), text);
    }
    return bench.dump();
}

} // namespace schemadiff::test
