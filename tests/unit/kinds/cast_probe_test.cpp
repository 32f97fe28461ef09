// Which queries are asked of which server; tests/live/probe_test.cpp holds what they find against
// what the server refuses.
#include <engine/kinds/cast_probe.hpp>

#include <support/catch.hpp>

namespace schemadiff::kinds
{

namespace
{

Object column(std::string type)
{
    Column body;
    body.type = TypeName{std::move(type)};
    return {id_of<Column>({"app", "t", "c"}), std::move(body)};
}

// The condition; empty where nobody looks.
std::string condition(std::string from, std::string to, int server_version)
{
    auto const before = std::make_shared<Object>(column(std::move(from)));
    auto const after = std::make_shared<Object>(column(std::move(to)));
    Catalog const old_one({before});
    Catalog const new_one({after});
    auto const query =
        rows_without_cast(*before, *after, {old_one, nullptr, server_version, &new_one},
                          {new_one, nullptr, server_version, &old_one});
    return query ? query->text().substr(query->text().find(" WHERE ") + 7) : "";
}

} // namespace

TEST_CASE("a text is read by the input function where the server can be asked for that")
{
    CHECK(condition("text", "date", 160000) ==
          "NOT pg_catalog.pg_input_is_valid(t.c::text, 'date')");
    CHECK(condition("text", "integer[]", 160000) ==
          "NOT pg_catalog.pg_input_is_valid(t.c::text, 'integer[]')");
    // The cast rounds, and cuts off, what it has read.
    CHECK(condition("text", "time(0) without time zone", 160000) ==
          "NOT pg_catalog.pg_input_is_valid(t.c::text, 'time without time zone')");
    CHECK(condition("text", "numeric(5,2)", 160000) ==
          "NOT pg_catalog.pg_input_is_valid(t.c::text, 'numeric(5,2)')");
    // The cast takes the blanks of character(n) along.
    CHECK(condition("character(4)", "uuid", 160000) ==
          "NOT pg_catalog.pg_input_is_valid(CASE WHEN t.c IS NOT NULL THEN pg_catalog.concat(t.c) "
          "END, 'uuid')");
    CHECK(condition("text", "date", 150000).empty());
    CHECK(condition("text", "date", 0).empty());
    CHECK(condition("text", "integer", 0).empty());
}

TEST_CASE("nobody looks where every value is taken, or is cut off")
{
    CHECK(condition("integer", "bigint", 150000).empty());
    CHECK(condition("character varying(3)", "character varying(4)", 150000).empty());
    CHECK(condition("integer", "character varying(2)", 150000).empty());
    CHECK(condition("text[]", "character varying(2)[]", 150000).empty());
    CHECK(condition("jsonb", "integer", 150000).empty());
}

} // namespace schemadiff::kinds
