#include <parser/grammar/mentions.hpp>

#include <support/catch.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::grammar
{

namespace
{

struct Case {
    std::string_view text;
    std::string_view expected;
};

// a.b() for a call, :a after AS, .a after a point, 'a' from a literal.
std::string dump(std::string_view text)
{
    std::string result;
    for (Mention const &mention : mentions(text)) {
        std::string name;
        for (std::string const &part : mention.parts) {
            name += (name.empty() ? "" : "|") + part;
        }
        result += result.empty() ? "" : " ";
        result += mention.follows_as ? ":" : "";
        result += mention.follows_point ? "." : "";
        result += mention.is_literal ? "'" + name + "'" : name;
        result += mention.is_called ? "()" : "";
    }
    return result;
}

} // namespace

TEST_CASE("SQL of any kind mentions names", "[mentions]")
{
    auto const cases = std::vector<Case>{
        {"", ""},
        {"select A.b, lower(c) as d from App.\"T x\" t where x = 'y'",
         "a|b lower() c :d app|T x t x"},
        {"(row_value).field + f(x)[1].g", "row_value .field f() x .g"},
        {"a.b.* from app.f(1) as x(y)", "a|b app|f() :x() y"},
        {"nextval('app.seq')", "nextval() 'app|seq'"},
        {"nextval('App.\"Seq\"'::regclass)", "nextval() 'app|Seq' regclass"},
        {"pg_catalog.setval('s', 1)", "pg_catalog|setval() 's'"},
        {"'app.t'::pg_catalog.regclass", "'app|t' pg_catalog|regclass"},
        {"cast('app.t' as regclass)", "'app|t' :regclass"},
        {"regclass 'app.t'", "regclass 'app|t'"},
        {"'app.f(integer, app.t)'::regprocedure", "'app|f'() 'integer' 'app|t' regprocedure"},
        {"to_regclass($$app.t$$)", "to_regclass() 'app|t'"},
        {"'app.t'::text", "text"},
        {"to_tsvector('app.\"T\"'::regconfig, a)", "to_tsvector() 'app|T' regconfig a"},
        {"a OPERATOR(app.===) b", "a operator() app|=== b"},
        {"a OPERATOR ( pg_catalog.+ ) b", "a operator() pg_catalog|+ b"},
        {"''::regclass", "regclass"},
        {"begin new.updated_at := app.now2(); -- app.hidden\n perform x; end",
         "begin new|updated_at app|now2() perform x"},
        {"select /* app.hidden */ $1, \"user\".a", "user|a"},
        {"declare r app.t%rowtype; v app.t.id%type;", "declare r app|t rowtype v app|t|id type"},
        {"a \\ b 'c", "a b"},
        {".a.", ".a"},
    };
    for (auto const &[text, expected] : cases) {
        DYNAMIC_SECTION(text)
        {
            CHECK(dump(text) == expected);
        }
    }
}

TEST_CASE("a mention knows its place", "[mentions]")
{
    auto const found = mentions("  app.f( nextval('s'))");
    REQUIRE(found.size() == 3);
    CHECK(found[0].offset == 2);
    CHECK(found[1].offset == 9);
    CHECK(found[2].offset == 17);
}

TEST_CASE("mentions are found in linear time", "[mentions]")
{
    std::string text;
    for (int repetition = 0; repetition < 100'000; ++repetition) {
        text += "a.b(nextval('c.d')) /* x */ ";
    }
    CHECK(mentions(text).size() == 300'000);
}

} // namespace schemadiff::grammar
