// Security labels, one of each provider on every kind that has an address for them. PostgreSQL
// takes a label only where the library of its provider is loaded.
#include <engine/kinds/registry.hpp>
#include <engine/kinds/satellite.hpp>
#include <schemadiff/model/satellite.hpp>

namespace schemadiff::kinds::security_label
{

namespace
{

using namespace satellite;

// The schema public, which is number 2200, is initdb's own, and managed all the same.
constexpr std::string_view query = R"sql(
SELECT s.classoid, s.objoid, s.objsubid, s.provider, s.label
FROM pg_catalog.pg_seclabel s
WHERE s.objoid >= 16384
   OR s.classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND s.objoid = 2200
)sql";

void from_row(Row const &row, CatalogNames const &names, Found &found)
{
    auto const on = subject_from_row(row, names);
    if (!on) {
        return;
    }
    auto const provider = row.text("provider");
    found.add({satellite_id(kind_of<SecurityLabel>, *on, {provider}),
               SecurityLabel{*on, std::string(provider), std::string(row.text("label"))}});
}

Sql prefix(SecurityLabel const &body, Catalog const &catalog)
{
    return sql("SECURITY LABEL FOR {} ON {} IS", Ident{body.provider},
               address_of(body.on, catalog));
}

Side create(Object const &object, Context const &context)
{
    auto const &body = object.as<SecurityLabel>();
    auto result = side(sql("{} {}", prefix(body, context.catalog), Literal{body.label}));
    lock(result, body.on, context.catalog);
    return result;
}

Side drop(Object const &object, Context const &context)
{
    auto const &body = object.as<SecurityLabel>();
    auto result = side(sql("{} NULL", prefix(body, context.catalog)));
    lock(result, body.on, context.catalog);
    result.clause = Clause{holder(body.on, context.catalog), sql("")};
    return result;
}

} // namespace

Rules const rules{.kind = kind_of<SecurityLabel>,
                  .catalog_query = query,
                  .from_row = from_row,
                  .create = create,
                  .drop = drop,
                  .alter = satellite::said_again<create>,
                  .follow = satellite::follow<SecurityLabel>,
                  .depends_on = satellite::depends_on<SecurityLabel>};

} // namespace schemadiff::kinds::security_label
