// Range types and their multirange types: CREATE, DROP, RENAME of either. A change of anything else
// makes the type anew under every column that uses it (type_rebuild.hpp).
//
// Not covered: canonical functions, which need a type that is declared and not yet defined and a
// function in C; a multirange type in another schema than its range type.
#include <engine/kinds/follow.hpp>
#include <engine/kinds/registry.hpp>
#include <engine/kinds/type_names.hpp>
#include <engine/kinds/type_rebuild.hpp>

#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/failure.hpp>
#include <schemadiff/model/multirange.hpp>

namespace schemadiff::kinds::range_type
{

namespace
{

constexpr std::string_view query = R"sql(
SELECT t.oid, n.nspname, t.typname, t.typowner, pg_catalog.format_type(r.rngsubtype, NULL) AS subtype,
       CASE WHEN NOT o.opcdefault THEN o.opcname END AS class, onsp.nspname AS class_schema,
       CASE WHEN r.rngcollation <> s.typcollation THEN c.collname END AS collation,
       cn.nspname AS collation_schema, d.proname AS diff, dn.nspname AS diff_schema,
       {multirange_name} AS multirange
FROM pg_catalog.pg_range r
JOIN pg_catalog.pg_type t ON t.oid = r.rngtypid
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
JOIN pg_catalog.pg_type s ON s.oid = r.rngsubtype
JOIN pg_catalog.pg_opclass o ON o.oid = r.rngsubopc
JOIN pg_catalog.pg_namespace onsp ON onsp.oid = o.opcnamespace
LEFT JOIN (pg_catalog.pg_collation c JOIN pg_catalog.pg_namespace cn ON cn.oid = c.collnamespace)
       ON c.oid = r.rngcollation
LEFT JOIN (pg_catalog.pg_proc d JOIN pg_catalog.pg_namespace dn ON dn.oid = d.pronamespace)
       ON d.oid = r.rngsubdiff
WHERE {managed} AND {not_member pg_type t.oid} AND r.rngcanonical = 0
)sql";

Qualified name(ObjectId const &id)
{
    return {id.schema(), id.name()};
}

std::optional<QualifiedName> qualified(Row const &row, std::string_view schema,
                                       std::string_view name)
{
    if (row.is_null(name)) {
        return std::nullopt;
    }
    return QualifiedName{std::string(row.text(schema)), std::string(row.text(name))};
}

void from_row(Row const &row, CatalogNames const &names, Found &found)
{
    RangeType body;
    body.subtype.text = row.text("subtype");
    body.operator_class = qualified(row, "class_schema", "class");
    body.collation = qualified(row, "collation_schema", "collation");
    body.subtype_diff = qualified(row, "diff_schema", "diff");
    if (!row.is_null("multirange") &&
        row.text("multirange") != usual_multirange_name(row.text("typname"))) {
        body.multirange = row.text("multirange");
    }
    Object object{id_of<RangeType>({row.text("nspname"), row.text("typname")}), std::move(body)};
    object.owner = names.role(row.number("typowner"));
    found.add(std::move(object), catalog_oid::pg_type, row.number("oid"));
}

Side create(Object const &object, Context const &context)
{
    auto const &body = object.as<RangeType>();
    if (body.canonical) {
        throw Failure({Severity::error,
                       codes::uncovered_kind,
                       object.at,
                       described(object.id) +
                           " has a canonical function, which needs a type that is not defined yet",
                       {"Leave 'canonical' out, or create the type by hand."}});
    }
    std::vector<Sql> parts{sql("subtype = {}", Verbatim{body.subtype})};
    auto const add = [&](Sql const &key, std::optional<QualifiedName> const &value) {
        if (value) {
            parts.push_back(sql("{} = {}", key, unless_catalog(*value)));
        }
    };
    add(sql("subtype_opclass"), body.operator_class);
    add(sql("collation"), body.collation);
    add(sql("subtype_diff"), body.subtype_diff);
    if (body.multirange && has_multiranges(context.server_version)) {
        parts.push_back(
            sql("multirange_type_name = {}", Qualified{object.id.schema(), *body.multirange}));
    }
    return side(sql("CREATE TYPE {} AS RANGE ({})", name(object.id), join(parts, ", ")));
}

Side drop(Object const &object, Context const &)
{
    return side(sql("DROP TYPE {}", name(object.id)));
}

Side rename_multirange(Object const &from, Object const &to)
{
    auto const old_name = multirange_name(from);
    auto const new_name = multirange_name(to);
    return side(
        sql("ALTER TYPE {} RENAME TO {}", Qualified{to.id.schema(), old_name}, Ident{new_name}));
}

// Its multirange type is renamed.
bool is_made_anew(Object const &before, Object const &after, Context const &, Context const &)
{
    auto as_before = after.as<RangeType>();
    as_before.multirange = before.as<RangeType>().multirange;
    return !same_content({after.id, std::move(as_before)}, {before.id, before.body});
}

Alteration alter(Object const &before, Object const &after, FieldNames const &,
                 Context const &before_context, Context const &after_context)
{
    std::vector<Step> in_place;
    if (has_multiranges(after_context.server_version) &&
        multirange_name(before) != multirange_name(after)) {
        in_place.push_back(both_ways(before, after, rename_multirange));
    }
    return rebuilding(before.id, before_context, after_context).with(std::move(in_place));
}

Side rename(ObjectId const &before, ObjectId const &after)
{
    return renamed_type(sql("TYPE"), before, after);
}

std::vector<ObjectId> depends_on(Object const &object, Catalog const &catalog)
{
    auto const &body = object.as<RangeType>();
    std::vector<ObjectId> ids{id_of<Schema>({object.id.schema()})};
    add_collation(ids, body.collation, catalog);
    auto const add_named = [&](Kind kind, std::optional<QualifiedName> const &wanted) {
        if (wanted) {
            for (auto const &one :
                 catalog.below(kind, ObjectId{kind, {wanted->schema, wanted->name}})) {
                ids.push_back(one->id);
            }
        }
    };
    add_named(kind_of<OperatorClass>, body.operator_class);
    add_named(kind_of<Function>, body.subtype_diff);
    return ids;
}

Sql address(ObjectId const &id)
{
    return sql("TYPE {}", name(id));
}

std::vector<std::string> slots(ObjectId const &id, Object const *object)
{
    std::vector<std::string> taken{type_slot(id.schema(), id.name())};
    if (object != nullptr) {
        taken.push_back(type_slot(id.schema(), multirange_name(*object)));
    }
    return taken;
}

// The multirange type keeps its name when the range type gets another one.
void follow(Object &object, ObjectId const &before, ObjectId const &after)
{
    follow_fields<RangeType>(object, before, after);
    auto &body = object.as<RangeType>();
    follow_collation(body.collation, {before, after});
    if (before.kind() == kind_of<RangeType> && after == object.id) {
        auto const old_name = body.multirange.value_or(usual_multirange_name(before.name()));
        body.multirange = old_name == usual_multirange_name(after.name())
                              ? std::nullopt
                              : std::optional<std::string>{old_name};
    }
}

} // namespace

Rules const rules{.kind = kind_of<RangeType>,
                  .catalog_query = query,
                  .from_row = from_row,
                  .create = create,
                  .drop = drop,
                  .alter = alter,
                  .is_made_anew = is_made_anew,
                  .rename = rename,
                  .follow = follow,
                  .depends_on = depends_on,
                  .address = address,
                  .owner_address = address,
                  .slots = slots};

} // namespace schemadiff::kinds::range_type
