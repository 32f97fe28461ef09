// A schema that is large enough for two sessions to read it.
#include <engine/introspect/introspect.hpp>
#include <engine/introspect/snapshot.hpp>
#include <schemadiff/model/side_by_side.hpp>

#include <support/catch.hpp>
#include <support/pgbouncer.hpp>
#include <support/test_server.hpp>

using namespace schemadiff;
using namespace schemadiff::test;

namespace
{

void make_large(postgres::Connection &connection)
{
    connection.execute(R"sql(
DO $$
BEGIN
    FOR number IN 1..25 LOOP
        EXECUTE (SELECT 'CREATE TABLE public.t' || number || ' ('
                        || pg_catalog.string_agg('c' || c || ' int DEFAULT ' || c, ', ') || ')'
                 FROM pg_catalog.generate_series(1, 1000) AS c);
    END LOOP;
END $$)sql");
}

std::string count_of_late(std::size_t session, introspect::Snapshot &snapshot)
{
    std::vector<std::string> const statements{
        "SELECT pg_catalog.count(*) FROM pg_catalog.pg_class WHERE relname = 'late'"};
    return std::string(snapshot.begin(session, statements).front().get().value());
}

} // namespace

TEST_CASE("two sessions read a large schema as one does, and see the same moment of it")
{
    auto const database = fresh_database();
    auto const &address = database.address();
    postgres::Connection connection{address};
    CHECK(introspect::Snapshot(connection, &address).sessions() == 1);
    make_large(connection);
    CHECK(introspect::Snapshot(connection, nullptr).sessions() == 1);

    auto const by_one = introspect::introspect(connection);
    auto const by_two = introspect::introspect(connection, {}, &address);
    CHECK(by_one.of_kind(kind_of<ColumnDefault>).size() == 25'000);
    side_by_side(by_one, by_two, [](ObjectPtr const &one, ObjectPtr const &other) {
        if (!one || !other || !same_content(*one, *other)) {
            FAIL(described((one ? one : other)->id));
        }
    });

    introspect::Snapshot snapshot{connection, &address};
    REQUIRE(snapshot.sessions() == 2);
    postgres::Connection{address}.execute("CREATE TABLE public.late ()");
    CHECK(count_of_late(0, snapshot) == "0");
    CHECK(count_of_late(1, snapshot) == "0");
    snapshot.finish();
}

TEST_CASE("behind a pooler one session reads a large schema")
{
    if (!Pgbouncer::program()) {
        return;
    }
    auto const database = fresh_database();
    postgres::Connection direct{database.address()};
    make_large(direct);
    Pgbouncer const pooler{test_server()};
    auto const address = pooler.address(database.name());
    postgres::Connection connection{address};
    CHECK(introspect::Snapshot(connection, &address).sessions() == 1);
}
