// Roles belong to the server: nothing of them is read or changed before a desired state declares
// some, and then only what it declares. pg_dumpall is the judge.
#include "program_bench.hpp"

#include <support/dump_entries.hpp>

using namespace schemadiff;
using namespace schemadiff::test;

namespace
{

std::string text_of_entries(DumpEntries const &entries)
{
    std::string text;
    for (auto const &[line, rest] : entries) {
        text += line + '\n';
    }
    return text;
}

// A server of its own, since whatever is done to roles is done to all who use the server.
struct RoleBench {
    scratch::Server server = scratch::Server::start();
    TestFolder folder;

    [[nodiscard]] Ran run(std::vector<std::string> arguments) const
    {
        return run_program({.arguments = std::move(arguments),
                            .environment = {{"DATABASE_URL", url_of(server.address())}},
                            .folder = folder.path()});
    }
    std::string done(std::vector<std::string> arguments, int exit_code = 0) const
    {
        auto const ran = run(std::move(arguments));
        INFO(ran.out << ran.err);
        REQUIRE(ran.exit_code == exit_code);
        return ran.out;
    }
    void sql(std::string const &text) const { run_sql(server.address(), text); }
    [[nodiscard]] std::string roles() const
    {
        return text_of_entries(role_entries(server.address()));
    }
};

constexpr char const *made_by_hand = R"sql(
CREATE ROLE alice LOGIN PASSWORD 'hush-a-bye';
CREATE ROLE people;
GRANT people TO alice;
CREATE ROLE app_old;
CREATE SCHEMA app;
CREATE TABLE app.a (id bigint);
)sql";

constexpr char const *without_roles = R"yaml(schemadiff: 1
manage: all
schemas:
  app: {tables: {a: {columns: {id: bigint}}}}
  public:
)yaml";

constexpr char const *with_roles = R"yaml(schemadiff: 1
manage: {roles: [app_*]}
roles:
  app_user: {login: true, connection_limit: 7, member_of: {app_reader: , people: {admin: true}}}
  app_reader: {comment: reads all, settings: {search_path: app}}
schemas:
  app:
    tables:
      a:
        owner: app_reader
        columns: {id: bigint}
        grants: {app_user: [select]}
)yaml";

} // namespace

TEST_CASE("a desired state without roles leaves them alone, and drift says nothing of them",
          "[roles][versions]")
{
    RoleBench const bench;
    bench.sql(made_by_hand);
    bench.folder.write("state.yaml", without_roles);
    auto const before = bench.roles();

    CHECK_THAT(bench.done({"plan", "state.yaml"}), !Contains("role"));
    CHECK_THAT(bench.done({"drift", "state.yaml"}), !Contains("role"));
    CHECK_THAT(bench.done({"inspect"}), !Contains("alice"));
    bench.done({"apply", "state.yaml", "--yes"});
    bench.sql("ALTER ROLE alice CREATEDB; CREATE ROLE bob SUPERUSER; GRANT app_old TO bob");
    CHECK_THAT(bench.done({"drift", "state.yaml"}), !Contains("role"));
    CHECK(before != bench.roles());
}

TEST_CASE("declared roles are made, altered and dropped, and a rollback leads back to the start",
          "[roles][versions]")
{
    RoleBench const bench;
    bench.sql(made_by_hand);
    bench.folder.write("state.yaml", with_roles);
    auto const before = bench.roles();

    auto const planned = bench.done({"plan", "state.yaml"});
    CHECK_THAT(planned, Contains("proved up and down"));
    CHECK_THAT(planned, Contains("change_access"));
    CHECK_THAT(planned, !Contains("alice"));
    CHECK(bench.run({"apply", "state.yaml", "--yes"}).exit_code == 3);
    CHECK(bench.roles() == before);

    bench.done({"apply", "state.yaml", "--yes", "--allow", "all"});
    auto const after = bench.roles();
    CHECK_THAT(after, Contains("CREATE ROLE app_user;"));
    CHECK_THAT(after, Contains("ALTER ROLE app_reader SET search_path TO 'app';"));
    CHECK_THAT(after, Contains("CONNECTION LIMIT 7"));
    CHECK_THAT(after, !Contains("app_old"));
    CHECK_THAT(after, Contains("CREATE ROLE alice;"));
    bench.done({"drift", "state.yaml"});

    bench.sql("ALTER ROLE app_user CREATEROLE; GRANT app_user TO alice; CREATE ROLE app_new");
    auto const drifted = bench.done({"drift", "state.yaml"}, 2);
    CHECK_THAT(drifted, Contains("role \"app_user\""));
    CHECK_THAT(drifted, Contains("role \"app_new\""));
    CHECK_THAT(drifted, !Contains("\"alice\".\"app_user\""));
    bench.sql("ALTER ROLE app_user NOCREATEROLE; REVOKE app_user FROM alice; DROP ROLE app_new");

    bench.done({"rollback", "--yes", "--allow", "all"});
    CHECK(bench.roles() == before);
}

