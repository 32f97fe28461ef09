#include <parser/yaml/document.hpp>
#include <parser/yaml/emitter.hpp>

#include "tree_text.hpp"

#include <support/catch.hpp>

#include <cstdlib>
#include <fstream>
#include <random>
#include <string>
#include <vector>

using namespace schemadiff;
using namespace schemadiff::yaml;

namespace
{

Node flow(Node node)
{
    node.flow = true;
    return node;
}

Node list_of(std::vector<std::string> const &texts)
{
    Node list = Node::of_list();
    for (std::string const &text : texts) {
        list.items.push_back(Node::of_text(text));
    }
    return list;
}

std::string emitted_text(std::string const &text, Node::Style style = Node::Style::plain)
{
    Node map = Node::of_map();
    map.add("a", Node::of_text(text, style));
    return emitted(map);
}

// What a reader of emitted(node) sees, or the messages.
std::string read_back(Node const &node)
{
    Diagnostics diagnostics;
    auto const text = emitted(node);
    auto const again = read_document(text, "x.yaml", diagnostics);
    return diagnostics.empty() && again ? tree_text(*again) : rendered(diagnostics) + text;
}

// Pieces that YAML gives a meaning to, in the hope that they meet.
class RandomTree
{
public:
    explicit RandomTree(unsigned seed) : random_{seed} {}

    Node node(int depth)
    {
        auto const choice = below(depth > 0 ? 10 : 6);
        if (choice == 0) {
            return {};
        }
        if (choice < 6) {
            return Node::of_text(text(), static_cast<Node::Style>(below(5)));
        }
        Node result = choice < 8 ? Node::of_list() : Node::of_map();
        result.flow = below(2) == 0;
        for (auto count = below(5); count > 0; --count) {
            if (result.is_list()) {
                result.items.push_back(node(depth - 1));
            } else if (auto key = text(); result.find(key) == nullptr) {
                result.add(std::move(key), node(depth - 1));
                result.entries.back().key_style = static_cast<Node::Style>(below(5));
            }
        }
        return result;
    }

    std::string text()
    {
        static std::vector<std::string> const pieces{"a",
                                                     "b c",
                                                     " ",
                                                     "  ",
                                                     "\n",
                                                     "\n\n",
                                                     "\t",
                                                     "\r",
                                                     ":",
                                                     ": ",
                                                     "#",
                                                     " #",
                                                     "-",
                                                     "- ",
                                                     "---",
                                                     "...",
                                                     "?",
                                                     "? ",
                                                     ",",
                                                     "[",
                                                     "]",
                                                     "{",
                                                     "}",
                                                     "&",
                                                     "*",
                                                     "!",
                                                     "|",
                                                     ">",
                                                     "'",
                                                     "\"",
                                                     "%",
                                                     "@",
                                                     "`",
                                                     "\\",
                                                     "~",
                                                     "null",
                                                     "yes",
                                                     "No",
                                                     "true",
                                                     "1",
                                                     "0",
                                                     "17",
                                                     ".5",
                                                     "1e3",
                                                     "2020-01-01",
                                                     "10:30",
                                                     "<<",
                                                     "=",
                                                     "\x01",
                                                     "\x7F",
                                                     "\xC2\x85",
                                                     "\xC2\xA0",
                                                     "\xE2\x80\xA8",
                                                     "\xEF\xBB\xBF",
                                                     "\xC3\xA9",
                                                     "\xF0\x9F\x98\x80",
                                                     "\xEF\xBF\xBF",
                                                     "\n ",
                                                     " \n",
                                                     "\n  x",
                                                     "\n\t",
                                                     "::text",
                                                     "it's",
                                                     "select 1;\n",
                                                     "end"};
        std::string result;
        for (auto count = below(6); count > 0; --count) {
            result += pieces[below(pieces.size())];
        }
        if (below(100) == 0) {
            result += std::string(1100, 'x');
        }
        return result;
    }

private:
    std::size_t below(std::size_t bound)
    {
        return std::uniform_int_distribution<std::size_t>{0, bound - 1}(random_);
    }

    std::mt19937 random_;
};

} // namespace

