#include <parser/yaml/document.hpp>

#include "tree_text.hpp"

#include <schemadiff/base/codes.hpp>

#include <support/catch.hpp>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

using namespace schemadiff;
using namespace schemadiff::yaml;

namespace
{

struct Case {
    std::string input;
    std::string expected;
};

std::string read_as_text(std::string const &input)
{
    Diagnostics diagnostics;
    auto const node = read_document(input, "x.yaml", diagnostics);
    return diagnostics.empty() && node ? tree_text(*node) : rendered(diagnostics);
}

Node read(std::string const &input)
{
    Diagnostics diagnostics;
    auto node = read_document(input, "x.yaml", diagnostics);
    INFO(rendered(diagnostics));
    REQUIRE(node);
    REQUIRE(diagnostics.empty());
    return std::move(*node);
}

std::string place(FilePos const &at)
{
    return std::to_string(at.line) + ":" + std::to_string(at.column);
}

// Where `part` of the value of key `a` stands in the file.
std::string place_of(std::string const &input, std::string const &part)
{
    Node const document = read(input);
    Node const *const value = document.find("a");
    REQUIRE(value != nullptr);
    auto const offset = value->text.find(part);
    REQUIRE(offset != std::string::npos);
    return place(value->position_of(offset));
}

std::vector<Diagnostic> mistakes(std::string const &input)
{
    Diagnostics diagnostics;
    read_document(input, "x.yaml", diagnostics);
    return diagnostics.sorted();
}

std::string repeated(std::string const &text, int count)
{
    std::string result;
    for (int index = 0; index < count; ++index) {
        result += text;
    }
    return result;
}

} // namespace

TEST_CASE("YAML is read as it is written, without guessing types")
{
    std::vector<Case> const cases{
        {"", "null"},
        {"# only a comment\n", "null"},
        {"---\n...\n", "null"},
        {"\xEF\xBB\xBF"
         "a: 1\n",
         "{a: <1>}"},
        {"a: 1\r\nb: |\r\n  x\r\n  y\r\n", "{a: <1>, b: <x\ny\n>}"},
        {"%YAML 1.2\n---\na: 1\n...\n", "{a: <1>}"},
        {"a: no\nb: 1.10\nc: 017\nd: 2020-01-01\ne: 0x1F",
         "{a: <no>, b: <1.10>, c: <017>, d: <2020-01-01>, e: <0x1F>}"},
        {"a:\nb: null\nc: ~\nd: NULL\ne: nuLL\nf: 'null'\ng: ''",
         "{a: null, b: null, c: null, d: null, e: <nuLL>, f: <null>, g: <>}"},
        {"null: 1\n~: 2\n", "{null: <1>, ~: <2>}"},
        {"a:\nnull: x\n", "{a: null, null: <x>}"},
        {"- \n- null\n- [~, a]\n", "[null, null, [null, <a>]]"},
        {"{a: , null: b, c}", "{a: null, null: <b>, c: null}"},
        {"a: !!str null\nb: !!map {}\nc: !!seq []", "{a: <null>, b: {}, c: []}"},
        {"a: one\n  two\n\n  three\n", "{a: <one two\nthree>}"},
        {"a: >-\n  one\n  two\n", "{a: <one two>}"},
        {"b: 1\na: 2\n", "{b: <1>, a: <2>}"},
        {"a: &x [1, 2]\nb: *x\n", "{a: [<1>, <2>], b: [<1>, <2>]}"},
        {"&k a: 1\nb: *k\n*k : 2\n",
         "x.yaml:3:1: error: key 'a' is given twice, first at x.yaml:1:4 [SD1004]\nhint: Remove "
         "one of them, or merge their contents.\n"},
    };
    for (Case const &one : cases) {
        DYNAMIC_SECTION(one.input)
        {
            CHECK(read_as_text(one.input) == one.expected);
        }
    }
}

TEST_CASE("styles are kept, because only plain text can be one of YAML's accidental types")
{
    Node const document = read("a: no\nb: 'no'\nc: \"no\"\nd: |\n  no\ne: >\n  no\nf: [x]\n");
    CHECK(document.find("a")->style == Node::Style::plain);
    CHECK(document.find("b")->style == Node::Style::single_quoted);
    CHECK(document.find("c")->style == Node::Style::double_quoted);
    CHECK(document.find("d")->style == Node::Style::literal);
    CHECK(document.find("e")->style == Node::Style::folded);
    CHECK(document.find("f")->flow);
    CHECK_FALSE(document.flow);
    CHECK(document.find("a")->is_plain());
    CHECK_FALSE(document.find("b")->is_plain());
    CHECK(document.find("z") == nullptr);
}

