// The rows that a proof makes up, and what it finds out with them.
#include "pitfall_bench.hpp"

#include <engine/prove/seed.hpp>
#include <engine/prove/watch.hpp>

using namespace schemadiff;
using namespace schemadiff::test;

namespace
{

constexpr char const *by_hand = R"sql(
CREATE SCHEMA app;
CREATE TYPE app.mood AS ENUM ('bad', 'good');
CREATE DOMAIN app.mail AS text CHECK (value LIKE '%@%');
CREATE TYPE app.place AS (street text, number integer);
CREATE FUNCTION app.no() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END';
CREATE TABLE app.users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name character varying(4) NOT NULL UNIQUE, mood app.mood NOT NULL, mail app.mail NOT NULL,
    at timestamptz NOT NULL DEFAULT now(), span tstzrange NOT NULL, tags text[] NOT NULL,
    details jsonb NOT NULL, home app.place NOT NULL, network inet NOT NULL, bits bit(4) NOT NULL,
    double numeric GENERATED ALWAYS AS (2) STORED);
CREATE TRIGGER no BEFORE INSERT ON app.users FOR EACH ROW EXECUTE FUNCTION app.no();
CREATE TABLE app.orders (id uuid DEFAULT gen_random_uuid() PRIMARY KEY,
    parent uuid REFERENCES app.orders, user_id bigint NOT NULL REFERENCES app.users,
    state character varying(9) NOT NULL CHECK (state IN ('open', 'done')),
    total numeric(10, 2) CHECK (total > 0));
CREATE TABLE app.events (id bigint NOT NULL, at date NOT NULL, PRIMARY KEY (id, at))
    PARTITION BY RANGE (at);
CREATE TABLE app.events_2024 PARTITION OF app.events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE app.never (a integer CHECK (a > 1000) NOT NULL);
)sql";

constexpr char const *items_table =
    "CREATE TABLE items (id integer PRIMARY KEY, name text, price integer);"
    "INSERT INTO items VALUES (1, 'a', 5), (2, 'b', 6)";

// The plan for a database with this table, as text.
std::string plan_for_items(std::string const &columns)
{
    Pitfall const live(items_table);
    live.wants("schemas: {public: {tables: {items: {columns: {" + columns + "}}}}}");
    return live.done("plan");
}

} // namespace

TEST_CASE("rows are made up that satisfy what tables ask of them", "[seed]")
{
    auto const database = fresh_database();
    run_sql(database.address(), by_hand);
    postgres::Connection connection{database.address()};
    auto const seeded = prove::seed(connection);
    CHECK(prove::sentence(seeded) ==
          "rows: 3 of 4 tables seeded; none for app.never (new row for relation \"never\" violates "
          "check constraint \"never_a_check\")");
    CHECK(value_of(database.address(), "SELECT count(*) FROM app.users") == "3");
    CHECK(value_of(database.address(), "SELECT count(*) FROM app.orders JOIN app.users u ON "
                                       "u.id = user_id") == "3");
    CHECK(value_of(database.address(), "SELECT count(*) > 0 FROM app.events_2024") == "t");
    // Whoever asks afterwards finds all of it as it has to be.
    CHECK_NOTHROW(run_sql(database.address(),
                          "ALTER TABLE app.orders ADD CHECK (state <> ''), DROP CONSTRAINT "
                          "orders_user_id_fkey, ADD FOREIGN KEY (user_id) REFERENCES app.users"));
}

TEST_CASE("a table whose rows refer to one another, and a circle of tables, have rows", "[seed]")
{
    auto const database = fresh_database();
    run_sql(database.address(),
            "CREATE TABLE a (id integer PRIMARY KEY, b_id integer);"
            "CREATE TABLE b (id integer PRIMARY KEY, a_id integer NOT NULL REFERENCES a);"
            "ALTER TABLE a ADD FOREIGN KEY (b_id) REFERENCES b");
    postgres::Connection connection{database.address()};
    CHECK(prove::sentence(prove::seed(connection)) == "rows: 2 of 2 tables seeded");
}

TEST_CASE("a proof says how many tables have rows in it", "[seed]")
{
    auto const plan = plan_for_items("id: integer primary key, name: text, price: bigint");
    CHECK_THAT(plan, Contains("proved up and down"));
    CHECK_THAT(plan, Contains("rows: 1 of 1 tables seeded"));
    CHECK_THAT(plan, !Contains("Measured:"));
}

TEST_CASE("rows that a plan cannot take do not make it a wrong plan", "[seed]")
{
    auto const plan = plan_for_items("id: integer primary key, name: integer, price: integer");
    CHECK_THAT(plan, Contains("proved up and down"));
    CHECK_THAT(plan, Contains("rows: none, because made-up ones stop the plan going up: invalid "
                              "input syntax for type integer"));
    CHECK_THAT(plan, !Contains("Measured:"));
}

TEST_CASE("rows that are kept are there again in the proof", "[seed]")
{
    auto const plan = plan_for_items("id: integer primary key, name: text");
    CHECK_THAT(plan, Contains("proved up and down"));
    CHECK_THAT(plan, Contains("rows: 1 of 1 tables seeded"));
    CHECK_THAT(plan, !Contains("Measured:"));
}

TEST_CASE("what a step does beyond its claims is told", "[seed]")
{
    auto const database = fresh_database();
    run_sql(database.address(), items_table);
    postgres::Connection connection{database.address()};
    PlannedSide side;
    side.statements = {"ALTER TABLE items ALTER price TYPE bigint"};
    side.locks = {{"public.items", Lock::share}};
    prove::Watch watch{connection};
    postgres::Transaction const transaction{connection};
    watch.begins(connection, 1);
    watch.before(connection, side);
    for (std::string const &statement : side.statements) {
        connection.execute(statement);
    }
    watch.after(connection, 0);
    CHECK(prove::wrong_claims(watch.looks().at(0)) ==
          std::vector<std::string>{
              "takes access exclusive on public.items and claims share",
              "writes public.items again and does not claim it"});
}

TEST_CASE("many steps of one transaction are measured together", "[seed]")
{
    auto const database = fresh_database();
    run_sql(database.address(), items_table);
    postgres::Connection connection{database.address()};
    prove::Watch watch{connection};
    postgres::Transaction const transaction{connection};
    constexpr std::size_t steps = 200;
    watch.begins(connection, steps);
    for (std::size_t step = 0; step < steps; ++step) {
        watch.before(connection, {});
        connection.execute(step == 150 ? "LOCK items IN SHARE MODE" : "SELECT");
        watch.after(connection, step);
    }
    CHECK(watch.looks().size() <= 64);
    CHECK(watch.looks().back().last == steps - 1);
    std::vector<std::string> lines;
    for (prove::Look const &look : watch.looks()) {
        for (std::string const &line : prove::wrong_claims(look)) {
            CHECK((look.first <= 150 && 150 <= look.last));
            lines.push_back(line);
        }
    }
    CHECK(lines == std::vector<std::string>{"takes share on public.items and claims none"});
}
