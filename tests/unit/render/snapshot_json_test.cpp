#include <engine/render/snapshot_json.hpp>
#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/failure.hpp>
#include <schemadiff/model/fingerprint.hpp>
#include <support/catch.hpp>
#include <support/random_catalog.hpp>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

namespace schemadiff::render
{

namespace
{

std::string refusal(std::string const &text)
{
    try {
        snapshot_from_json(text);
        return "";
    } catch (Failure const &failure) {
        CHECK(failure.diagnostics().front().code == codes::no_state);
        CHECK_FALSE(failure.diagnostics().front().hints.empty());
        return failure.what();
    }
}

std::string replaced(std::string text, std::string_view what, std::string_view by)
{
    auto const at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), by);
}

template <class T>
ObjectPtr object(std::initializer_list<std::string_view> path, T body)
{
    return std::make_shared<Object>(Object{id_of<T>(path), Body{std::move(body)}});
}

Catalog small_catalog()
{
    ForeignKey key;
    key.columns = {"owner"};
    key.references = {"app", "users"};
    key.referred_columns = {"id"};
    key.on_delete = "cascade";
    key.backing_index = "users_pkey";
    View view;
    view.query.text = "SELECT 1 AS one";
    view.columns = {"one integer"};
    Grant grant;
    grant.on = id_of<Table>({"app", "items"});
    grant.grantee = "reader";
    grant.privileges = {"select"};
    Object given{satellite_id(kind_of<Grant>, grant.on, {"reader", ""}), grant};
    Catalog catalog{{object({"app"}, Schema{}), object({"app", "items"}, Table{}),
                     object({"app", "items", "items_owner_fkey"}, key),
                     object({"app", "ones"}, view), std::make_shared<Object>(given)}};
    catalog.server_version = 150018;
    catalog.uncovered = {{"domain", "app.email"}};
    return catalog;
}

} // namespace

TEST_CASE("a catalog that is written as a snapshot is read as the same one")
{
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        INFO("seed " << seed);
        auto const catalog = tests::random_catalog({.seed = seed, .odd_names = seed % 4 != 0});
        auto const text = snapshot_json(catalog);
        auto const read = snapshot_from_json(text);
        REQUIRE(read.size() == catalog.size());
        CHECK(snapshot_json(read) == text);
        CHECK(content_hash(read) == content_hash(catalog));
        for (ObjectPtr const &before : catalog.objects()) {
            INFO(described(before->id));
            Object const *const after = read.find(before->id);
            REQUIRE(after != nullptr);
            CHECK(same_content(*before, *after));
            CHECK(after->position == before->position);
            CHECK(after->references == before->references);
            CHECK(after->mentions == before->mentions);
        }
    }
}

TEST_CASE("a snapshot keeps what is known beside the fields, and what is not covered")
{
    auto const read = snapshot_from_json(snapshot_json(small_catalog()));
    CHECK(read.server_version == 150018);
    CHECK(read.uncovered == small_catalog().uncovered);
    CHECK(read.find(id_of<ForeignKey>({"app", "items", "items_owner_fkey"}))
              ->as<ForeignKey>()
              .backing_index == "users_pkey");
    CHECK(read.find(id_of<View>({"app", "ones"}))->as<View>().columns ==
          std::vector<std::string>{"one integer"});
    auto const grants = read.of_kind(kind_of<Grant>);
    REQUIRE(grants.size() == 1);
    CHECK(grants.front()->as<Grant>().on == id_of<Table>({"app", "items"}));
    CHECK(grants.front()->as<Grant>().grantee == "reader");
}

TEST_CASE("what is no snapshot, or one of a later program, is refused as that")
{
    CHECK(refusal("") == "the snapshot is not JSON");
    CHECK(refusal("{}") == "this is no snapshot of schemadiff");
    CHECK(refusal(R"({"format": "schemadiff-plan", "version": 1})") ==
          "this is no snapshot of schemadiff");
    CHECK(refusal(R"({"format": "schemadiff-snapshot", "version": 2})") ==
          "the snapshot has format version 2, but this program reads version 1");
}

TEST_CASE("a damaged snapshot is refused with the place of the damage")
{
    auto const text = snapshot_json(small_catalog());
    CHECK(refusal(text.substr(0, text.size() / 2)) == "the snapshot is not JSON");
    CHECK(refusal(replaced(text, "\"on_delete\"", "\"on_delight\"")) ==
          "the snapshot is damaged: 'objects[2].content' has the unknown key 'on_delight'");
    CHECK(refusal(replaced(text, "cascade", "explode")) ==
          "the snapshot is damaged: 'objects[2].content.on_delete' is 'explode', which means "
          "nothing there");
    CHECK(refusal(replaced(text, "\"object\": \"schema", "\"object\": \"scheme")) ==
          "the snapshot is damaged: 'objects[0].object' names no object that this program knows");
    CHECK(refusal(replaced(text, R"(table \"app\".\"items\")", R"(schema \"app\")")) ==
          "the snapshot is damaged: 'objects' has schema \"app\" twice");
    CHECK(refusal(replaced(text, "150018", "-1")) ==
          "the snapshot is damaged: 'server_version' is not a number from 0 on");
}

TEST_CASE("text that is not UTF-8 is refused in a snapshot, not changed")
{
    CHECK_THROWS_AS(snapshot_json(Catalog{{object({"\xff"}, Schema{})}}), Failure);
}

// With SCHEMADIFF_BLESS set the file is rewritten instead, so that a change of a field is reviewed
// as a diff of the schema.
TEST_CASE("schemas/snapshot.schema.json is what the program makes")
{
    std::string const path = PROJECT_DIR "/schemas/snapshot.schema.json";
    if (std::getenv("SCHEMADIFF_BLESS") != nullptr) {
        std::ofstream{path} << snapshot_schema();
    }
    std::ifstream file{path};
    std::string const written{std::istreambuf_iterator<char>{file}, {}};
    CHECK(snapshot_schema() == written);
}

} // namespace schemadiff::render
