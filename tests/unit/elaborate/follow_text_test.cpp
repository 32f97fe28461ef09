#include <engine/elaborate/follow_text.hpp>

#include <support/catch.hpp>

using namespace schemadiff;
using elaborate::followed_text;

namespace
{

plan::Rename table_rename(std::string_view before, std::string_view after)
{
    return {id_of<Table>({"app", before}), id_of<Table>({"app", after}), {}};
}

Object view_that_names(std::vector<ObjectId> references)
{
    Object view{id_of<View>({"app", "v"}), View{}};
    view.references = std::move(references);
    return view;
}

} // namespace

TEST_CASE("names follow a rename in the texts that PostgreSQL prints")
{
    auto const view = view_that_names({id_of<Table>({"app", "sales"})});
    auto const rename = table_rename("orders", "sales");
    CHECK(followed_text("SELECT orders.id FROM app.orders", view, rename) ==
          "SELECT sales.id FROM app.sales");
    CHECK(followed_text("SELECT o.id FROM app.orders o", view, rename) ==
          "SELECT o.id FROM app.sales o");
    CHECK(followed_text("nextval('app.orders'::regclass)", view, rename) ==
          "nextval('app.sales'::regclass)");
    CHECK(followed_text("SELECT orders.id FROM app.orders", view,
                        {id_of<Schema>({"app"}), id_of<Schema>({"Shop"}), {}}) ==
          "SELECT orders.id FROM \"Shop\".orders");
    CHECK(followed_text("app.twice(1)", view_that_names({}),
                        {id_of<Function>({"app", "twice", "integer"}),
                         id_of<Function>({"lib", "double", "integer"}),
                         {}}) == "lib.double(1)");
}

TEST_CASE("a text stays where a name that was replaced could mean something else")
{
    auto const view = view_that_names({id_of<Table>({"app", "sales"})});
    auto const rename = table_rename("orders", "sales");
    for (std::string const text : {"SELECT orders FROM app.orders", // a column, or a row
                                   "SELECT orders.id FROM app.orders, lib.t sales", // an alias
                                   "SELECT app.orders FROM lib.t app", // a column of that alias
                                   "SELECT 'app.orders' AS label"}) {
        INFO(text);
        CHECK(followed_text(text, view, rename) == text);
    }
    auto const overload = view_that_names({id_of<Function>({"app", "twice", "text"})});
    CHECK(followed_text("app.twice(1)", overload,
                        {id_of<Function>({"app", "twice", "integer"}),
                         id_of<Function>({"app", "double", "integer"}),
                         {}}) == "app.twice(1)");
}
