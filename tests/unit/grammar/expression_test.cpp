#include <parser/grammar/expression.hpp>

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

std::string dump(std::string_view text)
{
    Result<Expr> const result = parse_expression(text);
    return result ? tree_text(*result)
                  : "error at " + std::to_string(result.error().offset) + ": " +
                        result.error().message;
}

std::string repeated(std::string_view text, std::size_t times)
{
    std::string result;
    for (std::size_t time = 0; time < times; ++time) {
        result += text;
    }
    return result;
}

void check(std::vector<Case> const &cases)
{
    for (auto const &[text, expected] : cases) {
        DYNAMIC_SECTION(text)
        {
            CHECK(dump(text) == expected);
        }
    }
}

} // namespace

TEST_CASE("operators bind as in PostgreSQL", "[expression]")
{
    check({
        {"1 + 2 * 3 - 4", "(binary '-' (binary '+' 1 (binary '*' 2 3)) 4)"},
        {"- 1", "(unary '-' 1)"},
        {"- - 3", "(unary '-' (unary '-' 3))"},
        {"-a ^ b", "(binary '^' (unary '-' a) b)"},
        {"-1::int", "(unary '-' (cast <integer> 1))"},
        {"a < b", "(binary '<' a b)"},
        {"a = b and c or d and not e", "(or (and (binary '=' a b) c) (and d (not e)))"},
        {"a and b and c and (d and e)", "(and a b c (and d e))"},
        {"a between 1 and 2 and c", "(and (range 'between' a 1 2) c)"},
        {"a not between symmetric 1 and 2", "(range 'not between symmetric' a 1 2)"},
        {"a in (1,2,3)", "(list 'in' a 1 2 3)"},
        {"a not in (select 1)", "(list 'not in' a (query 'select 1'))"},
        {"a in (1) in (true)", "(list 'in' (list 'in' a 1) true)"},
        {"a like 'x' escape 'y'", "(matches 'like' a 'x' 'y')"},
        {"a not ilike b", "(matches 'not ilike' a b)"},
        {"a similar to b", "(matches 'similar to' a b)"},
        {"a is null", "(is 'null' a)"},
        {"a is not null", "(is 'not null' a)"},
        {"a isnull", "(is 'null' a)"},
        {"a is distinct from b", "(compare 'distinct' a b)"},
        {"a is not distinct from b and c", "(and (compare 'not distinct' a b) c)"},
        {"a is true is false", "(is 'false' (is 'true' a))"},
        {"a is json object with unique keys", "(is 'json object with unique' a)"},
        {"a is document", "(is 'document' a)"},
        {"a is nfc normalized", "(is 'nfc normalized' a)"},
        {"a at time zone 'utc'", "(at time zone a 'utc')"},
        {"a at time zone 'utc' at time zone 'x'", "(at time zone (at time zone a 'utc') 'x')"},
        {"a at local", "(at time zone a)"},
        {"a collate \"C\" < b collate pg_catalog.\"C\"",
         "(binary '<' (collate \"C\" a) (collate pg_catalog.\"C\" b))"},
        {"a || b || c", "(binary '||' (binary '||' a b) c)"},
        {"text 'a' || 'b'", "(binary '||' (cast <text> 'a') 'b')"},
        {"(1,2) = (3,4)", "(binary '=' (row 1 2) (row 3 4))"},
        {"(a,b) overlaps (c,d)", "(binary 'overlaps' (row a b) (row c d))"},
        {"a operator(pg_catalog.+) b", "(binary '+' pg_catalog a b)"},
        {"operator(pg_catalog.-) b", "(unary '-' pg_catalog b)"},
        {"a operator(+) b", "(binary '+' a b)"},
        {"a = any (array[1])", "(quantified '=' a (array 1))"},
        {"a = any (select 1)", "(quantified '=' a (query 'select 1'))"},
        {"a <> all (b)", "(quantified '<>' all a b)"},
        {"a like any (b)", "(quantified 'like' a b)"},
        {"a = some (b)", "(quantified '=' a b)"},
        {"a < any(b) < c", "(binary '<' (quantified '<' a b) c)"},
        {"not exists (select 1)", "(not (exists (query 'select 1')))"},
        {"((select 1) + 1)", "(binary '+' (query 'select 1') 1)"},
        {"(select 1) + 1", "(binary '+' (query 'select 1') 1)"},
        {"a in ((select 1), 2)", "(list 'in' a (query 'select 1') 2)"},
        {"a in ((select 1))", "(list 'in' a (query 'select 1'))"},
        {"time + interval '1'", "(binary '+' \"time\" (cast <interval> '1'))"},
        {"a -> 'b' ->> 'c'", "(binary '->>' (binary '->' a 'b') 'c')"},
        {"a @> b", "(binary '@>' a b)"},
        {"~ a", "(unary '~' a)"},
        {"!! a", "(unary '!!' a)"},
        {"@-1", "(unary '@-' 1)"},
        {"a <> - b", "(binary '<>' a (unary '-' b))"},
        {"not not a", "(not (not a))"},
        {"a = not b", "(binary '=' a (not b))"},
        {"a + not b", "(binary '+' a (not b))"},
        {"a or not b and c", "(or a (and (not b) c))"},
        {"b'101' || x'1f'", "(binary '||' (bits 'b101') (bits 'x1f'))"},
        {"true and false or null", "(or (and true false) null)"},
        {"a is null + 1", "(binary '+' (is 'null' a) 1)"},
        {"x and a is null + 1", "(and x (binary '+' (is 'null' a) 1))"},
        {"a = b is null", "(is 'null' (binary '=' a b))"},
        {"a is null = b", "(binary '=' (is 'null' a) b)"},
        {"a ^ b ^ c", "(binary '^' (binary '^' a b) c)"},
        {"a - b - c", "(binary '-' (binary '-' a b) c)"},
        {"a between 1 and 2 = b", "(binary '=' (range 'between' a 1 2) b)"},
        {"a in (1) = b", "(binary '=' (list 'in' a 1) b)"},
        {"a like b = c", "(binary '=' (matches 'like' a b) c)"},
        {"a = b like c", "(binary '=' a (matches 'like' b c))"},
        {"- a is null", "(is 'null' (unary '-' a))"},
        {"a collate \"C\" || b", "(binary '||' (collate \"C\" a) b)"},
        {"a at time zone b || c", "(binary '||' (at time zone a b) c)"},
        {"a::text collate \"C\"", "(collate \"C\" (cast <text> a))"},
        {"case when a then b else c end + 1",
         "(binary '+' (case (clause 'when' a b) (clause 'else' c)) 1)"},
    });
}

