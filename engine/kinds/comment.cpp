// Comments on every kind that has an address.
#include <engine/kinds/follow.hpp>
#include <engine/kinds/registry.hpp>
#include <schemadiff/model/satellite.hpp>

#include <fmt/format.h>

namespace schemadiff::kinds::comment
{

namespace
{

// Objects below 16384 are initdb's own; of those only the schema public is managed, and its
// comment counts only where somebody has changed it. So does that of an extension, which comes
// from its control file.
constexpr std::string_view query = R"sql(
SELECT d.classoid, d.objoid, d.objsubid, d.description
FROM pg_catalog.pg_description d
WHERE d.objoid >= 16384
      AND (d.classoid <> 'pg_catalog.pg_extension'::pg_catalog.regclass
           OR d.description NOT IN (SELECT coalesce(a.comment, '') FROM pg_catalog.pg_extension e
                                    JOIN pg_catalog.pg_available_extensions a ON a.name = e.extname
                                    WHERE e.oid = d.objoid))
   OR d.classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND d.objoid = 2200
      AND d.description <> 'standard public schema'
)sql";

void from_row(Row const &row, CatalogNames const &names, Found &found)
{
    auto const catalog = row.number("classoid");
    auto const oid = row.number("objoid");
    auto const number = static_cast<int>(row.number("objsubid"));
    ObjectId on;
    if (auto const *subject = names.object(catalog, oid, number)) {
        on = subject->id;
    } else if (catalog == catalog_oid::pg_class && number > 0 &&
               !names.column(oid, number).empty()) {
        // A column of a view is no object of its own.
        auto const relation = names.relation(oid);
        on = id_of<Column>({relation.schema, relation.name, names.column(oid, number)});
    } else {
        return;
    }
    found.add(
        {satellite_id(kind_of<Comment>, on), Comment{on, std::string(row.text("description"))}});
}

Sql on(ObjectId const &subject, Catalog const &catalog)
{
    auto const &rules = rules_of(subject.kind());
    auto const *object = rules.address_of == nullptr ? nullptr : catalog.find(subject);
    return object == nullptr ? rules.address(subject) : rules.address_of(*object);
}

// The lock on a relation that its comment, or that of its column or index, takes; a comment on
// anything else takes none.
void lock(Side &side, ObjectId const &subject, Catalog const &catalog)
{
    auto const kind = subject.kind();
    bool const is_relation =
        kind == kind_of<Table> || kind == kind_of<View> || kind == kind_of<Sequence>;
    if (is_relation || kind == kind_of<Column> || kind == kind_of<Index>) {
        side.locks.push_back(
            {is_relation ? subject : relation_of(subject, catalog), Lock::share_update_exclusive});
    }
}

// What the comment goes with: a column of a view is no object of its own.
ObjectId holder(ObjectId const &subject, Catalog const &catalog)
{
    bool const is_object = subject.kind() != kind_of<Column> || catalog.contains(subject);
    return is_object ? subject : relation_of(subject, catalog);
}

Side create(Object const &object, Context const &context)
{
    auto const &body = object.as<Comment>();
    auto result =
        side(sql("COMMENT ON {} IS {}", on(body.on, context.catalog), Literal{body.text}));
    lock(result, body.on, context.catalog);
    return result;
}

// An extension then has the comment of its control file again.
Sql usual_comment(ObjectId const &subject, Catalog const &catalog)
{
    if (subject.kind() != kind_of<Extension>) {
        return sql("COMMENT ON {} IS NULL", on(subject, catalog));
    }
    auto const block =
        sql("BEGIN EXECUTE pg_catalog.format('COMMENT ON EXTENSION %I IS %L', {0}, (SELECT comment "
            "FROM pg_catalog.pg_available_extensions WHERE name = {0})); END",
            Literal{subject.name()});
    return sql("DO {}", DollarQuoted{block.text()});
}

Side drop(Object const &object, Context const &context)
{
    auto const &body = object.as<Comment>();
    auto result = side(usual_comment(body.on, context.catalog));
    lock(result, body.on, context.catalog);
    result.clause = Clause{holder(body.on, context.catalog), sql("")};
    return result;
}

Alteration alter(Object const &before, Object const &after, FieldNames const &,
                 Context const &context, Context const &)
{
    Alteration alteration;
    alteration.steps.push_back(both_ways(
        before, after, [&](Object const &, Object const &to) { return create(to, context); }));
    return alteration;
}

std::vector<ObjectId> depends_on(Object const &object, Catalog const &catalog)
{
    return {holder(object.as<Comment>().on, catalog)};
}

// The id has followed already; it says what the object hangs on.
void follow(Object &object, ObjectId const &, ObjectId const &)
{
    object.as<Comment>().on = subject_of(object.id);
}

} // namespace

Rules const rules{.kind = kind_of<Comment>,
                  .catalog_query = query,
                  .from_row = from_row,
                  .create = create,
                  .drop = drop,
                  .alter = alter,
                  .follow = follow,
                  .depends_on = depends_on};

} // namespace schemadiff::kinds::comment
