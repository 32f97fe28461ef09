// What doctor tells before anything is changed, and what an apply says that it was right about.
#include "inbox_bench.hpp"

using namespace schemadiff;
using namespace schemadiff::test;

namespace
{

// A role that may do nothing in the database but what it is given here: its own schema.
void make_clerk(InboxBench const &bench)
{
    InboxBench::make_role("clerk");
    bench.sql("CREATE SCHEMA zero_admin AUTHORIZATION clerk");
    bench.folder.write("schemadiff.yaml", "bookkeeping: {schema: zero_admin}\n");
}

} // namespace

TEST_CASE("the preflight tells all that an apply rests on")
{
    bool const pooled = GENERATE(false, true);
    if (pooled && !Pgbouncer::program()) {
        return;
    }
    InboxBench const bench{pooled};
    bench.sql("ALTER DATABASE \"" + bench.database.name() +
              "\" SET search_path TO zero_admin, public");
    auto const said = bench.done({"doctor", inbox_folder});
    INFO(said);
    bool const tls = network_server().certificate() != nullptr;
    CHECK_THAT(said, Contains("ok       connection   host 127.0.0.1, port ") &&
                         Contains("database " + bench.database.name() + ", user intake, sslmode " +
                                  (tls ? "require, encrypted" : "disable, not encrypted")));
    CHECK_THAT(said, Contains("ok       server       PostgreSQL "));
    CHECK_THAT(said, Contains("ok       role         intake\n"));
    CHECK_THAT(said, Contains("ok       database     the role may create schemas in "));
    CHECK_THAT(said, Contains("ok       schemas      none is there; zero_admin will be created\n"));
    CHECK_THAT(said, Contains("ok       tables       the role owns all that the desired state"));
    CHECK_THAT(said, Contains("ok       extensions   pgcrypto ") &&
                         Contains(" is available, and the role may create it\n"));
    CHECK_THAT(said, Contains("ok       time zone    UTC\n"));
    CHECK_THAT(said, Contains("ok       search path  zero_admin, public, which comes to public; "));
    CHECK_THAT(said, Contains(pooled ? "ok       pooler       one stands in between"
                                     : "ok       pooler       none stands in between"));
    CHECK_THAT(said, Contains("Nothing would stop an apply.\n"));
}

TEST_CASE("the preflight warns of another time zone and of tables that somebody else owns")
{
    InboxBench const bench;
    bench.done({"apply", inbox_folder, "--yes", "--no-prove"});
    bench.sql("ALTER DATABASE \"" + bench.database.name() +
              "\" SET timezone TO 'Asia/Tokyo'; "
              "ALTER TABLE zero_admin.chunks OWNER TO postgres");
    auto const said = bench.done({"doctor", inbox_folder});
    CHECK_THAT(said, Contains("warning  time zone    Asia/Tokyo, not UTC: "));
    CHECK_THAT(said, Contains("warning  tables       1 table belongs to other roles and cannot be "
                              "altered: zero_admin.chunks (of postgres)\n"));
}

TEST_CASE("where the extension is there already, a role that may not create it can apply")
{
    InboxBench const bench;
    make_clerk(bench);
    bench.sql("CREATE EXTENSION pgcrypto");
    auto const doctor = bench.run({"doctor", inbox_folder}, "clerk");
    INFO(doctor.out << doctor.err);
    CHECK(doctor.exit_code == 0);
    CHECK_THAT(doctor.out, Contains("does not need to"));

    auto const apply = bench.run({"apply", inbox_folder, "--yes"}, "clerk");
    INFO(apply.out << apply.err);
    CHECK(apply.exit_code == 0);
    CHECK(bench.run({"drift", inbox_folder}, "clerk").exit_code == 0);
}

TEST_CASE("where the extension is missing, a role that may not create it is told before an apply")
{
    InboxBench const bench;
    make_clerk(bench);
    auto const before = dump(bench.database.address());
    auto const doctor = bench.run({"doctor", inbox_folder}, "clerk");
    CHECK(doctor.exit_code == 1);
    CHECK_THAT(doctor.out, Contains("stop     database     the role may not create anything in ") &&
                               Contains("extension pgcrypto is missing"));
    CHECK_THAT(doctor.out, Contains("stop     extensions   pgcrypto ") &&
                               Contains(" is available, but the role may not create it\n"));
    CHECK(dump(bench.database.address()) == before);

    auto const apply = bench.run({"apply", inbox_folder, "--yes"}, "clerk");
    CHECK(apply.exit_code == 1);
    CHECK_THAT(apply.err, Contains("conventions.yaml:28:3: error: create extension \"pgcrypto\" "
                                   "failed: permission denied to create extension \"pgcrypto\" "
                                   "(SQLSTATE 42501) [SD5004]") &&
                              Contains("Nothing was changed."));
    CHECK(dump_without_journal(bench.database.address()) == before);
}

TEST_CASE("a server without TLS is refused where the address wants TLS")
{
    NetworkServer const server{false};
    auto const ran = run_program(
        {.arguments = {"apply", inbox_folder, "--yes"},
         .environment = {{"DATABASE_URL", sqlalchemy_url("postgres", inbox_encoded_secret,
                                                         server.port(), "postgres", "require")}}});
    CHECK(ran.exit_code == 1);
    CHECK(ran.out == "");
    CHECK(replaced(ran.err, std::to_string(server.port()), "PORT") ==
          "error: cannot connect to host 127.0.0.1, port PORT, database postgres, user postgres, "
          "sslmode require: server does not support SSL, but SSL was required [SD3003]\n"
          "hint: The server offers no TLS; sslmode=disable sends everything in the clear and is "
          "only for networks you trust.\n");
}