TEST_CASE("what stands between operators is read", "[expression]")
{
    check({
        {"a", "a"},
        {"a.b.c", "a.b.c"},
        {"a.*", "a.*"},
        {"\"A b\"", "\"A b\""},
        {"a::int::text", "(cast <text> (cast <integer> a))"},
        {"cast(a as varchar(3))", "(cast <character varying(3)> a)"},
        {"interval '1 day'", "(cast <interval> '1 day')"},
        {"interval '1' day to second(3)", "(cast <interval day to second(3)> '1')"},
        {"interval(3) '1'", "(cast <interval(3)> '1')"},
        {"timestamp with time zone '2020-01-01'", "(cast <timestamp with time zone> '2020-01-01')"},
        {"timestamp(3) '2020-01-01'", "(cast <timestamp(3) without time zone> '2020-01-01')"},
        {"date '2020-01-01'", "(cast <date> '2020-01-01')"},
        {"numeric(3,2) '1.5'", "(cast <numeric(3,2)> '1.5')"},
        {"app.t 'x'", "(cast <app.t> 'x')"},
        {"foo(3) 'x'", "(cast <foo(3)> 'x')"},
        {"double precision '1'", "(cast <double precision> '1')"},
        {"a[1]", "(subscript a 1)"},
        {"a[1:2]", "(slice a 1 2)"},
        {"a[:2]", "(slice a (missing) 2)"},
        {"a[1:]", "(slice a 1 (missing))"},
        {"a[:]", "(slice a (missing) (missing))"},
        {"a[1][2].f", "(field f (subscript (subscript a 1) 2))"},
        {"(a).b", "(field b a)"},
        {"(a).b[1]", "(subscript (field b a) 1)"},
        {"(f(x))[1]", "(subscript (call f x) 1)"},
        {"(f(x)).*", "(field * (call f x))"},
        {"array[1,2,3]", "(array 1 2 3)"},
        {"array[[1,2],[3,4]]", "(array (array 1 2) (array 3 4))"},
        {"array[]::int[]", "(cast <integer[]> (array))"},
        {"array(select 1)", "(array query (query 'select 1'))"},
        {"row(1,2)", "(row 1 2)"},
        {"row()", "(row)"},
        {"(1,2)", "(row 1 2)"},
        {"case when a then b end", "(case (clause 'when' a b))"},
        {"case x when 1 then 2 when 3 then 4 else 5 end",
         "(case 'operand' x (clause 'when' 1 2) (clause 'when' 3 4) (clause 'else' 5))"},
        {"exists (select 1)", "(exists (query 'select 1'))"},
        {"exists ((select 1))", "(exists (query '( select 1 )'))"},
        {"(select 1)", "(query 'select 1')"},
        {"((select 1))", "(query 'select 1')"},
        {"((select 1) union select 2)", "(query '( select 1 ) union select 2')"},
        {"(values (1))", "(query 'values ( 1 )')"},
        {"current_timestamp", "(value 'current_timestamp')"},
        {"current_timestamp(3)", "(value 'current_timestamp' 3)"},
        {"current_date", "(value 'current_date')"},
        {"current_user", "(value 'current_user')"},
        {"user", "(value 'user')"},
        {"session_user", "(value 'session_user')"},
        {"current_schema", "(value 'current_schema')"},
        {"localtime(2)", "(value 'localtime' 2)"},
        {"current_catalog", "(value 'current_catalog')"},
        {"values", "\"values\""},
        {"position", "\"position\""},
        {"time", "\"time\""},
        {"int", "\"int\""},
        {"char", "\"char\""},
        {"row", "\"row\""},
        {"between", "\"between\""},
        {"json '{\"a\":1}'", "(cast <json> '{\"a\":1}')"},
        {"$1", "$1"},
        {"$1.x", "(field x $1)"},
        {"$1[1]", "(subscript $1 1)"},
        {"n'abc'", "(cast <bpchar> 'abc')"},
        {"e'a\\\\n'", "'a\\n'"},
        {"a::int[]", "(cast <integer[]> a)"},
        {"a::int array[3]", "(cast <integer[]> a)"},
        {"a::pg_catalog.int4", "(cast <integer> a)"},
        {"a::interval day to second(3)", "(cast <interval day to second(3)> a)"},
        {"cast(a as setof int)", "(cast <SETOF integer> a)"},
        {"null::text", "(cast <text> null)"},
        {"a collate \"C\"::text", "(cast <text> (collate \"C\" a))"},
        {"\"select\"", "\"select\""},
        {"a.select", "a.\"select\""},
        {"filter", "filter"},
        {"over", "over"},
        {"within", "within"},
        {"case case when a then b end when 1 then 2 end",
         "(case 'operand' (case (clause 'when' a b)) (clause 'when' 1 2))"},
        {"(coalesce(a,b))[1]", "(subscript (syntax 'coalesce' a b) 1)"},
    });
}