TEST_CASE("nodes and keys know their place")
{
    Node const document = read("\xEF\xBB\xBF"
                               "a: &x !!str b\n# c\nlonger:\n  - {k: v}\n  -\n");
    CHECK(place(document.at) == "1:1");
    CHECK(place(document.find("a")->at) == "1:13");
    CHECK(place(document.entries[1].key_at) == "3:1");
    Node const &list = *document.find("longer");
    CHECK(place(list.at) == "4:3");
    CHECK(place(list.items[0].entries[0].key_at) == "4:6");
    CHECK(place(list.items[0].entries[0].value.at) == "4:9");
    SourcePos const at = list.at;
    CHECK(at == SourcePos{"x.yaml", 4, 3});
    CHECK(place(read("a:\nb: 1").find("a")->at) == "1:1");
}

TEST_CASE("a place inside of a text is found in the file")
{
    CHECK(place_of("a: some text", "text") == "1:9");
    CHECK(place_of("a: 'some text'", "text") == "1:10");
    CHECK(place_of("a: 'it''s a text'", "text") == "1:13");
    CHECK(place_of("a: \"\\u00e9\\n text\"", "text") == "1:14");
    CHECK(place_of("a: \"one\n     two\n\n  text\"", "text") == "4:3");
    CHECK(place_of("a: \"one \\\n     two text\"", "text") == "2:10");
    CHECK(place_of("a: one\n  two\n\n   text", "text") == "4:4");
    CHECK(place_of("a: |\n  one\n    two\n\n  text\n", "text") == "5:3");
    CHECK(place_of("a: |\n  one\n    two\n\n  text\n", "two") == "3:5");
    CHECK(place_of("a: |2-\n\n    one\n  text\n", "one") == "3:5");
    CHECK(place_of("a: |\r\n   one\r\n   text\r\n", "text") == "3:4");
    CHECK(place_of("a: >-\n  one\n  two\n\n  text\n", "two") == "3:3");
    CHECK(place_of("a: >-\n  one\n  two\n\n  text\n", "text") == "5:3");
    CHECK(place_of("a: &x\n  # remark\n  text", "text") == "3:3");
    CHECK(place_of("a: >\n\n  text", "text") == "3:3");
    Node const node = read("a: text");
    CHECK(place(node.find("a")->position_of(4)) == "1:8");
    CHECK(place(node.find("a")->position_of(400)) == "1:8");
}

TEST_CASE("merge keys")
{
    std::string const base = "x: &x {a: 1, b: 2}\ny: &y {b: 3, c: 4}\nz: ";
    std::vector<Case> const cases{
        {"{<<: *x}", "{a: <1>, b: <2>}"},
        {"{c: 0, <<: *x, b: 9}", "{c: <0>, a: <1>, b: <9>}"},
        {"{<<: [*x, *y]}", "{a: <1>, b: <2>, c: <4>}"},
        {"{<<: [*y, *x], d: 5}", "{b: <3>, c: <4>, a: <1>, d: <5>}"},
        {"{'<<': *x}", "{<<: {a: <1>, b: <2>}}"},
    };
    for (Case const &one : cases) {
        DYNAMIC_SECTION(one.input)
        {
            CHECK(tree_text(*read(base + one.input).find("z")) == one.expected);
        }
    }
    CHECK(mistakes(base + "{<<: text}").at(0).code == codes::wrong_shape);
    CHECK(mistakes(base + "{<<: *x, <<: *y}").at(0).code == codes::duplicate_key);
    CHECK(mistakes(base + "{<<: [*x, 1]}").at(0).code == codes::wrong_shape);
}

TEST_CASE("duplicate keys are found in small and in large mappings")
{
    for (int const count : {3, 100}) {
        std::string input;
        for (int index = 0; index < count; ++index) {
            input += "key_" + std::to_string(index) + ": x\n";
        }
        Diagnostics diagnostics;
        auto const node = read_document(input + "key_1: y\nkey_1: z\n", "x.yaml", diagnostics);
        REQUIRE(node);
        CHECK(node->entries.size() == static_cast<std::size_t>(count));
        auto const found = diagnostics.sorted();
        REQUIRE(found.size() == 2);
        CHECK(found[0].code == codes::duplicate_key);
        CHECK(found[0].at == SourcePos{"x.yaml", count + 1, 1});
        CHECK(found[0].message == "key 'key_1' is given twice, first at x.yaml:2:1");
    }
}

