// Schemas: CREATE, DROP, RENAME.
#include <engine/kinds/registry.hpp>

namespace schemadiff::kinds::schema
{

namespace
{

constexpr std::string_view query = R"sql(
SELECT n.oid, n.nspname, n.nspowner
FROM pg_catalog.pg_namespace n
WHERE {managed}
  AND n.oid <> ALL (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend d
                          WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                            AND d.deptype = 'e'
                            AND d.classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass))
)sql";

void from_row(Row const &row, CatalogNames const &names, Found &found)
{
    Object object{id_of<Schema>({row.text("nspname")}), Schema{}};
    object.owner = names.role(row.number("nspowner"));
    found.add(std::move(object), catalog_oid::pg_namespace, row.number("oid"));
}

Side create(Object const &object, Context const &)
{
    return side(sql("CREATE SCHEMA {}", Ident{object.id.name()}));
}

Side drop(Object const &object, Context const &)
{
    return side(sql("DROP SCHEMA {}", Ident{object.id.name()}));
}

Alteration alter(Object const &, Object const &, FieldNames const &, Context const &,
                 Context const &)
{
    return {};
}

Side rename(ObjectId const &before, ObjectId const &after)
{
    return side(sql("ALTER SCHEMA {} RENAME TO {}", Ident{before.name()}, Ident{after.name()}));
}

std::vector<ObjectId> depends_on(Object const &, Catalog const &)
{
    return {};
}

Sql address(ObjectId const &id)
{
    return sql("SCHEMA {}", Ident{id.name()});
}

} // namespace

Rules const rules{.kind = kind_of<Schema>,
                  .catalog_query = query,
                  .from_row = from_row,
                  .create = create,
                  .drop = drop,
                  .alter = alter,
                  .alters_alone = true,
                  .rename = rename,
                  .depends_on = depends_on,
                  .address = address,
                  .owner_address = address};

} // namespace schemadiff::kinds::schema
