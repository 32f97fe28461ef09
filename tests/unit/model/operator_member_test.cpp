#include <schemadiff/model/operator_member.hpp>

#include <support/catch.hpp>

namespace schemadiff
{

TEST_CASE("members of operator classes are read in every spelling and written in one")
{
    struct Case {
        std::string_view text;
        std::string_view written;
    };
    for (auto const &[text, written] : {
             Case{"operator 1 <", "operator 1 <(integer, integer)"},
             Case{"operator 1 pg_catalog.<", "operator 1 <(integer, integer)"},
             Case{"operator 1 app.<(integer, bigint)", "operator 1 app.<(integer, bigint)"},
             Case{"  operator  12   \"Odd \"\"s\".<->(app.\"a, b\",numeric(3, 1))",
                  "operator 12 \"Odd \"\"s\".<->(app.\"a, b\", numeric(3, 1))"},
             Case{"operator 15 <->(box, point) for order by app.f",
                  "operator 15 <->(box, point) for order by app.f"},
             Case{"function 1 app.cmp(integer, integer)", "function 1 app.cmp(integer, integer)"},
             Case{"function 1 (integer, integer) app.cmp(integer, integer)",
                  "function 1 app.cmp(integer, integer)"},
             Case{"function 1 (integer, bigint) pg_catalog.f(integer, bigint)",
                  "function 1 (integer, bigint) f(integer, bigint)"},
             Case{"function 4 \"F (\"()", "function 4 \"F (\"()"},
         }) {
        INFO(text);
        auto const member = operator_member(text, "integer");
        REQUIRE(member);
        CHECK(text_of(*member, "integer") == written);
        CHECK(operator_member(written, "integer") == member);
    }
}

TEST_CASE("what is no member is not read")
{
    for (std::string_view const text :
         {"", "operator", "operator x <", "operator 1", "operator 1 <(integer", "function 1 f",
          "function 1 (integer f(integer)", "storage 1 x", "function 1 (integer, integer) f"}) {
        INFO(text);
        CHECK_FALSE(operator_member(text, "integer"));
    }
}

} // namespace schemadiff
