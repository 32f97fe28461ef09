// What the writer writes is read as the same catalog.
#include <support/catch.hpp>
#include <support/random_catalog.hpp>

#include <parser/resolve/desired_state.hpp>
#include <parser/yaml/writer.hpp>
#include <schemadiff/base/failure.hpp>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

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

} // namespace schemadiff