TEST_CASE("roles that inspect has written are no different, and their passwords stand nowhere",
          "[roles][versions]")
{
    RoleBench const bench;
    bench.sql(made_by_hand);
    bench.sql("ALTER ROLE alice VALID UNTIL '2030-06-01 12:00:00+02' SUPERUSER;"
              "ALTER ROLE alice SET search_path = '$user', public; CREATE ROLE \"odd \"\"role\";");
    for (char const *const file : {"state.yaml", "state.json"}) {
        bench.done({"inspect", "--roles", "--output", file});
        CHECK(text_of(bench.folder / file).find("hush") == std::string::npos);
        CHECK(text_of(bench.folder / file).find("alice") != std::string::npos);
        bench.done({"drift", file});
        bench.sql("ALTER ROLE people LOGIN");
        CHECK_THAT(bench.done({"drift", file}, 2), Contains("role \"people\""));
        bench.sql("ALTER ROLE people NOLOGIN");
    }
    bench.folder.write("wrong.yaml", "schemadiff: 1\nroles:\n  alice: {password: hush}\n");
    CHECK_THAT(bench.run({"validate", "wrong.yaml"}).err,
               Contains("never read, written or planned"));
    bench.folder.write("wrong.yaml", "schemadiff: 1\nroles:\n  postgres: {login: true}\n");
    auto const refused = bench.run({"plan", "wrong.yaml"});
    CHECK(refused.exit_code == 1);
    CHECK_THAT(refused.err, Contains("the bootstrap superuser of the server"));
}

TEST_CASE("a plan file is refused where a role has changed since", "[roles]")
{
    RoleBench const bench;
    bench.sql(made_by_hand);
    bench.folder.write("state.yaml", "schemadiff: 1\nroles:\n  people: {login: true}\n");
    bench.done({"plan", "state.yaml", "--save", "plan.json"});
    bench.sql("ALTER ROLE people CREATEDB");
    auto const stale = bench.run({"apply", "--plan", "plan.json", "--yes"});
    CHECK(stale.exit_code == 3);
    CHECK_THAT(stale.err, Contains("role \"people\" has changed"));
    bench.sql("ALTER ROLE people NOCREATEDB");
    bench.done({"apply", "--plan", "plan.json", "--yes"});
    CHECK_THAT(bench.roles(), Contains("ALTER ROLE people WITH NOSUPERUSER INHERIT NOCREATEROLE "
                                       "NOCREATEDB LOGIN"));
}

TEST_CASE("a proof on a server that others use makes no role there, and says so", "[roles]")
{
    RoleBench const bench;
    bench.sql(made_by_hand);
    bench.folder.write("state.yaml", "schemadiff: 1\n"
                                     "roles:\n"
                                     "  people: {login: true, member_of: {app_old: }}\n"
                                     "  app_new:\n"
                                     "schemas:\n"
                                     "  app: {tables: {a: {columns: {id: bigint, note: text}}}}\n");
    auto const before = bench.roles();
    auto const planned =
        bench.done({"plan", "state.yaml", "--scratch", url_of(bench.server.address())});
    CHECK_THAT(planned, Contains("proved up and down"));
    CHECK_THAT(planned, Contains("without its roles and memberships"));
    CHECK(bench.roles() == before);

    bench.folder.write("state.yaml",
                       "schemadiff: 1\n"
                       "roles: {app_new: }\n"
                       "schemas:\n"
                       "  app: {tables: {a: {owner: app_new, columns: {id: bigint}}}}\n");
    auto const used =
        bench.done({"plan", "state.yaml", "--scratch", url_of(bench.server.address())});
    CHECK_THAT(used, Contains("the plan uses role \"app_new\""));
    CHECK(bench.roles() == before);
}

TEST_CASE("whoever grants a membership is left alone, and all grants go with it",
          "[roles][versions]")
{
    if (lacks(16, "grant of a membership for each grantor")) {
        return;
    }
    RoleBench const bench;
    bench.sql("CREATE ROLE ops CREATEROLE LOGIN; SET SESSION AUTHORIZATION ops; CREATE ROLE app; "
              "GRANT app TO ops WITH INHERIT TRUE; RESET SESSION AUTHORIZATION; "
              "CREATE ROLE boss; CREATE ROLE reader; GRANT reader TO boss WITH ADMIN OPTION; "
              "GRANT reader TO app GRANTED BY boss; GRANT reader TO app WITH SET FALSE");
    bench.done({"inspect", "--roles", "--output", "state.yaml"});
    bench.done({"drift", "state.yaml"});
    auto const before = bench.roles();
    bench.folder.write("state.yaml", "schemadiff: 1\n"
                                     "roles:\n"
                                     "  ops: {createrole: true, login: true, member_of: {app: }}\n"
                                     "  app:\n");
    bench.done({"apply", "state.yaml", "--yes", "--allow", "all"});
    CHECK(bench.roles().find("GRANT reader TO app") == std::string::npos);
    bench.done({"drift", "state.yaml"});
    bench.done({"rollback", "--yes", "--allow", "all"});
    CHECK(bench.roles() == before);
}

TEST_CASE("a membership in a role that no state has is proved all the same", "[roles]")
{
    RoleBench const bench;
    bench.folder.write("state.yaml", "schemadiff: 1\nroles: {app: {member_of: {people: }}}\n");
    CHECK_THAT(bench.done({"plan", "--from", "empty", "--to", "state.yaml"}),
               Contains("proved up and down") && Contains("stubbed"));
}
