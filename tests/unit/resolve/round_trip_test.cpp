// What the writer writes is read as the same catalog.
#include <support/catch.hpp>
#include <support/random_catalog.hpp>

#include <parser/resolve/desired_state.hpp>
#include <parser/yaml/writer.hpp>
#include <schemadiff/base/failure.hpp>
#include <schemadiff/model/satellite.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include <unistd.h>

namespace schemadiff
{

namespace
{

std::string messages(Failure const &failure)
{
    std::string text;
    for (Diagnostic const &one : failure.diagnostics()) {
        text += rendered(one) + "\n";
    }
    return text;
}

// What differs, one line for each object; empty where nothing does.
std::string differences(Catalog const &before, Catalog const &after)
{
    std::string text;
    for (ObjectPtr const &object : before.objects()) {
        Object const *other = after.find(object->id);
        if (other == nullptr) {
            text += "lost: " + described(object->id) + "\n";
        } else if (!same_content(*object, *other)) {
            text += "changed: " + described(object->id) + "\n";
        } else if (object->id.kind() == kind_of<Comment> &&
                   other->as<Comment>().on != object->as<Comment>().on) {
            text += "elsewhere: " + described(object->id) + "\n";
        }
    }
    for (ObjectPtr const &object : after.objects()) {
        text += before.contains(object->id) ? "" : "new: " + described(object->id) + "\n";
    }
    return text;
}

std::vector<std::string> columns_in_order(Catalog const &catalog, ObjectId const &table)
{
    std::vector<Object const *> columns;
    for (ObjectPtr const &column : catalog.below(kind_of<Column>, table)) {
        columns.push_back(column.get());
    }
    std::stable_sort(columns.begin(), columns.end(),
                     [](auto const *a, auto const *b) { return a->position < b->position; });
    std::vector<std::string> names;
    for (Object const *column : columns) {
        names.emplace_back(column->id.name());
    }
    return names;
}

int seeds()
{
    char const *const wanted = std::getenv("SCHEMADIFF_SEEDS");
    return wanted == nullptr ? 60 : std::atoi(wanted);
}

} // namespace

TEST_CASE("a written catalog is read as the same one", "[round_trip]")
{
    for (int seed = 1; seed <= seeds(); ++seed) {
        auto const catalog = tests::random_catalog({.seed = static_cast<std::uint64_t>(seed),
                                                    .schemas = 1 + seed % 3,
                                                    .odd_names = seed % 4 != 0,
                                                    .owners = seed % 5 != 0});
        auto const text = yaml::written(catalog);
        INFO("seed " << seed << "\n" << (seeds() == 1 ? text : ""));
        Diagnostics diagnostics;
        try {
            auto const read = resolve::load_text(text, "written.yaml", diagnostics);
            CHECK(differences(catalog, read.catalog) == "");
            CHECK(rendered(diagnostics) == "");
            CHECK(read.claims.everything);
            CHECK(yaml::written(read.catalog) == text);
            for (ObjectPtr const &table : catalog.of_kind(kind_of<Table>)) {
                CHECK(columns_in_order(catalog, table->id) ==
                      columns_in_order(read.catalog, table->id));
            }
        } catch (Failure const &failure) {
            FAIL_CHECK(messages(failure));
        }
    }
}

TEST_CASE("what needs a word of its own in YAML is read as it was", "[round_trip]")
{
    auto const table = id_of<Table>({"app", "t"});
    auto const made = [](ObjectId id, Body body) {
        return std::make_shared<Object>(Object{std::move(id), std::move(body)});
    };
    // The owner himself, and a role that is called so; both as one of several grantors too.
    std::vector<Grant> const grants{{table, "", "", {"select"}, {}},
                                    {table, "owner", "", {"insert"}, {}},
                                    {table, "owner", "boss", {"update"}, {"update"}},
                                    {table, "app", "owner", {"delete"}, {}}};
    std::vector<ObjectPtr> objects{made(id_of<Schema>({"app"}), Schema{}),
                                   made(table, schemadiff::Table{}),
                                   made(id_of<Enum>({"app", "e"}), Enum{{"", "a"}, {}}),
                                   made(table.child(kind_of<Policy>, "nothing"), Policy{})};
    for (Grant const &grant : grants) {
        objects.push_back(
            made(satellite_id(kind_of<Grant>, table, {grant.grantee, grant.grantor}), grant));
    }
    Catalog const catalog(std::move(objects));
    auto const text = yaml::written(catalog);
    INFO(text);
    Diagnostics diagnostics;
    auto const read = resolve::load_text(text, "written.yaml", diagnostics);
    CHECK(differences(catalog, read.catalog) == "");
    CHECK(rendered(diagnostics) == "");
}

TEST_CASE("typed and foreign tables say nothing twice", "[round_trip]")
{
    auto const *const text = R"(schemadiff: 1
schemas:
  app:
    composite_types:
      Odd.One:
        attributes:
          id: bigint
          select: {type: text, collation: pg_catalog.C}
    tables:
      far:
        server: cellar
        foreign_options: {table_name: wine, "odd name": it's}
        columns:
          id: bigint not null
          label: {type: text, foreign_options: {column_name: Label}}
      plain:
        of: [app, Odd.One]
      rich:
        of: [app, Odd.One]
        columns:
          select: {default: "'x'", not_null: true, statistics: 5, comment: c}
        primary_key: [id]
        indexes:
          by_word: ['"select"']
)";
    auto const read = [](std::string const &yaml) {
        Diagnostics diagnostics;
        auto catalog = resolve::load_text(yaml, "state.yaml", diagnostics).catalog;
        CHECK(rendered(diagnostics) == "");
        return catalog;
    };
    auto const catalog = read(text);
    auto const rich = id_of<Table>({"app", "rich"});
    auto const &column = catalog.find(rich.child(kind_of<Column>, "select"))->as<Column>();
    CHECK(column.type.text == "text");
    CHECK(column.collation == QualifiedName{"pg_catalog", "C"});
    CHECK(catalog.find(rich.child(kind_of<Column>, "id"))->as<Column>().not_null);
    auto const written = yaml::written(catalog);
    INFO(written);
    // Once for `far`, once for the attribute.
    CHECK(written.find("bigint", written.find("bigint") + 1) == written.rfind("bigint"));
    CHECK(differences(catalog, read(written)) == "");
}

TEST_CASE("a catalog that is spread over a folder is read as the same one", "[round_trip]")
{
    auto const folder =
        std::filesystem::temp_directory_path() / ("schemadiff_" + std::to_string(getpid()));
    for (int seed = 1; seed <= seeds() / 3 + 1; ++seed) {
        INFO("seed " << seed);
        auto const catalog = tests::random_catalog({.seed = static_cast<std::uint64_t>(seed)});
        std::filesystem::remove_all(folder);
        std::set<std::string> paths;
        for (auto const &[path, text] : yaml::written_files(catalog)) {
            CHECK(path.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-./") ==
                  std::string::npos);
            CHECK(paths.insert(path).second);
            std::filesystem::create_directories((folder / path).parent_path());
            std::ofstream{folder / path} << text;
        }
        Diagnostics diagnostics;
        try {
            auto const read = resolve::load({folder.string()}, diagnostics);
            CHECK(differences(catalog, read.catalog) == "");
        } catch (Failure const &failure) {
            FAIL_CHECK(messages(failure));
        }
    }
    std::filesystem::remove_all(folder);
}

TEST_CASE("a neighbour of a random catalog shares most of its objects", "[round_trip]")
{
    auto const catalog = tests::random_catalog({.seed = 4});
    auto const neighbour = tests::random_catalog({.seed = 4, .variation = 1});
    auto const is_same = [&](ObjectPtr const &object) {
        Object const *other = neighbour.find(object->id);
        return other != nullptr && same_content(*object, *other);
    };
    auto const &objects = catalog.objects();
    auto const same = std::count_if(objects.begin(), objects.end(), is_same);
    CHECK(static_cast<std::size_t>(same) > catalog.size() / 2);
    CHECK(static_cast<std::size_t>(same) < catalog.size());
}

} // namespace schemadiff
