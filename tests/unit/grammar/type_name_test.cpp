#include <parser/grammar/type_name.hpp>

#include <support/catch.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::grammar
{

namespace
{

std::string printed(std::string_view text)
{
    Result<TypeName> const type = parse_type(text);
    return type ? canonical(*type)
                : "error at " + std::to_string(type.error().offset) + ": " + type.error().message;
}

struct Case {
    std::string_view text;
    std::string_view expected;
};

} // namespace

// The right side is what PostgreSQL 15 prints for a column of the type on the left.
TEST_CASE("a built-in type has one spelling", "[type_name]")
{
    auto const cases = std::vector<Case>{
        {"int", "integer"},
        {"INT4", "integer"},
        {"integer", "integer"},
        {"pg_catalog.int4", "integer"},
        {"smallint", "smallint"},
        {"int2", "smallint"},
        {"bigint", "bigint"},
        {"int8", "bigint"},
        {"real", "real"},
        {"float4", "real"},
        {"float", "double precision"},
        {"float(24)", "real"},
        {"float(25)", "double precision"},
        {"float8", "double precision"},
        {"double precision", "double precision"},
        {"DOUBLE  /* x */ PRECISION", "double precision"},
        {"bool", "boolean"},
        {"boolean", "boolean"},
        {"text", "text"},
        {"varchar", "character varying"},
        {"varchar(32)", "character varying(32)"},
        {"VarChar ( 032 )", "character varying(32)"},
        {"character varying(32)", "character varying(32)"},
        {"char varying(32)", "character varying(32)"},
        {"national character varying(3)", "character varying(3)"},
        {"nchar varying(3)", "character varying(3)"},
        {"char", "character(1)"},
        {"char(5)", "character(5)"},
        {"character", "character(1)"},
        {"nchar(2)", "character(2)"},
        {"national char", "character(1)"},
        {"bpchar", "bpchar"},
        {"bpchar(3)", "character(3)"},
        {"\"char\"", "\"char\""},
        {"pg_catalog.char", "\"char\""},
        {"pg_catalog.\"char\"[]", "\"char\"[]"},
        {"pg_catalog.varchar(7)", "character varying(7)"},
        {"\"varchar\"(7)", "character varying(7)"},
        {"bit", "bit(1)"},
        {"bit(8)", "bit(8)"},
        {"\"bit\"", "\"bit\""},
        {"bit varying", "bit varying"},
        {"varbit(5)", "bit varying(5)"},
        {"bit varying(5)", "bit varying(5)"},
        {"numeric", "numeric"},
        {"decimal", "numeric"},
        {"dec(10)", "numeric(10,0)"},
        {"decimal(10)", "numeric(10,0)"},
        {"numeric(10, 2)", "numeric(10,2)"},
        {"numeric(3,-2)", "numeric(3,-2)"},
        {"timestamp", "timestamp without time zone"},
        {"timestamp(3)", "timestamp(3) without time zone"},
        {"timestamp(3) with time zone", "timestamp(3) with time zone"},
        {"timestamptz(3)", "timestamp(3) with time zone"},
        {"timestamptz", "timestamp with time zone"},
        {"timestamp without time zone", "timestamp without time zone"},
        {"timestamp(9)", "timestamp(6) without time zone"},
        {"timestamp(10) with time zone", "timestamp(6) with time zone"},
        {"time", "time without time zone"},
        {"time(0) with time zone", "time(0) with time zone"},
        {"timetz", "time with time zone"},
        {"interval", "interval"},
        {"interval(3)", "interval(3)"},
        {"interval year", "interval year"},
        {"interval year to month", "interval year to month"},
        {"interval day to second(3)", "interval day to second(3)"},
        {"interval second (2)", "interval second(2)"},
        {"interval hour to minute", "interval hour to minute"},
        {"interval minute to second", "interval minute to second"},
        {"date", "date"},
        {"uuid", "uuid"},
        {"json", "json"},
        {"pg_catalog.json", "json"},
        {"jsonb", "jsonb"},
        {"name", "name"},
        {"pg_catalog.name[]", "name[]"},
        {"oid", "oid"},
        {"regclass", "regclass"},
        {"int2vector", "int2vector"},
        {"oidvector[]", "oidvector[]"},
        {"path", "path"},
        {"money", "money"},
        {"xml", "xml"},
        {"tsvector", "tsvector"},
        {"int4range", "int4range"},
        {"inet", "inet"},
        {"int[]", "integer[]"},
        {"int[3][3]", "integer[]"},
        {"integer array", "integer[]"},
        {"integer array[4]", "integer[]"},
        {"_int4", "integer[]"},
        {"pg_catalog._text", "text[]"},
        {"varchar(3)[]", "character varying(3)[]"},
        {"timestamptz(3)[]", "timestamp(3) with time zone[]"},
        {"char[]", "character(1)[]"},
        {"interval day to second(3)[]", "interval day to second(3)[]"},
        {"bytea", "bytea"},
        {"pg_lsn", "pg_lsn"},
        {"xid8", "xid8"},
    };
    for (auto const &[text, expected] : cases) {
        DYNAMIC_SECTION(text)
        {
            CHECK(printed(text) == expected);
        }
    }
}

TEST_CASE("another type keeps its name, quoted where PostgreSQL quotes", "[type_name]")
{
    auto const cases = std::vector<Case>{
        {"app.status", "app.status"},
        {"App.Status", "app.status"},
        {"\"App\".\"Status\"", "\"App\".\"Status\""},
        {"app.\"select\"[]", "app.\"select\"[]"},
        {"app.\"values\"", "app.\"values\""},
        {"app.\"left\"", "app.\"left\""},
        {"app.range", "app.range"},
        {"app.\"a$b\"", "app.\"a$b\""},
        {"app.\"1a\"", "app.\"1a\""},
        {"public.int4", "public.int4"},
        {"\"integer\"", "\"integer\""},
        {"status", "status"},
        {"vector(3)", "vector(3)"},
        {"public.geometry(Point, 4326)", "public.geometry(Point,4326)"},
        {"citext[]", "citext[]"},
        {"_status", "_status"},
        {"serial", "serial"},
        {"setof text", "SETOF text"},
        {"setof app.items", "SETOF app.items"},
        {"app.items.id%type", "app.items.id%TYPE"},
        {"public.json", "public.\"json\""},
    };
    for (auto const &[text, expected] : cases) {
        DYNAMIC_SECTION(text)
        {
            CHECK(printed(text) == expected);
        }
    }
}

TEST_CASE("a canonical type is its own canonical form", "[type_name]")
{
    for (auto const *const text :
         {"int", "varchar(3)", "char", "timestamptz(2)[]", "interval day to second(3)", "\"bit\"",
          "\"char\"", "numeric(4)", "app.\"Odd\"[]", "vector(3)"}) {
        DYNAMIC_SECTION(text)
        {
            std::string const once = printed(text);
            CHECK(printed(once) == once);
        }
    }
}

TEST_CASE("what is no type is said with its place", "[type_name]")
{
    auto const cases = std::vector<Case>{
        {"", "error at 0: expected a type"},
        {"select", "error at 0: expected a type"},
        {"varchar(32", "error at 10: expected ')' after the type modifiers"},
        {"varchar()", "error at 8: expected a type modifier"},
        {"varchar(x)", "error at 0: expected a whole number as type modifier, not 'x'"},
        {"varchar(0)", "error at 0: the type modifier must be between 1 and 10485760"},
        {"numeric(1,2,3)", "error at 0: too many type modifiers"},
        {"numeric(1001)", "error at 0: the type modifier must be between 1 and 1000"},
        {"uuid(3)", "error at 0: type \"uuid\" takes no modifier"},
        {"float(54)", "error at 0: the type modifier must be between 1 and 53"},
        {"interval year to day", "error at 17: no interval goes from year to this"},
        {"int[", "error at 4: expected ']' after the array bound"},
        {"a.b.c", "error at 5: a type name has at most two parts"},
        {"app.", "error at 4: expected a name after '.'"},
        {"int not null", "error at 4: unexpected 'not' after the type"},
        {"'x'", "error at 0: expected a type"},
        {"int 'x", "error at 4: the string has no closing quote"},
    };
    for (auto const &[text, expected] : cases) {
        DYNAMIC_SECTION(text)
        {
            CHECK(printed(text) == expected);
        }
    }
    CHECK_FALSE(canonical_type("int)"));
    CHECK(canonical_type("int") == "integer");
}

} // namespace schemadiff::grammar
