#include <parser/grammar/same_expression.hpp>

#include <parser/grammar/canonical_expression.hpp>
#include <parser/grammar/expression.hpp>

#include "printed_expressions.hpp"

#include <support/catch.hpp>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::grammar
{

namespace
{

ColumnTypes const columns{
    {
        {"b", "bigint"},
        {"bi", "bit(3)"},
        {"bo", "boolean"},
        {"by_", "bytea"},
        {"c", "character(3)"},
        {"ch", "\"char\""},
        {"d", "double precision"},
        {"da", "date"},
        {"di", "public.di"},
        {"dm", "public.dm"},
        {"dn", "public.dn"},
        {"dv", "public.dv"},
        {"e", "public.st"},
        {"i", "integer"},
        {"ia", "integer[]"},
        {"inn", "inet"},
        {"iv", "interval"},
        {"j", "jsonb"},
        {"js", "json"},
        {"mo", "money"},
        {"n", "numeric(10,2)"},
        {"nm", "name"},
        {"oid_", "oid"},
        {"r", "real"},
        {"s", "smallint"},
        {"t", "text"},
        {"ta", "text[]"},
        {"ti", "time without time zone"},
        {"ts", "timestamp without time zone"},
        {"tz", "timestamp with time zone"},
        {"u", "uuid"},
        {"v", "character varying(10)"},
        {"va", "character varying(3)[]"},
        {"vb", "bit varying"},
    },
    "p",
    {"public.st"},
    {},
    {{"public.di", "integer"},
     {"public.dm", "text"},
     {"public.dn", "numeric(10,2)"},
     {"public.dv", "character varying(10)"}},
};

std::string form(std::string_view text)
{
    Result<Expr> const expression = parse_expression(text);
    return expression ? tree_text(Canonicaliser{columns}.canonical(*expression).tree) : "";
}

bool is_same(std::string_view a, std::string_view b)
{
    return same_expression(a, b, columns) == Sameness::equal;
}

bool is_same_default(std::string_view a, std::string_view b, std::string_view type)
{
    return same_default(a, b, type, columns) == Sameness::equal;
}

using Pair = WrittenAndPrinted;

} // namespace

TEST_CASE("what PostgreSQL prints equals what was written", "[same_expression]")
{
    for (auto const &[written, printed] : printed_expressions) {
        DYNAMIC_SECTION(written)
        {
            CHECK(is_same(written, printed));
            CHECK(is_same(printed, written));
        }
    }
}

TEST_CASE("what is not certain is undecided", "[same_expression]")
{
    for (auto const &[written, printed] : undecided_expressions) {
        DYNAMIC_SECTION(written)
        {
            CHECK_FALSE(is_same(written, printed));
        }
    }
}

TEST_CASE("no two expressions with different prints are equal", "[same_expression]")
{
    std::map<std::string, std::string_view> print_of_form;
    auto const check = [&](std::string const &canonical, std::string_view printed) {
        auto const [found, is_new] = print_of_form.emplace(canonical, printed);
        INFO(canonical << "\n" << found->second << "\n" << printed);
        CHECK((is_new || found->second == printed));
    };
    for (auto const &[written, printed] : printed_expressions) {
        check(form(written), printed);
        check(form(printed), printed);
    }
    for (auto const &[written, printed] : undecided_expressions) {
        check(form(written), printed);
        check(form(printed), printed);
    }
}

TEST_CASE("spellings that mean the same are equal", "[same_expression]")
{
    auto const pairs = std::vector<Pair>{
        {"status='a'", "STATUS  =  'a' /* x */"},
        {"((a)) > (1)", "a > 1"},
        {"a <> 1", "a != 1"},
        {"cast(a as int4)", "a::integer"},
        {"date '2020-01-01'", "'2020-01-01'::date"},
        {"date '2020-01-01'", "cast('2020-01-01' as date)"},
        {"a and b and c", "a and (b and c)"},
        {"(a or b) or c", "a or (b or c)"},
        {"pg_catalog.lower(a)", "lower(a)"},
        {"a operator(pg_catalog.=) b", "a = b"},
        {"a collate pg_catalog.\"C\"", "a collate \"C\""},
        {"p.i = 1", "i = 1"},
        {"a isnull", "a is null"},
        {"$$x$$ = t", "'x' = t"},
        {"E'a\\nb' = t", "'a\nb' = t"},
        {"f(x := 1)", "f(x => 1)"},
        {"a is not distinct from b", "not (a is distinct from b)"},
        {"(select  A from t)", "(SELECT a FROM t)"},
        {"trim(t)", "trim(both from t)"},
        {"old.v is distinct from new.v", "((old.v)::text IS DISTINCT FROM (new.v)::text)"},
        // Printed, and the print printed again, of a list on a varchar.
        {"v in ('a', 'b')",
         "((v)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))"},
        {"v in ('a', 'b')", "((v)::text = ANY (ARRAY[('a'::character varying)::text, "
                            "('b'::character varying)::text]))"},
        {"((v)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))",
         "((v)::text = ANY (ARRAY[('a'::character varying)::text, ('b'::character "
         "varying)::text]))"},
        {"v in ('a', 'b')", "v = any (array['a', 'b'])"},
        {"substring(v from 1 for 2)", "\"substring\"((v)::text, 1, 2)"},
        {"- 1::int", "-1"},
        {"not a", "not a"},
    };
    for (auto const &[a, b] : pairs) {
        DYNAMIC_SECTION(a << " | " << b)
        {
            CHECK(is_same(a, b));
            CHECK(is_same(b, a));
        }
    }
}

TEST_CASE("what may differ is never equal", "[same_expression]")
{
    auto const pairs = std::vector<Pair>{
        {"now() > tz", "current_timestamp > tz"},
        {"a = 1", "b = 1"},
        {"\"A\" = 1", "a = 1"},
        {"t = 'a'", "t = 'A'"},
        {"t = 'a'", "t = 'a '"},
        {"c = 'a'", "c = 'a'::text"},
        {"a and b or c", "a and (b or c)"},
        {"a and b", "b and a"},
        {"i - 1 - 2", "i - (1 - 2)"},
        {"'1'::integer = i", "'01'::integer = i"},
        {"1", "'1'"},
        {"1", "1.0"},
        {"1", "1::bigint"},
        {"1.5", "1.50"},
        {"app.lower(t)", "lower(t)"},
        {"q.i = 1", "i = 1"},
        {"f(1, 2)", "f(2, 1)"},
        {"f(distinct a)", "f(a)"},
        {"f(a order by b)", "f(a order by b desc)"},
        {"f(a) filter (where b)", "f(a)"},
        {"i = any (array[1, 2])", "i = all (array[1, 2])"},
        {"i in (1, 2)", "i not in (1, 2)"},
        {"r in (0.1, 0.2)", "r = any (array[0.1, 0.2])"},
        {"x in (1, 2)", "x = any (array[1, 2])"},
        {"dm = 'a'", "dm = 'a'::public.dm"},
        {"dm in ('a', 'b')", "dm = any (array['a'::public.dm, 'b'::public.dm])"},
        {"x = 'a'", "x::text = 'a'"},
        {"e = 'a'", "e = 'a'::status"},
        {"x = 'a'", "x = 'a'::text"},
        {"v::varchar(3) = 'a'", "v = 'a'"},
        {"v::char = 'a'", "v = 'a'"},
        {"t = 'a'::char(3)", "t = 'a'"},
        {"n::numeric = 1", "n = 1"},
        {"t like 'a'", "t ilike 'a'"},
        {"t like 'a'", "t similar to 'a'"},
        {"t like 'a' escape '!'", "t like 'a'"},
        {"i between 1 and 2", "i between 2 and 1"},
        {"i between symmetric 1 and 2", "i between 1 and 2"},
        {"t collate \"C\" = 'a'", "t = 'a'"},
        {"t collate \"C\" = 'a'", "t collate \"POSIX\" = 'a'"},
        {"ts at time zone 'utc'", "ts at time zone 'UTC'"},
        {"(select a from t)", "(select b from t)"},
        {"(select 'a' from t)", "(select 'A' from t)"},
        {"(select \"A\" from t)", "(select a from t)"},
        {"exists (select 1)", "not exists (select 1)"},
        {"a[1]", "a[1:1]"},
        {"(a).b", "a.b"},
        {"row(a)", "a"},
        {"case when a then 1 end", "case when a then 1 else 2 end"},
        {"interval '1' day", "interval '1'"},
        {"'a\\b' = t", "E'a\\b' = t"},
        {"b'1'", "'1'"},
        {"N'a'", "'a'"},
        {"$1", "$2"},
        {"a", "a b"},
        {"(", "( "},
    };
    for (auto const &[a, b] : pairs) {
        DYNAMIC_SECTION(a << " | " << b)
        {
            CHECK_FALSE(is_same(a, b));
            CHECK_FALSE(is_same(b, a));
        }
    }
}

// Each step that looked at a child twice would double the time with every level.
TEST_CASE("nested expressions are compared in reasonable time", "[same_expression]")
{
    for (auto const &[opening, closing] : std::vector<Pair>{{"(", ")"},
                                                            {"- ", ""},
                                                            {"not ", ""},
                                                            {"lower(", ")"},
                                                            {"coalesce(", ", 'x')"},
                                                            {"case when ", " then 1 end"},
                                                            {"(", ") collate \"C\""},
                                                            {"(", ")[1]"},
                                                            {"(", ") between 1 and 2"},
                                                            {"(", ") in (a, b)"},
                                                            {"a = any (", ")"},
                                                            {"array[", "]"},
                                                            {"(a and (b or ", "))"},
                                                            {"substring(", ", 1, 2)"},
                                                            {"(", ")::text"}}) {
        std::string text = "v";
        for (int level = 0; level < 100; ++level) {
            text.insert(0, opening).append(closing);
        }
        DYNAMIC_SECTION(opening << "..." << closing)
        {
            CHECK(is_same(text, text + " "));
        }
    }
}

TEST_CASE("a default is the same as its print for the type of the column", "[same_expression]")
{
    struct Case {
        std::string_view written;
        std::string_view printed;
        std::string_view type;
        bool is_equal;
    };
    auto const cases = std::vector<Case>{
        {"'x'", "'x'::text", "text", true},
        {"'x'", "'x'::character varying", "character varying(32)", true},
        {"'x'", "'x'::bpchar", "character(3)", true},
        {"'x'", "'x'::text", "character varying(32)", false},
        {"0", "0", "bigint", true},
        {"'0'", "0", "integer", true},
        {"-1", "'-1'::integer", "integer", true},
        {"-1.5", "'-1.5'::numeric", "numeric(10,2)", true},
        {"3000000000", "'3000000000'::bigint", "bigint", true},
        {"0", "'0'::bigint", "bigint", false},
        {"'{}'", "'{}'::jsonb", "jsonb", true},
        {"'{}'", "'{}'::text[]", "text[]", true},
        {"'{}'", "'{}'::character varying[]", "character varying(5)[]", true},
        {"array[]::text[]", "ARRAY[]::text[]", "text[]", true},
        {"array['a']", "ARRAY['a'::text]", "text[]", true},
        {"false", "false", "boolean", true},
        {"'f'", "false", "boolean", true},
        {"'t'", "false", "boolean", false},
        {"null", "NULL::text", "text", true},
        {"now()", "now()", "timestamp with time zone", true},
        {"current_timestamp", "now()", "timestamp with time zone", false},
        {"CURRENT_TIMESTAMP", "CURRENT_TIMESTAMP", "timestamp with time zone", true},
        {"timezone('utc', now())", "timezone('utc'::text, now())", "timestamp without time zone",
         true},
        {"now() at time zone 'utc'", "(now() AT TIME ZONE 'utc'::text)",
         "timestamp without time zone", true},
        {"nextval('app.s')", "nextval('app.s'::regclass)", "bigint", true},
        {"nextval('s')", "nextval('app.s'::regclass)", "bigint", false},
        {"'a'", "'a'::public.st", "public.st", true},
        {"'a'", "'a'::text", "public.dm", true},
        {"'a'", "'a'::public.unknown", "public.unknown", false},
        {"'a'", "'a'::public.dm", "public.dm", false},
        {"'a'::public.dm", "('a'::text)::public.dm", "public.dm", true},
        {"x'1F'", "'00011111'::\"bit\"", "bit(8)", true},
        {"interval '1 day'", "'1 day'::interval", "interval", true},
        {"'1 day'", "'1 day'::interval", "interval", true},
        {"(now() + '90 days'::interval)", "(now() + '90 days'::interval)",
         "timestamp with time zone", true},
        {"now() + interval '90 days'", "(now() + '90 days'::interval)", "timestamp with time zone",
         true},
        {"gen_random_uuid()", "gen_random_uuid()", "uuid", true},
        {"B'101'", "'101'::\"bit\"", "bit(3)", true},
        {"'x'", "'y'::text", "text", false},
    };
    for (auto const &[written, printed, type, is_equal] : cases) {
        DYNAMIC_SECTION(written << " | " << printed << " | " << type)
        {
            CHECK(is_same_default(written, printed, type) == is_equal);
        }
    }
}

} // namespace schemadiff::grammar
