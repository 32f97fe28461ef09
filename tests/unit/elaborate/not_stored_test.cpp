#include <engine/elaborate/not_stored.hpp>

#include <support/catch.hpp>

#include <memory>

using namespace schemadiff;
using elaborate::is_no_default;
using elaborate::without_toast;

namespace
{

ObjectId const table = id_of<Table>({"app", "t"});

Catalog with_column(std::string const &type, std::vector<Object> others = {})
{
    Column column;
    column.type.text = type;
    std::vector<ObjectPtr> objects{
        std::make_shared<Object>(Object{table.child(kind_of<Column>, "a"), std::move(column)})};
    for (Object &one : others) {
        objects.push_back(std::make_shared<Object>(std::move(one)));
    }
    return Catalog(std::move(objects));
}

bool is_none(std::string const &type, std::string const &text, std::vector<Object> others = {})
{
    Object const value{table.child(kind_of<ColumnDefault>, "a"), ColumnDefault{{text}}};
    return is_no_default(value, with_column(type, std::move(others)));
}

} // namespace

TEST_CASE("PostgreSQL stores no default that is NULL of just the type of its column")
{
    CHECK(is_none("text", "NULL::text"));
    CHECK(is_none("integer", "cast(null as int4)"));
    CHECK(is_none("text[]", "(null::text[])"));
    CHECK(is_none("app.status", "null::app.status"));
    CHECK_FALSE(is_none("character varying(10)", "NULL::character varying"));
    CHECK_FALSE(is_none("character varying(10)", "NULL::character varying(10)"));
    CHECK_FALSE(is_none("bigint", "NULL::integer"));
    CHECK_FALSE(is_none("text", "'null'::text"));
    Domain email;
    email.type.text = "text";
    CHECK_FALSE(
        is_none("app.email", "null::app.email", {{id_of<Domain>({"app", "email"}), email}}));
}

TEST_CASE("parameters of a TOAST table that is surely not there do not count")
{
    Object wanted{table, Table{}};
    wanted.as<Table>().options.emplace("toast.autovacuum_enabled", "false");
    wanted.as<Table>().options.emplace("fillfactor", "70");
    Object const live{table, Table{}};
    auto const left = [&](std::string const &type) {
        auto const catalog = with_column(type);
        return without_toast(wanted, catalog, live, catalog).size();
    };
    CHECK(left("integer") == 1);
    CHECK(left("character varying(10)") == 1);
    CHECK(left("timestamp(3) with time zone") == 1);
    CHECK(left("text") == 2);
    CHECK(left("character varying") == 2);
    CHECK(left("character varying(1000)") == 2);
    CHECK(left("integer[]") == 2);
    CHECK(left("app.unknown") == 2);
}