TEST_CASE("one reading finds many mistakes")
{
    auto const found = mistakes("a: 1\na: *nowhere\nb: !odd {c: 1, c: 2}\n[d]: *nothing\ne: \x01\n"
                                "f: &f [*f]\n");
    std::vector<std::string> codes;
    for (Diagnostic const &diagnostic : found) {
        codes.push_back(std::to_string(diagnostic.at.line) + " " + std::string{diagnostic.code});
    }
    CHECK(codes == std::vector<std::string>{"2 SD1004", "2 SD1012", "3 SD1013", "3 SD1004",
                                            "4 SD1006", "4 SD1012", "5 SD1002", "6 SD1012"});
}

TEST_CASE("bytes that are no text are refused")
{
    std::vector<std::string> const bad{
        {"a: \0", 4},
        "a: \x80",
        "a: \xC3(",
        "a: \xC0\xAF",
        "a: \xE0\x80\x80",
        "a: \xED\xA0\x80",
        "a: \xF4\x90\x80\x80",
        "a: \xF5\x80\x80\x80",
        "a: \xE2\x82",
        "a: \xF0\x9F\x98",
        "a: \x01",
        "a: \x7F",
        "a: \xC2\x80",
        "a: b\rc",
        "a: \xEF\xBB\xBF",
        "a: \"\\0\"",
    };
    for (std::string const &input : bad) {
        DYNAMIC_SECTION(input)
        {
            auto const found = mistakes(input);
            REQUIRE_FALSE(found.empty());
            CHECK(found[0].code == codes::bad_bytes);
            CHECK(found[0].at.line == 1);
        }
    }
    CHECK(read_as_text("a: \xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\xC2\x85") ==
          "{a: <\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\xC2\x85>}");
}

TEST_CASE("an alias bomb is refused before it grows")
{
    std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int level = 1; level < 12; ++level) {
        auto const name = "*a" + std::to_string(level - 1);
        bomb += "a" + std::to_string(level) + ": &a" + std::to_string(level) + " [" +
                repeated(name + ", ", 9) + name + "]\n";
    }
    auto const found = mistakes(bomb);
    REQUIRE(found.size() == 1);
    CHECK(found[0].code == codes::too_large);
}

TEST_CASE("nesting has a limit, whatever it is made of")
{
    struct Brackets {
        std::string opening;
        std::string closing;
    };
    for (auto const &[opening, closing] :
         std::vector<Brackets>{{"[", "]"}, {"{a: ", "}"}, {"- ", ""}, {"? ", ""}}) {
        DYNAMIC_SECTION(opening)
        {
            auto const deep = [&open = opening, &close = closing](int depth) {
                return mistakes(repeated(open, depth) + "x" + repeated(close, depth));
            };
            if (opening != "? ") {
                CHECK(deep(100).empty());
            }
            auto const too_deep = deep(101);
            REQUIRE_FALSE(too_deep.empty());
            CHECK(std::any_of(too_deep.begin(), too_deep.end(),
                              [](Diagnostic const &one) { return one.code == codes::too_large; }));
            CHECK_FALSE(deep(20'000).empty());
        }
    }
    // Aliases do not get around it.
    auto const by_alias = mistakes("a: &a " + repeated("[", 60) + repeated("]", 60) +
                                   "\nb: " + repeated("[", 60) + "*a" + repeated("]", 60));
    REQUIRE(by_alias.size() == 1);
    CHECK(by_alias[0].code == codes::too_large);
}

TEST_CASE("a file that is too large is not even looked at")
{
    std::string const input(most_bytes + 1, '\0');
    auto const found = mistakes(input);
    REQUIRE(found.size() == 1);
    CHECK(found[0].code == codes::too_large);
    CHECK(found[0].at.line == 0);
}

TEST_CASE("what is no YAML, or more than one document, gives no tree")
{
    for (std::string const input : {"a: [1, 2\nb: 3", "a: b: c", "a:\n\tb: c", "a: 1\n---\nb: 2",
                                    "[a]\nb", "a: \"b", "a: @b", "a: %b", "a: |x\n  b"}) {
        DYNAMIC_SECTION(input)
        {
            Diagnostics diagnostics;
            CHECK_FALSE(read_document(input, "x.yaml", diagnostics));
            CHECK(diagnostics.has_errors());
        }
    }
}
