// Casts by the names of types; tests/live/claims_test.cpp holds the same against a server.
#include <engine/kinds/type_casts.hpp>

#include <support/catch.hpp>

using namespace schemadiff::kinds;

namespace
{

struct Pair {
    char const *from;
    char const *to;
    bool expected;
};

CastEnd end_of(std::string const &type)
{
    bool const is_enum = type.starts_with("app.mood") || type.starts_with("app.colour");
    bool const is_composite = type.starts_with("app.address");
    return {type, is_enum ? "enum" : is_composite ? "app.address" : ""};
}

} // namespace

TEST_CASE("a cast is missing where pg_cast has none and no text is in between")
{
    for (Pair const &one : std::initializer_list<Pair>{
             {"integer", "bigint", false},
             {"numeric(10,2)", "double precision", false},
             {"integer", "boolean", false},
             {"boolean", "smallint", true},
             {"boolean", "integer", false},
             {"integer", "date", true},
             {"date", "timestamp with time zone", false},
             {"timestamp(3) without time zone", "time without time zone", false},
             {"time without time zone", "timestamp without time zone", true},
             {"interval day to second(3)", "time without time zone", false},
             {"interval", "integer", true},
             {"uuid", "text", false},
             {"text", "uuid", false},
             {"character varying(3)", "bytea", false},
             {"uuid", "bytea", true},
             {"bigint", "bit(8)", false},
             {"bigint", "bit varying(8)", true},
             {"jsonb", "integer", false},
             {"integer", "jsonb", false}, // to_jsonb()
             {"text[]", "jsonb", false},
             {"app.address", "json", false},
             {"integer", "jsonb[]", true},
             {"json", "jsonb", false},
             {"app.mood", "text", false},
             {"character varying(9)", "app.mood", false},
             {"app.mood", "integer", true},
             {"app.mood", "app.colour", false},
             {"app.mood", "app.mood", false},
             {"app.mood[]", "app.mood", true},
             {"app.address", "app.mood", true},
             {"app.address", "app.address[]", true},
             {"app.address", "text", false},
             {"app.ltree", "app.mood", true},
             {"app.ltree", "jsonb", false}, // to_jsonb()
             {"app.ltree", "text", false},
             {"uuid", "public.cube", true},
             {"app.isbn", "app.ean13", false},
             {"app.isbn", "app.seg", true},
             {"app.hstore", "integer", true},
             {"text[]", "app.hstore", false},
             {"app.hstore", "jsonb", false},
             {"app.geometry", "integer", false}, // it may have one
             {"text", "app.address", false},
             {"integer", "app.address", true},
             {"int4range", "integer", true},
             {"text[]", "text", false},
             {"text[]", "integer", true},
             {"text[]", "integer[]", false},
             {"integer[]", "uuid[]", true},
             {"public.citext", "integer", false}, // unknown: the server decides
             {"public.citext", "uuid[]", false},
             {"public.citext", "app.mood", false},
             {"public.cube", "app.mood", true},
             {"app.address[]", "public.cube[]", true},
             {"public.cube", "public.cube[]", true}}) {
        INFO(one.from << " to " << one.to);
        CHECK(has_no_cast(end_of(one.from), end_of(one.to)) == one.expected);
    }
}

TEST_CASE("values stay where their bytes serve the new type as they are")
{
    for (Pair const &one : std::initializer_list<Pair>{
             {"integer", "integer", true},
             {"integer", "bigint", false},
             {"integer", "oid", true},
             {"character varying(9)", "character varying(9)", true},
             {"character varying(9)", "character varying(10)", true},
             {"character varying(9)", "character varying(8)", false},
             {"character varying(9)", "character varying", true},
             {"character varying", "character varying(9)", false},
             {"character varying(9)", "text", true},
             {"text", "character varying", true},
             {"text", "character varying(9)", false},
             {"text", "character(9)", false},
             {"character(9)", "character(10)", false},
             {"character(9)", "text", false},
             {"character varying(9)[]", "character varying(10)[]", false},
             {"numeric(9,2)", "numeric(10,2)", true},
             {"numeric(9,2)", "numeric(10,3)", false},
             {"numeric(9,2)", "numeric", true},
             {"numeric", "numeric(9,2)", false},
             {"timestamp(3) without time zone", "timestamp(6) without time zone", true},
             {"timestamp(3) without time zone", "timestamp without time zone", true},
             {"timestamp without time zone", "timestamp(3) without time zone", false},
             {"timestamp without time zone", "timestamp with time zone", false},
             {"interval day to second(3)", "interval", true},
             {"interval day to second(3)", "interval day to second(2)", false},
             {"interval", "interval day", false},
             {"bit(3)", "bit(4)", false},
             {"bit(3)", "bit varying", true},
             {"bit varying(3)", "bit varying(4)", true},
             {"cidr", "inet", true},
             {"inet", "cidr", false},
             {"app.\"a(1)\"", "app.\"a(2)\"", false}}) {
        INFO(one.from << " to " << one.to);
        CHECK(keeps_values(one.from, one.to) == one.expected);
    }
}

