#include <schemadiff/model/side_by_side.hpp>

#include <support/catch.hpp>

#include <stdexcept>

namespace schemadiff
{

namespace
{

ObjectPtr table(std::string_view name)
{
    return std::make_shared<Object>(Object{id_of<Table>({"app", name}), Table{}});
}

} // namespace

TEST_CASE("a body is a value of one kind")
{
    Body body = Check{{"a > 0"}};
    Body copy = body;
    copy.get<Check>().expression.text = "a > 1";
    CHECK(body.get<Check>().expression.text == "a > 0");
    CHECK(body.kind() == kind_of<Check>);
    CHECK(body.holds<Check>());
    CHECK(body.get_if<View>() == nullptr);
    CHECK_THROWS_AS(body.get<View>(), std::logic_error);

    body = std::move(copy);
    CHECK(body.get<Check>().expression.text == "a > 1");
    body = Table{};
    CHECK(visit([](auto const &one) { return std::string(one.word); }, body) == "table");
}

TEST_CASE("two catalogs are walked through side by side")
{
    std::string pairs;
    auto const name_of = [](ObjectPtr const &object) {
        return object ? std::string(object->id.name()) : "-";
    };
    side_by_side(Catalog{{table("a"), table("b"), table("d")}}, Catalog{{table("b"), table("c")}},
                 [&](ObjectPtr const &before, ObjectPtr const &after) {
                     pairs += name_of(before) + name_of(after) + ' ';
                 });

    CHECK(pairs == "a- bb -c d- ");
}

} // namespace schemadiff
