// Collations: CREATE, DROP, RENAME. PostgreSQL can alter nothing else of them, so a changed one is
// made anew under every column that uses it (type_rebuild.hpp).
//
// Not covered: the recorded version of the library, which is the server's own affair.
#include <engine/kinds/registry.hpp>
#include <engine/kinds/type_names.hpp>
#include <engine/kinds/type_rebuild.hpp>

namespace schemadiff::kinds::collation
{

namespace
{

constexpr std::string_view query = R"sql(
SELECT o.oid, n.nspname, o.collname, o.collowner, o.collprovider, o.collcollate, o.collctype,
       o.collisdeterministic, {collation_locale} AS locale, {collation_rules} AS rules
FROM pg_catalog.pg_collation o
JOIN pg_catalog.pg_namespace n ON n.oid = o.collnamespace
WHERE {managed} AND {not_member pg_collation o.oid}
)sql";

void from_row(Row const &row, CatalogNames const &names, Found &found)
{
    Collation body;
    auto const provider = row.text("collprovider");
    body.provider = provider == "i" ? "icu" : provider == "b" ? "builtin" : "libc";
    if (body.provider != "libc") {
        body.locale = row.text("locale");
    } else if (row.text("collcollate") == row.text("collctype")) {
        body.locale = row.text("collcollate");
    } else {
        body.lc_collate = row.text("collcollate");
        body.lc_ctype = row.text("collctype");
    }
    body.deterministic = row.boolean("collisdeterministic");
    body.tailoring = row.text("rules");
    Object object{id_of<Collation>({row.text("nspname"), row.text("collname")}), std::move(body)};
    object.owner = names.role(row.number("collowner"));
    found.add(std::move(object), catalog_oid::pg_collation, row.number("oid"));
}

Qualified name(ObjectId const &id)
{
    return {id.schema(), id.name()};
}

// `locale` stands for both of the others.
Collation spelled_out(Collation body)
{
    if (body.provider == "libc") {
        body.lc_collate = body.lc_collate.empty() ? body.locale : body.lc_collate;
        body.lc_ctype = body.lc_ctype.empty() ? body.locale : body.lc_ctype;
        body.locale.clear();
    }
    return body;
}

bool same(Collation const &a, Collation const &b)
{
    auto const fields = [](Collation const &one) {
        return std::tie(one.provider, one.locale, one.lc_collate, one.lc_ctype, one.deterministic,
                        one.tailoring);
    };
    return fields(a) == fields(b);
}

Side create(Object const &object, Context const &)
{
    auto const &body = object.as<Collation>();
    std::vector<Sql> parts{sql("provider = {}", Keyword{body.provider})};
    auto const add = [&](std::string_view key, std::string const &value) {
        if (!value.empty()) {
            parts.push_back(sql("{} = {}", Ident{key}, Literal{value}));
        }
    };
    add("locale", body.locale);
    add("lc_collate", body.lc_collate);
    add("lc_ctype", body.lc_ctype);
    if (!body.deterministic) {
        parts.push_back(sql("deterministic = false"));
    }
    add("rules", body.tailoring);
    return side(sql("CREATE COLLATION {} ({})", name(object.id), join(parts, ", ")));
}

Side drop(Object const &object, Context const &)
{
    return side(sql("DROP COLLATION {}", name(object.id)));
}

bool is_made_anew(Object const &before, Object const &after, Context const &, Context const &)
{
    return !same(spelled_out(before.as<Collation>()), spelled_out(after.as<Collation>()));
}

Alteration alter(Object const &before, Object const &, FieldNames const &,
                 Context const &before_context, Context const &after_context)
{
    return rebuilding(before.id, before_context, after_context).with({});
}

Side rename(ObjectId const &before, ObjectId const &after)
{
    return renamed_type(sql("COLLATION"), before, after);
}

std::vector<ObjectId> depends_on(Object const &object, Catalog const &)
{
    return {id_of<Schema>({object.id.schema()})};
}

Sql address(ObjectId const &id)
{
    return sql("COLLATION {}", name(id));
}

std::vector<std::string> slots(ObjectId const &id, Object const *)
{
    return {std::string("collation ") + id.path()};
}

} // namespace

Rules const rules{.kind = kind_of<Collation>,
                  .catalog_query = query,
                  .from_row = from_row,
                  .create = create,
                  .drop = drop,
                  .alter = alter,
                  .is_made_anew = is_made_anew,
                  .rename = rename,
                  .depends_on = depends_on,
                  .address = address,
                  .owner_address = address,
                  .slots = slots};

} // namespace schemadiff::kinds::collation
