// Which form the writer chooses. That each is read as the same object is tested with random
// catalogs in tests/unit/resolve/round_trip_test.cpp.
#include <support/catch.hpp>

#include "catalog_of.hpp"

#include <parser/yaml/writer_paths.hpp>

namespace schemadiff::yaml
{

TEST_CASE("the owner of most objects is said once", "[writer]")
{
    CatalogOf objects;
    objects.add(id_of<Schema>({"b"}), Schema{}, "other")
        .add(id_of<Schema>({"c"}), Schema{}, "most")
        .add(id_of<Enum>({"c", "e"}), Enum{{"x"}, {}}, "most");

    SECTION("where every object has one")
    {
        Catalog const catalog{[&] {
            auto all = objects.catalog().objects();
            all.erase(all.begin()); // schema app, which has none
            return all;
        }()};
        CHECK(written(catalog) == "schemadiff: 1\n"
                                  "manage: all\n"
                                  "owner: most\n"
                                  "schemas:\n"
                                  "  b:\n"
                                  "    owner: other\n"
                                  "  c:\n"
                                  "    enums:\n"
                                  "      e: [x]\n");
    }
    SECTION("and by each where one has none")
    {
        CHECK(written(objects.catalog(), {.everything = false}) ==
              "schemadiff: 1\n"
              "schemas:\n"
              "  app:\n"
              "  b:\n"
              "    owner: other\n"
              "  c:\n"
              "    owner: most\n"
              "    enums:\n"
              "      e: {labels: [x], owner: most}\n");
    }
}

TEST_CASE("extensions are as short as what is known of them", "[writer]")
{
    CatalogOf objects;
    objects.add(id_of<Extension>({"a"}), Extension{})
        .add(id_of<Extension>({"b"}), Extension{{}, Version{"1.10"}})
        .add(id_of<Extension>({"c"}), Extension{"app", Version{"3"}});
    CHECK(written(objects.catalog()) == "schemadiff: 1\n"
                                        "manage: all\n"
                                        "extensions:\n"
                                        "  a:\n"
                                        "  b: '1.10'\n"
                                        "  c: {schema: app, version: 3}\n"
                                        "schemas:\n"
                                        "  app:\n");
}

TEST_CASE("grants are grouped by role", "[writer]")
{
    CatalogOf objects;
    auto const grant = [](std::string grantee, std::string grantor,
                          std::vector<std::string> privileges,
                          std::vector<std::string> grant_option = {}) {
        return Grant{{},
                     std::move(grantee),
                     std::move(grantor),
                     std::move(privileges),
                     std::move(grant_option)};
    };
    std::vector<std::string> const all = {"delete", "insert",  "maintain", "references",
                                          "select", "trigger", "truncate", "update"};
    auto without_maintain = all;
    std::erase(without_maintain, "maintain");
    objects.table()
        .grant(table_id, grant("", "", {}))
        .grant(table_id, grant("a", "", all))
        .grant(table_id, grant("b", "", {"select"}, {"select"}))
        .grant(table_id, grant("b", "c", {"insert", "select"}, {"insert"}))
        .grant(table_id, grant("d", "", without_maintain))
        .grant(table_id, grant("public", "", {"select"}));
    CHECK(objects.table_text() ==
          "grants:\n"
          "  owner: []\n"
          "  a: all\n"
          "  b:\n"
          "    - {grant_option: [select]}\n"
          "    - {privileges: [insert, select], grant_option: [insert], grantor: c}\n"
          "  d: [delete, insert, references, select, trigger, truncate, update]\n"
          "  public: [select]\n");
}

TEST_CASE("functions have their signature as key and their body last", "[writer]")
{
    CatalogOf objects;
    Function function;
    function.arguments = {{"in", "a", {"integer"}, {}},
                          {"in", "B", {"text"}, Expression{"'x'::text"}},
                          {"table", "c", {"integer"}, {}}};
    function.returns = "TABLE(c integer)";
    function.language = "plpgsql";
    function.body = "begin\n  return;\nend\n";
    function.strict = true;
    function.settings.emplace("search_path", "\"\"");
    objects.add(id_of<Function>({"app", "f", "integer, text"}), function);
    function = {};
    function.procedure = true;
    function.sql_body = Expression{"BEGIN ATOMIC\nEND"};
    objects.add(id_of<Function>({"app", "g", ""}), function);
    CHECK(objects.schema() == "functions:\n"
                              "  f(a integer, \"B\" text default 'x'::text):\n"
                              "    returns: TABLE(c integer)\n"
                              "    language: plpgsql\n"
                              "    strict: true\n"
                              "    settings: {search_path: ''}\n"
                              "    body: |\n"
                              "      begin\n"
                              "        return;\n"
                              "      end\n"
                              "  g():\n"
                              "    procedure: true\n"
                              "    sql_body: |-\n"
                              "      BEGIN ATOMIC\n"
                              "      END\n");
}

TEST_CASE("views are their query, or say what hangs on their columns", "[writer]")
{
    CatalogOf objects;
    View view;
    view.query.text = "SELECT 1 AS a";
    objects.add(id_of<View>({"app", "v"}), view);
    view.options.emplace("security_barrier", "true");
    auto const id = id_of<View>({"app", "w"});
    objects.add(id, view)
        .comment(id.child(kind_of<Column>, "a"), "one")
        .add(id.child(kind_of<ColumnDefault>, "b"), ColumnDefault{{"2"}});
    CHECK(objects.schema() == "views:\n"
                              "  v: SELECT 1 AS a\n"
                              "  w:\n"
                              "    options: {security_barrier: true}\n"
                              "    columns:\n"
                              "      a: {comment: one}\n"
                              "      b: {default: 2}\n"
                              "    query: SELECT 1 AS a\n");
}

TEST_CASE("a folder has a file for each table, view and name of a function", "[writer]")
{
    CatalogOf objects;
    objects.table().table("T").add(id_of<Enum>({"app", "e"}), Enum{{"x"}, {}});
    Function function;
    function.body = "select 1";
    objects.add(id_of<Function>({"app", "f", ""}), function);
    function.arguments = {{"in", "", {"text"}, {}}};
    objects.add(id_of<Function>({"app", "f", "text"}), function)
        .add(id_of<Schema>({"empty"}), Schema{});
    auto const files = written_files(objects.catalog());
    std::vector<std::string> paths;
    for (auto const &[path, text] : files) {
        paths.push_back(path);
    }
    REQUIRE(paths.size() == 6);
    CHECK(paths[0] == "app/functions/f.yaml");
    CHECK(paths[1].starts_with("app/tables/t-"));
    CHECK(paths[2] == "app/tables/t.yaml");
    CHECK(paths[3] == "app/types.yaml");
    CHECK(paths[4] == "empty/schema.yaml");
    CHECK(paths[5] == "schemadiff.yaml");
    CHECK(files.at("app/functions/f.yaml") == "schemas:\n"
                                              "  app:\n"
                                              "    functions:\n"
                                              "      f():\n"
                                              "        language: sql\n"
                                              "        body: select 1\n"
                                              "      f(text):\n"
                                              "        language: sql\n"
                                              "        body: select 1\n");
    CHECK(files.at("empty/schema.yaml") == "schemas:\n  empty:\n");
}

TEST_CASE("names of files are safe and different", "[writer]")
{
    FileNames names;
    CHECK(names.name("d", "users") == "users");
    CHECK(names.name("d", "Users").starts_with("users-"));
    CHECK(names.name("d", "USERS").starts_with("users-"));
    CHECK(names.name("d", "Users") != names.name("d", "USERS"));
    CHECK(names.name("d", "con").starts_with("con-"));
    CHECK(names.name("d", "lpt1").starts_with("lpt1-"));
    CHECK(names.name("d", "..").starts_with("__-"));
    CHECK(names.name("d", "a/b").starts_with("a_b-"));
    CHECK(names.name("d", "größe").starts_with("gr__"));
}

} // namespace schemadiff::yaml
