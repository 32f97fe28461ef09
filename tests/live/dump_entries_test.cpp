// How two dumps are compared: the judge has to see what differs, and nothing else.
#include <support/catch.hpp>
#include <support/dump_entries.hpp>

using namespace schemadiff::test;

namespace
{

using Lines = std::vector<std::string>;

std::string entry(std::string const &name, std::string const &type, std::string const &text)
{
    return "--\n-- Name: " + name + "; Type: " + type + "; Schema: app; Owner: postgres\n--\n\n" +
           text + "\n\n";
}

Lines between(std::string const &before, std::string const &after)
{
    return difference(entries_of(before), entries_of(after));
}

} // namespace

TEST_CASE("the order of columns and of grants makes no difference between two dumps")
{
    CHECK(between(entry("t", "TABLE", "CREATE TABLE app.t (\n    a integer,\n    b text\n);"),
                  entry("t", "TABLE", "CREATE TABLE app.t (\n    b text,\n    a integer\n);"))
              .empty());
    CHECK(between(entry("TABLE t", "ACL", "GRANT SELECT ON t TO a;\nGRANT SELECT ON t TO b;"),
                  entry("TABLE t", "ACL", "GRANT SELECT ON t TO b;\nGRANT SELECT ON t TO a;"))
              .empty());
}

TEST_CASE("a line that is missing, more or other is a difference between two dumps")
{
    auto const one = entry("t", "TABLE", "CREATE TABLE app.t (\n    a integer,\n    b text\n);");
    auto const other = entry("t", "TABLE", "CREATE TABLE app.t (\n    a integer,\n    b date\n);");
    auto const view = entry("v", "VIEW", "CREATE VIEW app.v AS\n SELECT 1;");
    CHECK(between(one, other) == Lines{"TABLE app t:", "  <     b text", "  >     b date"});
    CHECK(between(one + view, one).size() == 4);
    CHECK(between(one, one + view).size() == 4);
    // What is no set keeps its order.
    CHECK_FALSE(between(entry("v", "VIEW", "SELECT a,\n b;"), entry("v", "VIEW", " b;\nSELECT a,"))
                    .empty());
}

TEST_CASE("a list of varchar values is the same in both spellings")
{
    CHECK(between(entry("c", "CHECK CONSTRAINT",
                        "CHECK (((s)::text = ANY ((ARRAY['a'::character varying, "
                        "'it''s'::character varying])::text[])))"),
                  entry("c", "CHECK CONSTRAINT",
                        "CHECK (((s)::text = ANY (ARRAY[('a'::character varying)::text, "
                        "('it''s'::character varying)::text])))"))
              .empty());
}

TEST_CASE("the tablespace and the access method of an entry are what was set before it")
{
    auto const table = entry("t", "TABLE", "CREATE TABLE app.t (\n    a integer\n);");
    auto const function = entry("f()", "FUNCTION", "CREATE FUNCTION app.f() ...;");
    CHECK(between(table, "SET default_tablespace = fast;\n" + table) ==
          Lines{"TABLE app t:", "  > in tablespace fast"});
    CHECK(between(table, "SET default_table_access_method = stack;\n" + table) ==
          Lines{"TABLE app t:", "  > by access method stack"});
    CHECK(between(table,
                  "SET default_tablespace = '';\nSET default_table_access_method = heap;\n" + table)
              .empty());
    CHECK(between(function, "SET default_tablespace = fast;\n" + function).empty());
}