TEST_CASE("a text gets quotes only if somebody would read it as something else")
{
    for (std::string const plain :
         {"text", "uuid primary key", "now()", "status in ('a', 'b')", "x::text", "a-b", "a#b",
          "1 year", "true", "false", "0", "17", "-1", "9223372036854775807", "deadline", "é",
          "a[1]", "it's", "a = 'b'"}) {
        DYNAMIC_SECTION(plain)
        {
            CHECK(emitted_text(plain) == "a: " + plain + "\n");
        }
    }
    for (std::string const quoted : {"",
                                     " a",
                                     "a ",
                                     "a: b",
                                     "a:",
                                     "a #b",
                                     "#a",
                                     "- a",
                                     "-",
                                     "-x",
                                     "? a",
                                     ":a",
                                     ",",
                                     "[a]",
                                     "{a}",
                                     "&a",
                                     "*",
                                     "!a",
                                     "|",
                                     ">",
                                     "\"a\"",
                                     "%a",
                                     "@a",
                                     "`a`",
                                     "---",
                                     "...",
                                     "no",
                                     "NO",
                                     "Yes",
                                     "on",
                                     "Off",
                                     "y",
                                     "N",
                                     "null",
                                     "~",
                                     "True",
                                     "017",
                                     "1.10",
                                     "1e3",
                                     "0x1F",
                                     "1_000",
                                     "+1",
                                     "-0",
                                     ".5",
                                     ".inf",
                                     "-.INF",
                                     ".NaN",
                                     "2020-01-01",
                                     "2001-12-14t21:59:43.10-05:00",
                                     "10:30",
                                     "190:20:30",
                                     "=",
                                     "<<"}) {
        DYNAMIC_SECTION(quoted)
        {
            CHECK(emitted_text(quoted) == "a: '" + quoted + "'\n");
        }
    }
    CHECK(emitted_text("'a'") == "a: '''a'''\n");
    CHECK(emitted_text("17", Node::Style::single_quoted) == "a: '17'\n");
    CHECK(emitted_text("it's", Node::Style::double_quoted) == "a: \"it's\"\n");
    CHECK(emitted_text("a\tb\\\x01\xC2\x85\xE2\x80\xA8\"") ==
          "a: \"a\\tb\\\\\\x01\\x85\\u2028\\\"\"\n");
    CHECK(emitted_text("a\r\nb\n") == "a: \"a\\r\\nb\\n\"\n");
}

TEST_CASE("a text of several lines is a literal block if all parsers agree on it")
{
    CHECK(emitted_text("one\ntwo\n") == "a: |\n  one\n  two\n");
    CHECK(emitted_text("one\ntwo") == "a: |-\n  one\n  two\n");
    CHECK(emitted_text("one\n\n") == "a: |+\n  one\n\n");
    CHECK(emitted_text("one\n\n  two\n") == "a: |\n  one\n\n    two\n");
    CHECK(emitted_text("  one\ntwo\n") == "a: |2\n    one\n  two\n");
    CHECK(emitted_text("\none") == "a: |2-\n\n  one\n");
    CHECK(emitted_text("one  \n  \n\ttwo \n") == "a: |\n  one  \n    \n  \ttwo \n");
    CHECK(emitted_text("one\n", Node::Style::double_quoted) == "a: \"one\\n\"\n");
    CHECK(emitted_text("\n") == "a: \"\\n\"\n");
    CHECK(emitted_text("one\n  ") == "a: \"one\\n  \"\n");
    CHECK(emitted_text(" \none") == "a: \" \\none\"\n");
    CHECK(emitted_text("\tone\n") == "a: \"\\tone\\n\"\n");
}

TEST_CASE("lists and maps are indented by two, or in brackets where asked for")
{
    Node column = Node::of_map();
    column.add("type", Node::of_text("text"));
    column.add("default", Node());
    Node document = Node::of_map();
    document.add("list",
                 Node::of_list({column, list_of({"a", "b"}), Node(), Node::of_text("x\ny\n")}));
    document.add("map", column);
    document.add("flow list", flow(list_of({"a", "b, c", "created_at desc", "no"})));
    document.add("flow map", flow(column));
    document.add("empty list", Node::of_list());
    document.add("empty map", Node::of_map());
    document.add("long", flow(list_of(std::vector<std::string>(12, "something"))));
    document.add("has a block", flow(list_of({"a\nb"})));
    CHECK(emitted(document) == R"(list:
  - type: text
    default:
  - - a
    - b
  - null
  - |
    x
    y
map:
  type: text
  default:
flow list: [a, 'b, c', created_at desc, 'no']
flow map: {type: text, default: null}
empty list: []
empty map: {}
long:
  - something
  - something
  - something
  - something
  - something
  - something
  - something
  - something
  - something
  - something
  - something
  - something
has a block:
  - |-
    a
    b
)");
    CHECK(read_back(document) == tree_text(document));
}

TEST_CASE("a document can be anything")
{
    CHECK(emitted(Node()) == "null\n");
    CHECK(emitted(Node::of_map()) == "{}\n");
    CHECK(emitted(Node::of_text("x")) == "x\n");
    CHECK(emitted(Node::of_text("x\ny\n")) == "|\n  x\n  y\n");
    CHECK(emitted(Node::of_text(" x\ny\n")) == "\" x\\ny\\n\"\n");
    CHECK(emitted(list_of({"x", "z"})) == "- x\n- z\n");
    CHECK(emitted(flow(list_of({"x", "z"}))) == "[x, z]\n");
}

TEST_CASE("what is emitted reads back as the same tree")
{
    auto const *const given = std::getenv("SCHEMADIFF_SEED");
    auto const first_seed = given == nullptr ? 1U : static_cast<unsigned>(std::atoi(given));
    unsigned const runs = given == nullptr ? 3000U : 300'000U;
    std::string difference;
    for (unsigned seed = first_seed; seed < first_seed + runs && difference.empty(); ++seed) {
        Node const node = RandomTree{seed}.node(4);
        auto const again = read_back(node);
        if (again != tree_text(node)) {
            difference = "seed " + std::to_string(seed) + "\n" + emitted(node) + again;
        }
    }
    CHECK(difference.empty());
}
