// Comments on every kind that has an address.
#include <engine/kinds/registry.hpp>
#include <engine/kinds/satellite.hpp>
#include <schemadiff/model/satellite.hpp>

namespace schemadiff::kinds::comment
{

namespace
{

using namespace satellite;

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
    if (auto const on = subject_from_row(row, names)) {
        found.add({satellite_id(kind_of<Comment>, *on),
                   Comment{*on, std::string(row.text("description"))}});
    }
}

Side create(Object const &object, Context const &context)
{
    auto const &body = object.as<Comment>();
    auto result =
        side(sql("COMMENT ON {} IS {}", address_of(body.on, context.catalog), Literal{body.text}));
    lock(result, body.on, context.catalog);
    return result;
}

// An extension then has the comment of its control file again.
Sql usual_comment(ObjectId const &subject, Catalog const &catalog)
{
    if (subject.kind() != kind_of<Extension>) {
        return sql("COMMENT ON {} IS NULL", address_of(subject, catalog));
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

} // namespace

Rules const rules{.kind = kind_of<Comment>,
                  .catalog_query = query,
                  .from_row = from_row,
                  .create = create,
                  .drop = drop,
                  .alter = satellite::said_again<create>,
                  .follow = satellite::follow<Comment>,
                  .depends_on = satellite::depends_on<Comment>};

} // namespace schemadiff::kinds::comment
