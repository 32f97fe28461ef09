#include <parser/grammar/names.hpp>

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

std::string shown(SyntaxError const &error)
{
    return "error at " + std::to_string(error.offset) + ": " + error.message;
}

std::string_view word(ArgumentMode mode)
{
    switch (mode) {
    case ArgumentMode::in:
        return "in";
    case ArgumentMode::out:
        return "out";
    case ArgumentMode::inout:
        return "inout";
    case ArgumentMode::variadic:
        return "variadic";
    }
    return "";
}

std::string dump(std::string_view text)
{
    auto const signature = parse_function_signature(text);
    if (!signature) {
        return shown(signature.error());
    }
    std::string result = quoted_qualified_name(signature->name) + (signature->is_any ? "(*)" : "");
    for (FunctionArgument const &argument : signature->arguments) {
        result += " [" + std::string{word(argument.mode)} + " " + argument.name.value_or("-") +
                  ": " + canonical(argument.type) +
                  (argument.default_text ? " = " + *argument.default_text : "") + "]";
    }
    return result + " => " + identity_arguments(signature->arguments);
}

} // namespace

TEST_CASE("names are quoted where PostgreSQL quotes them", "[names]")
{
    auto const cases = std::vector<Case>{
        {"a", "a"},
        {"a_1", "a_1"},
        {"A", "\"A\""},
        {"1a", "\"1a\""},
        {"a b", "\"a b\""},
        {"a\"b", "\"a\"\"b\""},
        {"", "\"\""},
        {"a$", "\"a$\""},
        {"\xC3\xA4", "\"\xC3\xA4\""},
        {"user", "\"user\""},
        {"order", "\"order\""},
        {"between", "\"between\""},
        {"left", "\"left\""},
        {"json", "\"json\""},
        {"system_user", "\"system_user\""},
        {"name", "name"},
        {"type", "type"},
        {"virtual", "virtual"},
        {"_", "_"},
        {"position", "\"position\""},
    };
    for (auto const &[name, expected] : cases) {
        DYNAMIC_SECTION(name)
        {
            CHECK(quoted_identifier(name) == expected);
        }
    }
}

TEST_CASE("a qualified name is read part by part", "[names]")
{
    auto const cases = std::vector<Case>{
        {"a", "a"},
        {"App.Users", "app.users"},
        {R"("App".users."x.y")", R"("App".users."x.y")"},
        {"app.order", R"(app."order")"},
        {"app.", "error at 4: expected a name after '.'"},
        {"order", "error at 0: expected a name, and 'order' is a keyword that needs double quotes "
                  "as a name"},
        {"a b", "error at 2: unexpected 'b' after the name"},
        {"", "error at 0: expected a name"},
    };
    for (auto const &[text, expected] : cases) {
        DYNAMIC_SECTION(text)
        {
            auto const name = parse_qualified_name(text);
            CHECK((name ? quoted_qualified_name(*name) : shown(name.error())) == expected);
        }
    }
}

TEST_CASE("a signature names its arguments and what identifies it", "[names]")
{
    auto const cases = std::vector<Case>{
        {"f()", "f => "},
        {"app.f", "app.f => "},
        {"f(int, text)", "f [in -: integer] [in -: text] => integer, text"},
        {"app.f(a int default 1, b varchar(3) = 'x, y')",
         "app.f [in a: integer = 1] [in b: character varying(3) = 'x, y'] => integer, character "
         "varying(3)"},
        {"f(in a int, out b text, inout c uuid, variadic d text[])",
         "f [in a: integer] [out b: text] [inout c: uuid] [variadic d: text[]] => integer, uuid, "
         "text[]"},
        {"f(a in int, b out text, in out c int)",
         "f [in a: integer] [out b: text] [inout c: integer] => integer, integer"},
        {"f(double precision, a double precision)",
         "f [in -: double precision] [in a: double precision] => double precision, double "
         "precision"},
        {"f(timestamp with time zone, b timestamp(3))",
         "f [in -: timestamp with time zone] [in b: timestamp(3) without time zone] => timestamp "
         "with time zone, "
         "timestamp(3) without time zone"},
        {"f(app.t, x app.\"T\"[])", "f [in -: app.t] [in x: app.\"T\"[]] => app.t, app.\"T\"[]"},
        {"f(text array, a text array)", "f [in -: text[]] [in a: text[]] => text[], text[]"},
        {"f(int default g(1, array[2, 3]), int)",
         "f [in -: integer = g(1, array[2, 3])] [in -: integer] => integer, integer"},
        {"f(variadic \"any\")", "f [variadic -: \"any\"] => \"any\""},
        {"f(json json, json)", "f [in json: json] [in -: json] => json, json"},
        {"count(*)", "count(*) => "},
        {"rank(float8 order by \"any\")",
         "rank [in -: double precision] [in -: \"any\"] => double precision, \"any\""},
        {"f(a int", "error at 7: expected ')' after the arguments"},
        {"f(a int,)", "error at 8: expected a type"},
        {"f(a int default)", "error at 15: expected the default value of the argument"},
        {"(int)", "error at 0: expected a function name"},
        {"f() x", "error at 4: unexpected 'x' after the signature"},
    };
    for (auto const &[text, expected] : cases) {
        DYNAMIC_SECTION(text)
        {
            CHECK(dump(text) == expected);
        }
    }
    auto const arguments = parse_function_arguments("a int, int");
    REQUIRE(arguments);
    CHECK(identity_arguments(*arguments) == "integer, integer");
    CHECK(arguments->at(1).offset == 7);
}

} // namespace schemadiff::grammar