TEST_CASE("calls are read with their own syntax", "[expression]")
{
    check({
        {"coalesce(a,b)", "(syntax 'coalesce' a b)"},
        {"nullif(a,b)", "(syntax 'nullif' a b)"},
        {"greatest(a,b,c)", "(syntax 'greatest' a b c)"},
        {"least(a)", "(syntax 'least' a)"},
        {"extract(year from x)", "(syntax 'extract' 'year' x)"},
        {"extract('year' from x)", "(syntax 'extract' 'year' x)"},
        {"extract(\"y\" from x)", "(syntax 'extract' 'y' x)"},
        {"overlay(a placing b from 1)", "(syntax 'overlay placing' a b 1)"},
        {"overlay(a placing b from 1 for 2)", "(syntax 'overlay placing' a b 1 2)"},
        {"overlay(a,b,1)", "(syntax 'overlay' a b 1)"},
        {"position(a in b)", "(syntax 'position' a b)"},
        {"position('a' in b || c)", "(syntax 'position' 'a' (binary '||' b c))"},
        {"substring(a from 1 for 2)", "(syntax 'substring from for' a 1 2)"},
        {"substring(a for 2 from 1)", "(syntax 'substring for from' a 2 1)"},
        {"substring(a from 1)", "(syntax 'substring from' a 1)"},
        {"substring(a for 1)", "(syntax 'substring for' a 1)"},
        {"substring(a, 1, 2)", "(syntax 'substring' a 1 2)"},
        {"substring(a similar b escape c)", "(syntax 'substring similar' a b c)"},
        {"trim(a)", "(syntax 'trim both' a)"},
        {"trim(both a)", "(syntax 'trim both' a)"},
        {"trim(leading 'x' from a)", "(syntax 'trim leading from' 'x' a)"},
        {"trim(from a)", "(syntax 'trim both' a)"},
        {"trim(a from b)", "(syntax 'trim both from' a b)"},
        {"trim(both from a, b)", "(syntax 'trim both' a b)"},
        {"normalize(a)", "(syntax 'normalize' a)"},
        {"normalize(a, nfc)", "(syntax 'normalize' a nfc)"},
        {"treat(a as int)", "(tokens 'treat ( a as int )')"},
        {"collation for (a)", "(tokens 'collation for ( a )')"},
        {"f()", "(call f)"},
        {"f(1, b => 2)", "(call f 1 (argument b 2))"},
        {"f(1, b := 2)", "(call f 1 (argument b 2))"},
        {"f(variadic array[1])", "(call f (variadic (array 1)))"},
        {"f(distinct a)", "(call 'distinct' f a)"},
        {"f(all a, b order by c desc nulls last, d using <)",
         "(call f a b (clause 'order by' (sort 'desc nulls last' c) (sort 'using <' d)))"},
        {"count(*)", "(call count (star))"},
        {"count(*) filter (where x > 1)", "(call count (star) (clause 'filter' (binary '>' x 1)))"},
        {"percentile_cont(0.5) within group (order by x)",
         "(call percentile_cont 0.5 (clause 'within group' (sort 'asc nulls last' x)))"},
        {"row_number() over (partition by a order by b)",
         "(call row_number (clause 'over ( partition by a order by b )'))"},
        {"sum(x) over w", "(call sum x (clause 'over w'))"},
        {"app.f(1)", "(call app.f 1)"},
        {"current_schema()", "(call \"current_schema\")"},
        {"now()", "(call now)"},
        {"left(a, 1)", "(call \"left\" a 1)"},
        {"json_build_object('a', 1)", "(call json_build_object 'a' 1)"},
        {"xmlelement(name foo, a)", "(tokens 'xmlelement ( name foo , a )')"},
        {"f(a.*)", "(call f a.*)"},
        {"f((a).b)", "(call f (field b a))"},
        {"\"f\"(1)", "(call f 1)"},
        {"a.b.select(1)", "(call a.b.\"select\" 1)"},
    });
}

