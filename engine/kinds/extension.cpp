// Extensions: CREATE, DROP, ALTER ... UPDATE and SET SCHEMA. What belongs to an extension is
// never touched. PostgreSQL has no ALTER EXTENSION ... OWNER TO, so the owner is not managed.
#include <engine/kinds/follow.hpp>
#include <engine/kinds/registry.hpp>
#include <schemadiff/base/identifier.hpp>

#include <fmt/format.h>

namespace schemadiff::kinds::extension
{

namespace
{

// Below 16384 are those that initdb made (FirstNormalObjectId): plpgsql.
constexpr std::string_view query = R"sql(
SELECT e.oid, e.extname, e.extversion, n.nspname
FROM pg_catalog.pg_extension e
JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
WHERE e.oid >= 16384
)sql";

void from_row(Row const &row, CatalogNames const &, Found &found)
{
    Extension body;
    body.schema = row.text("nspname");
    body.version = Version{std::string(row.text("extversion"))};
    found.add({id_of<Extension>({row.text("extname")}), std::move(body)}, catalog_oid::pg_extension,
              row.number("oid"));
}

Side create(Object const &object, Context const &)
{
    auto const &body = object.as<Extension>();
    auto const none = sql("");
    auto const schema = body.schema ? sql(" SCHEMA {}", Ident{*body.schema}) : none;
    auto const version = body.version && !body.version->is_requirement()
                             ? sql(" VERSION {}", Literal{body.version->text})
                             : none;
    auto result = side(sql("CREATE EXTENSION {}{}{}", Ident{object.id.name()}, schema, version));
    if (!body.schema) {
        // Without a schema it goes where its script says, or else to the first of the path, which
        // is empty while we work.
        result.statements.insert(result.statements.begin(), sql("SET LOCAL search_path TO public"));
        result.statements.push_back(sql("SET LOCAL search_path TO ''"));
    }
    return result;
}

Side drop(Object const &object, Context const &context)
{
    auto result = side(sql("DROP EXTENSION {}", Ident{object.id.name()}));
    result.hazards.push_back(
        {HazardClass::lose_dependency,
         fmt::format("dropping {} drops its functions, types and operators, and fails while "
                     "something uses them",
                     described(object.id))});
    for (auto const &member : context.catalog.below(kind_of<ExtensionRelation>, object.id)) {
        result.locks.push_back(exclusive_lock({kind_of<Table>, name_parts(member->id.name())}));
    }
    return result;
}

Alteration alter(Object const &before, Object const &after, FieldNames const &fields,
                 Context const &, Context const &)
{
    Ident const name{after.id.name()};
    auto const &old_body = before.as<Extension>();
    auto const &new_body = after.as<Extension>();
    Alteration alteration;
    if (contains(fields, "schema") && new_body.schema && old_body.schema) {
        alteration.steps.push_back(both_ways(before, after, [&](Object const &, Object const &to) {
            return side(
                sql("ALTER EXTENSION {} SET SCHEMA {}", name, Ident{*to.as<Extension>().schema}));
        }));
        alteration.steps.back().renames_others = true;
    }
    if (contains(fields, "version") && new_body.version) {
        Step step;
        step.up =
            side(new_body.version->is_requirement() ? sql("ALTER EXTENSION {} UPDATE", name)
                                                    : sql("ALTER EXTENSION {} UPDATE TO {}", name,
                                                          Literal{new_body.version->text}));
        step.why_no_way_back =
            fmt::format("an extension has no script that leads back to {}",
                        old_body.version ? old_body.version->text : "its old version");
        alteration.steps.push_back(std::move(step));
    }
    return alteration;
}

std::vector<ObjectId> depends_on(Object const &object, Catalog const &)
{
    auto const &schema = object.as<Extension>().schema;
    return schema ? std::vector{id_of<Schema>({*schema})} : std::vector<ObjectId>{};
}

Sql address(ObjectId const &id)
{
    return sql("EXTENSION {}", Ident{id.name()});
}

void follow(Object &object, ObjectId const &before, ObjectId const &after)
{
    auto &schema = object.as<Extension>().schema;
    if (before.kind() == kind_of<Schema> && schema && *schema == before.name()) {
        schema = after.name();
    }
}

} // namespace

Rules const rules{.kind = kind_of<Extension>,
                  .catalog_query = query,
                  .from_row = from_row,
                  .create = create,
                  .drop = drop,
                  .alter = alter,
                  .follow = follow,
                  .depends_on = depends_on,
                  .address = address};

} // namespace schemadiff::kinds::extension
