#include <parser/grammar/tokens.hpp>

#include <support/catch.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::grammar
{

namespace
{

std::string_view letter(TokenKind kind)
{
    switch (kind) {
    case TokenKind::identifier:
        return "i";
    case TokenKind::quoted_identifier:
        return "q";
    case TokenKind::string:
        return "s";
    case TokenKind::national_string:
        return "n";
    case TokenKind::bit_string:
        return "b";
    case TokenKind::integer:
        return "1";
    case TokenKind::decimal:
        return "d";
    case TokenKind::parameter:
        return "$";
    case TokenKind::operator_name:
        return "o";
    case TokenKind::symbol:
        return "y";
    case TokenKind::end:
        return "";
    }
    return "";
}

std::string dump(std::vector<Token> const &list)
{
    std::string result;
    for (Token const &token : list) {
        if (token.kind != TokenKind::end) {
            result += (result.empty() ? "" : " ") + std::string{letter(token.kind)} + "<" +
                      token.value + ">";
        }
    }
    return result;
}

std::string dump(std::string_view text)
{
    auto const result = tokens(text);
    return result ? dump(*result)
                  : "error at " + std::to_string(result.error().offset) + ": " +
                        result.error().message;
}

struct Case {
    std::string_view text;
    std::string_view expected;
};

} // namespace

TEST_CASE("SQL text becomes PostgreSQL's tokens", "[tokens]")
{
    auto const cases = std::vector<Case>{
        {"", ""},
        {"Foo _b1$ \xC3\x84pfel", "i<foo> i<_b1$> i<\xC3\x84pfel>"},
        {R"("Odd ""Name")", R"(q<Odd "Name>)"},
        {R"("")", "error at 0: a quoted name must not be empty"},
        {R"(a "b)", "error at 2: the quoted name has no closing quote"},
        {R"(U&"d\0061t\+000061" U&"d!0061t!!" UESCAPE '!')", "q<data> q<dat!>"},
        {R"(U&'\D83D\DE00' u&'it''s')", "s<\xF0\x9F\x98\x80> s<it's>"},
        {R"(a U&'\00' )", "error at 2: invalid Unicode escape"},
        {R"(U&'!0061' uescape '!!')", "error at 10: invalid Unicode escape"},
        {"'it''s' ''", "s<it's> s<>"},
        {"'a' 'b'", "s<a> s<b>"},
        {"'a'\n'b' -- it's\n 'c'", "s<abc>"},
        {"'a' -- x\n /* y */ 'b'", "s<a> s<b>"},
        {"'a' /* \n */ 'b'", "s<a> s<b>"},
        {R"(E'a\'b\n\x41\101\u0042\\''c')", "s<a'b\nAAB\\'c>"},
        {R"(e'\uD83D\uDE00')", "s<\xF0\x9F\x98\x80>"},
        {R"(e'\u00')", "error at 0: invalid Unicode escape"},
        {R"('a\')", "s<a\\>"},
        {"x = 'abc", "error at 4: the string has no closing quote"},
        {R"(E'abc\')", "error at 0: the string has no closing quote"},
        {"B'101' x'1Fa' N'x' n 'x'", "b<b101> b<x1fa> n<x> i<n> s<x>"},
        {"$$a'b$$ $x$ $$ $y$ $x$", "s<a'b> s< $$ $y$ >"},
        {"$x$ $$", "error at 0: the dollar-quoted string has no end"},
        {"a$b$c $1 $23", "i<a$b$c> $<$1> $<$23>"},
        {"$1a", "error at 0: a letter follows the number directly"},
        {"1 007 1_000 0xFF 0b_1 0o17 .5 1.5 1. 1e5 1.5E-3",
         "1<1> 1<7> 1<1000> 1<0xff> 1<0b1> 1<0o17> d<.5> d<1.5> d<1.> d<1e5> d<1.5E-3>"},
        {"1..10", "1<1> y<..> 1<10>"},
        {"12abc", "error at 0: a letter follows the number directly"},
        {"1e", "error at 0: a letter follows the number directly"},
        {"a=-1 a<>b a!=b", "i<a> o<=> o<-> 1<1> i<a> o<<>> i<b> i<a> o<<>> i<b>"},
        {"a @- b *+ c", "i<a> o<@-> i<b> o<*> o<+> i<c>"},
        {"a->>'b' @> c || d !~~* e", "i<a> o<->>> s<b> o<@>> i<c> o<||> i<d> o<!~~*> i<e>"},
        {"a+--b\n+/*c*/-d", "i<a> o<+> o<+> o<-> i<d>"},
        {"x::int[1:2] a:=b => ;",
         "i<x> y<::> i<int> y<[> 1<1> y<:> 1<2> y<]> i<a> y<:=> i<b> o<=>> y<;>"},
        {"a /* b /* c */ d */ e", "i<a> i<e>"},
        {"a /* b /* c */ d", "error at 2: the comment has no end"},
        {"a \\ b", "error at 2: unexpected character"},
    };
    for (auto const &[text, expected] : cases) {
        DYNAMIC_SECTION(text)
        {
            CHECK(dump(text) == expected);
        }
    }
}

TEST_CASE("a token knows its place and its text", "[tokens]")
{
    std::string_view const text = "ab  'c''d' U&'!0061' UESCAPE '!' x";
    auto const result = tokens(text);
    REQUIRE(result);
    REQUIRE(result->size() == 5);
    CHECK((*result)[1].offset == 4);
    CHECK((*result)[1].text == "'c''d'");
    CHECK((*result)[2].text == "U&'!0061' UESCAPE '!'");
    CHECK((*result)[2].value == "a");
    CHECK((*result)[3].offset == text.size() - 1);
    CHECK((*result)[4].offset == text.size());
}

TEST_CASE("a name is cut to 63 bytes between two characters", "[tokens]")
{
    std::string const name = std::string(62, 'a') + "\xC3\xA4" + "b";
    auto const result = tokens(name);
    REQUIRE(result);
    CHECK(result->front().value == std::string(62, 'a'));
    CHECK(result->front().text == name);
}

TEST_CASE("text of any kind is read as far as it can be", "[tokens]")
{
    CHECK(dump(readable_tokens("a \\ 12x \x01 b")) == "i<a> i<b>");
    CHECK(dump(readable_tokens("a 'b")) == "i<a>");
    CHECK(dump(readable_tokens("a $x$ b")) == "i<a>");
    CHECK(dump(readable_tokens("a e'\\u1' \"\" b")) == "i<a> i<b>");
}

TEST_CASE("unterminated openings do not cost quadratic time", "[tokens]")
{
    std::string text;
    for (int repetition = 0; repetition < 200'000; ++repetition) {
        text += "/* $a" + std::to_string(repetition) + "$ ";
    }
    CHECK(readable_tokens(text).size() == 1);
    CHECK(readable_tokens(text.substr(3)).size() == 1);
}

} // namespace schemadiff::grammar