TEST_CASE("a mistake in an expression is said with its place", "[expression]")
{
    check({
        {"a < b < c", "error at 6: comparisons cannot be chained without parentheses"},
        {"a like b like c",
         "error at 9: BETWEEN, IN, LIKE and SIMILAR TO cannot be chained without parentheses"},
        {"x is of (int)",
         "error at 5: expected NULL, TRUE, FALSE, UNKNOWN or DISTINCT FROM after IS"},
        {"f(x)[1]", "error at 4: unexpected '[' after the expression"},
        {"array[1,2][1]", "error at 10: unexpected '[' after the expression"},
        {"case else 1 end", "error at 5: expected an expression, not 'else'"},
        {"nullif(a)", "error at 8: NULLIF has two arguments"},
        {"coalesce()", "error at 9: expected an argument"},
        {"extract(foo.bar from x)", "error at 11: expected 'from' in EXTRACT"},
        {"left", "error at 4: expected '(' after 'left'"},
        {"a !", "error at 3: the expression is incomplete"},
        {"'a' 'b'", "error at 4: unexpected ''b'' after the expression"},
        {"1 1", "error at 2: unexpected '1' after the expression"},
        {"a b", "error at 2: unexpected 'b' after the expression"},
        {"(a", "error at 2: expected ')' after the expression"},
        {"a)", "error at 1: unexpected ')' after the expression"},
        {"a,", "error at 1: unexpected ',' after the expression"},
        {"a = ", "error at 4: the expression is incomplete"},
        {"and a", "error at 0: expected an expression, not 'and'"},
        {"select", "error at 0: expected an expression, not 'select'"},
        {"a is", "error at 4: expected NULL, TRUE, FALSE, UNKNOWN or DISTINCT FROM after IS"},
        {"a is not", "error at 8: expected NULL, TRUE, FALSE, UNKNOWN or DISTINCT FROM after IS"},
        {"a in ()", "error at 6: expected an expression, not ')'"},
        {"f(,)", "error at 2: expected an expression, not ','"},
        {"f(a,)", "error at 4: expected an expression, not ')'"},
        {"a::", "error at 3: expected a type"},
        {"a => b", "error at 2: unexpected '=>' after the expression"},
        {"a := b", "error at 2: unexpected ':=' after the expression"},
        {"::a", "error at 0: expected an expression, not '::'"},
        {"a between b and c between d and e",
         "error at 18: BETWEEN, IN, LIKE and SIMILAR TO cannot be chained without parentheses"},
        {"a.b[1].c(2)", "error at 8: unexpected '(' after the expression"},
        {"select.a", "error at 0: expected an expression, not 'select'"},
        {"f() filter", "error at 4: unexpected 'filter' after the expression"},
        {"f() over", "error at 4: unexpected 'over' after the expression"},
        {"coalesce(a) over ()", "error at 12: unexpected 'over' after the expression"},
        {"coalesce(a,b)[1]", "error at 13: unexpected '[' after the expression"},
        {"all", "error at 0: expected an expression, not 'all'"},
        {"any(a)", "error at 0: expected an expression, not 'any'"},
        {"distinct a", "error at 0: expected an expression, not 'distinct'"},
    });
}