TEST_CASE("no value stops a change to a wider type")
{
    for (Pair const &one :
         std::initializer_list<Pair>{{"integer", "bigint", true},
                                     {"integer[]", "bigint[]", true},
                                     {"integer", "bigint[]", false},
                                     {"bigint", "integer", false},
                                     {"integer", "numeric", true},
                                     {"integer", "numeric(3,0)", false},
                                     {"uuid", "text", true},
                                     {"uuid", "character varying(9)", false},
                                     {"json", "jsonb", false}, // a zero byte in a string
                                     {"app.mood", "text", false}}) {
        INFO(one.from << " to " << one.to);
        CHECK(takes_every_value(one.from, one.to) == one.expected);
    }
}

TEST_CASE("digits behind the point and times of day are lost where the new type has none")
{
    for (Pair const &one : std::initializer_list<Pair>{
             {"numeric", "integer", true},
             {"integer", "numeric", false},
             {"numeric(9,2)", "numeric(9,1)", true},
             {"numeric(9,2)", "numeric(9)", true},
             {"numeric(9,2)", "numeric(5,2)", false},
             {"numeric", "numeric(9,2)", true},
             {"timestamp with time zone", "date", true},
             {"timestamp(3) without time zone", "timestamp(0) without time zone", true},
             {"timestamp(3) without time zone", "timestamp without time zone", false},
             {"text", "bytea", true},
             {"json", "jsonb", true},
             {"jsonb", "json", false},
             {"double precision[]", "real[]", true}}) {
        INFO(one.from << " to " << one.to);
        CHECK(loses_detail(one.from, one.to) == one.expected);
    }
}

TEST_CASE("a default stays where types differ in their length only")
{
    for (Pair const &one : std::initializer_list<Pair>{
             {"character varying(9)", "character varying(10)", true},
             {"character varying(9)[]", "character varying(10)[]", true},
             {"character varying(9)", "character varying(9)[]", false},
             {"numeric", "numeric(9,2)", true},
             {"timestamp(3) with time zone", "timestamp(3) without time zone", false},
             {"character varying(9)", "text", false}}) {
        INFO(one.from << " and " << one.to);
        CHECK(differ_in_length_only(one.from, one.to) == one.expected);
    }
}

TEST_CASE("a foreign key holds between types of one operator family only")
{
    for (Pair const &one :
         std::initializer_list<Pair>{{"integer", "bigint", true},
                                     {"character varying(9)", "text", true},
                                     {"date", "timestamp without time zone", true},
                                     {"numeric(9,2)", "numeric", true},
                                     {"integer", "text", false},
                                     {"integer", "numeric", false},
                                     {"integer", "integer[]", false},
                                     {"app.mood", "app.colour", false}}) {
        INFO(one.from << " to " << one.to);
        CHECK(are_comparable(one.from, one.to) == one.expected);
    }
}

TEST_CASE("USING is said where the server would not cast unasked")
{
    for (Pair const &one :
         std::initializer_list<Pair>{{"integer", "bigint", true},
                                     {"character varying(9)", "text", true},
                                     {"numeric(9,2)", "numeric(10,2)", true},
                                     {"timestamp(3) without time zone", "date", true},
                                     {"text", "integer", false},
                                     {"text", "jsonb", false},
                                     {"app.mood", "text", false},
                                     {"integer[]", "text", false}}) {
        INFO(one.from << " to " << one.to);
        CHECK(casts_by_itself(one.from, one.to) == one.expected);
    }
}
