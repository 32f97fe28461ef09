#include <schemadiff/model/fingerprint.hpp>

#include <support/catch.hpp>

#include <set>

namespace schemadiff
{

namespace
{

ObjectPtr shared(ObjectId id, Body body)
{
    Object object;
    object.id = std::move(id);
    object.body = std::move(body);
    return std::make_shared<Object const>(std::move(object));
}

Object column(bool not_null)
{
    Object object;
    object.id = id_of<Column>({"app", "users", "mail"});
    Column body;
    body.type = {"text"};
    body.not_null = not_null;
    object.body = body;
    return object;
}

} // namespace

TEST_CASE("the hash of an object changes with every part of its content and with nothing else")
{
    std::set<std::string> hashes;
    Object object = column(false);
    hashes.insert(content_hash(object));
    object.owner = "";
    hashes.insert(content_hash(object));
    object.owner = "app";
    hashes.insert(content_hash(object));
    object.as<Column>().not_null = true;
    hashes.insert(content_hash(object));
    object.as<Column>().options["n_distinct"] = "5";
    hashes.insert(content_hash(object));
    object.id = id_of<Column>({"app", "users", "email"});
    hashes.insert(content_hash(object));
    CHECK(hashes.size() == 6);

    Object other = column(false);
    other.position = 7;
    other.at = {"shop.yaml", 3, 4};
    CHECK(content_hash(other) == content_hash(column(false)));
}

TEST_CASE("a hash is the same in every program, because plans are kept in files")
{
    CHECK(content_hash(column(true)).size() == 32);
    CHECK(content_hash(column(true)) == content_hash(column(true)));
}

TEST_CASE("an expectation's key is read back, whatever the names are")
{
    for (ObjectId const &id :
         {id_of<Table>({"app", "users"}), id_of<Column>({"a\"b", "", "c.d\" \"e"}),
          id_of<PrimaryKey>({"app", "users", "pk"}), id_of<Function>({"app", "f", ""}),
          id_of<Grant>({"table", "app", "users", "", "owner"}), id_of<Schema>({"\""})}) {
        INFO(expectation_key(id));
        auto const read = id_of_expectation(expectation_key(id));
        REQUIRE(read);
        CHECK(*read == id);
    }
    CHECK(expectation_key(id_of<PrimaryKey>({"app", "u", "pk"})) ==
          R"(primary key "app"."u"."pk")");
    for (std::string_view const wrong : {"", "table", "table \"", "table \"a", "table \"a\".",
                                         "table \"a\"b", "wand \"a\"", "table \"a\"\""}) {
        INFO(wrong);
        CHECK_FALSE(id_of_expectation(wrong));
    }
}

TEST_CASE("what moved is what changed, came or went")
{
    auto const users = id_of<Table>({"app", "users"});
    auto const orders = id_of<Table>({"app", "orders"});
    auto const items = id_of<Table>({"app", "items"});
    Table unlogged;
    unlogged.unlogged = true;
    Catalog const before{{shared(users, Table{}), shared(orders, Table{})}};
    auto const expected = expectations(before, std::vector{users, orders, items});
    CHECK(expected.at(R"(table "app"."items")") == "absent");
    CHECK(moved(expected, before).empty());

    Catalog const after{{shared(users, unlogged), shared(items, Table{})}};
    CHECK(moved(expected, after) == std::vector<std::string>{R"(table "app"."items")",
                                                             R"(table "app"."orders")",
                                                             R"(table "app"."users")"});
    CHECK(moved({{"wand \"a\"", "absent"}}, before) == std::vector<std::string>{"wand \"a\""});
}

} // namespace schemadiff
