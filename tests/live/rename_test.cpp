// What a table that gets another name, or another schema, takes with it.
#include "program_bench.hpp"

using namespace schemadiff;
using namespace schemadiff::test;

namespace
{

std::string sequence_values(ProgramBench const &bench)
{
    return bench.value("SELECT string_agg(c.oid::regclass || ' ' || pg_sequence_last_value(c.oid), "
                       "', ' ORDER BY c.relname) FROM pg_class c "
                       "JOIN pg_namespace n ON n.oid = c.relnamespace "
                       "WHERE c.relkind = 'S' AND n.nspname IN ('app', 'shop')");
}

} // namespace

TEST_CASE("a table that moves and gets other names keeps what its sequences have given out")
{
    ProgramBench const bench;
    bench.sql("CREATE SCHEMA app; CREATE SCHEMA shop; "
              "CREATE TABLE app.t (id serial, no integer GENERATED ALWAYS AS IDENTITY); "
              "CREATE TABLE app.other (t integer DEFAULT nextval('app.t_id_seq')); "
              "INSERT INTO app.t SELECT FROM generate_series(1, 7)");
    bench.folder.write("state.yaml",
                       "schemadiff: 1\n"
                       "schemas:\n"
                       "  app:\n"
                       "    tables:\n"
                       "      other:\n"
                       "        columns:\n"
                       "          t: integer default nextval('shop.u_number_seq'::regclass)\n"
                       "  shop:\n"
                       "    tables:\n"
                       "      u:\n"
                       "        renamed_from: app.t\n"
                       "        columns:\n"
                       "          number: {type: serial, renamed_from: id}\n"
                       "          count: {type: integer generated always as identity, "
                       "renamed_from: 'no'}\n");
    auto const before = bench.dump();
    CHECK(sequence_values(bench) == "app.t_id_seq 7, app.t_no_seq 7");
    CHECK_THAT(bench.done({"plan", "state.yaml"}), Contains("Proof:  proved up and down"));

    bench.done({"apply", "state.yaml", "--yes"});
    CHECK(sequence_values(bench) == "shop.u_count_seq 7, shop.u_number_seq 7");
    CHECK(bench.value("INSERT INTO shop.u DEFAULT VALUES RETURNING number || ' ' || count") ==
          "8 8");
    bench.done({"drift", "state.yaml"});

    bench.done({"rollback", "--yes"});
    CHECK(sequence_values(bench) == "app.t_id_seq 8, app.t_no_seq 8");
    CHECK(bench.dump() == before);
}

TEST_CASE("a sequence that keeps its name below a renamed table keeps its value too")
{
    ProgramBench const bench;
    bench.sql("CREATE SCHEMA app; CREATE TABLE app.t (id serial); "
              "INSERT INTO app.t SELECT FROM generate_series(1, 7)");
    bench.folder.write(
        "state.yaml", "schemadiff: 1\n"
                      "schemas:\n"
                      "  app:\n"
                      "    sequences:\n"
                      "      t_id_seq: {type: integer, owned_by: u.id}\n"
                      "    tables:\n"
                      "      u:\n"
                      "        renamed_from: t\n"
                      "        columns:\n"
                      "          id: integer not null default nextval('app.t_id_seq'::regclass)\n");
    bench.done({"apply", "state.yaml", "--yes"});
    CHECK(sequence_values(bench) == "app.t_id_seq 7");
    bench.done({"rollback", "--yes"});
    CHECK(sequence_values(bench) == "app.t_id_seq 7");
}
