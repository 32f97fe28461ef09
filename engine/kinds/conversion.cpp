// Conversions between encodings. Everything but name, schema and owner is fixed at creation.
#include <engine/kinds/follow.hpp>
#include <engine/kinds/names.hpp>
#include <engine/kinds/registry.hpp>

namespace schemadiff::kinds::conversion
{

namespace
{

constexpr std::string_view query = R"sql(
SELECT c.oid, n.nspname, c.conname, c.conowner, c.condefault, {function_name c.conproc} AS function,
       pg_catalog.pg_encoding_to_char(c.conforencoding) AS source,
       pg_catalog.pg_encoding_to_char(c.contoencoding) AS target
FROM pg_catalog.pg_conversion c
JOIN pg_catalog.pg_namespace n ON n.oid = c.connamespace
WHERE {managed} AND {not_member pg_conversion c.oid}
)sql";

void from_row(Row const &row, CatalogNames const &names, Found &found)
{
    Conversion body;
    body.source = row.text("source");
    body.target = row.text("target");
    body.function = name_in(row, "function");
    body.is_default = row.boolean("condefault");
    Object object{id_of<Conversion>({row.text("nspname"), row.text("conname")}), std::move(body)};
    object.owner = names.role(row.number("conowner"));
    found.add(std::move(object), catalog_oid::pg_conversion, row.number("oid"));
}

Side create(Object const &object, Context const &)
{
    auto const &body = object.as<Conversion>();
    return side(sql("CREATE {}CONVERSION {} FOR {} TO {} FROM {}",
                    body.is_default ? sql("DEFAULT ") : sql(""), object_name(object.id),
                    Literal{body.source}, Literal{body.target}, Qualified{body.function}));
}

Side drop(Object const &object, Context const &)
{
    return side(sql("DROP CONVERSION {}", object_name(object.id)));
}

Side rename(ObjectId const &before, ObjectId const &after)
{
    return moved_object(sql("CONVERSION"), before, after);
}

std::vector<ObjectId> depends_on(Object const &object, Catalog const &catalog)
{
    std::vector<ObjectId> ids{id_of<Schema>({object.id.schema()})};
    add_functions(object.as<Conversion>().function, catalog, ids);
    return ids;
}

Sql address(ObjectId const &id)
{
    return sql("CONVERSION {}", object_name(id));
}

} // namespace

Rules const rules{.kind = kind_of<Conversion>,
                  .catalog_query = query,
                  .from_row = from_row,
                  .create = create,
                  .drop = drop,
                  .rename = rename,
                  .follow = follow_fields<Conversion>,
                  .depends_on = depends_on,
                  .address = address,
                  .owner_address = address};

} // namespace schemadiff::kinds::conversion
