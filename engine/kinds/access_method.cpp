// Access methods, which no extension brings. There is no ALTER ACCESS METHOD: any other handler is
// another method, and whatever is stored with the old one would have to go.
#include <engine/kinds/follow.hpp>
#include <engine/kinds/names.hpp>
#include <engine/kinds/registry.hpp>

namespace schemadiff::kinds::access_method
{

namespace
{

// Below 16384 are those of initdb: heap, btree, ...
constexpr std::string_view query = R"sql(
SELECT a.oid, a.amname, a.amtype, {function_name a.amhandler} AS handler
FROM pg_catalog.pg_am a
WHERE a.oid >= 16384 AND {not_member pg_am a.oid}
)sql";

void from_row(Row const &row, CatalogNames const &, Found &found)
{
    AccessMethod body;
    body.type = row.text("amtype") == "t" ? "table" : "index";
    body.handler = name_in(row, "handler");
    found.add({id_of<AccessMethod>({row.text("amname")}), std::move(body)}, catalog_oid::pg_am,
              row.number("oid"));
}

Sql address(ObjectId const &id)
{
    return sql("ACCESS METHOD {}", Ident{id.name()});
}

Side create(Object const &object, Context const &)
{
    auto const &body = object.as<AccessMethod>();
    return side(sql("CREATE {} TYPE {} HANDLER {}", address(object.id), Keyword{body.type},
                    Qualified{body.handler}));
}

Side drop(Object const &object, Context const &)
{
    return side(sql("DROP {}", address(object.id)));
}

std::vector<ObjectId> depends_on(Object const &object, Catalog const &catalog)
{
    std::vector<ObjectId> ids;
    add_functions(object.as<AccessMethod>().handler, catalog, ids);
    return ids;
}

} // namespace

Rules const rules{.kind = kind_of<AccessMethod>,
                  .catalog_query = query,
                  .from_row = from_row,
                  .create = create,
                  .drop = drop,
                  .follow = follow_fields<AccessMethod>,
                  .depends_on = depends_on,
                  .address = address};

} // namespace schemadiff::kinds::access_method