TEST_CASE("nesting has a limit and long lists have none", "[expression]")
{
    CHECK(parse_expression(repeated("(", 400) + "1" + repeated(")", 400)));
    CHECK(dump(repeated("(", 20'000) + "1" + repeated(")", 20'000))
              .ends_with("nested more than 1000 levels deep"));
    CHECK(dump(repeated("- ", 20'000) + "1").ends_with("nested more than 1000 levels deep"));
    CHECK(dump(repeated("not ", 20'000) + "a").ends_with("nested more than 1000 levels deep"));
    CHECK(dump(repeated("a || ", 20'000) + "a").ends_with("nested more than 1000 levels deep"));
    CHECK(dump("a" + repeated("[1]", 20'000)).ends_with("nested more than 1000 levels deep"));
    CHECK(dump("array" + repeated("[", 20'000)).ends_with("nested more than 1000 levels deep"));
    CHECK(parse_expression(repeated("a = 1 and ", 20'000) + "b"));
    CHECK(parse_expression("a in (" + repeated("1, ", 20'000) + "2)"));
}

TEST_CASE("an expression knows where it stands", "[expression]")
{
    auto const result = parse_expression(" (a + b) * lower( c )");
    REQUIRE(result);
    CHECK(result->begin == 1);
    CHECK(result->end == 21);
    CHECK(result->children[0].begin == 2);
    CHECK(result->children[0].end == 7);
    CHECK(result->children[1].begin == 11);
    CHECK(result->children[1].end == 21);
}

} // namespace schemadiff::grammar
