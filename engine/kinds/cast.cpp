// Casts. PostgreSQL has no ALTER CAST, and a cast has neither owner nor schema.
#include <engine/kinds/follow.hpp>
#include <engine/kinds/names.hpp>
#include <engine/kinds/registry.hpp>
#include <schemadiff/base/identifier.hpp>

namespace schemadiff::kinds::cast
{

namespace
{

// Below 16384 are initdb's own.
constexpr std::string_view query = R"sql(
SELECT c.oid, pg_catalog.format_type(c.castsource, NULL) AS source,
       pg_catalog.format_type(c.casttarget, NULL) AS target, c.castmethod, c.castcontext,
       {function_name c.castfunc} AS function,
       ARRAY(SELECT pg_catalog.format_type(t.type, NULL)
             FROM pg_catalog.pg_proc p,
                  pg_catalog.unnest(p.proargtypes::pg_catalog.oid[]) WITH ORDINALITY AS t(type, place)
             WHERE p.oid = c.castfunc ORDER BY t.place) AS arguments
FROM pg_catalog.pg_cast c
WHERE c.oid >= 16384 AND {not_member pg_cast c.oid}
  -- The cast from a range to its multirange comes and goes with the types.
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                  WHERE d.classid = 'pg_catalog.pg_cast'::pg_catalog.regclass
                    AND d.objid = c.oid AND d.deptype = 'i')
)sql";

void from_row(Row const &row, CatalogNames const &, Found &found)
{
    Cast body;
    if (row.text("castmethod") == "f") {
        std::string arguments;
        for (std::string const &type : row.list("arguments")) {
            arguments.append(arguments.empty() ? "" : ", ").append(type);
        }
        body.function = quoted(Qualified{name_in(row, "function")}) + '(' + arguments + ')';
    }
    body.inout = row.text("castmethod") == "i";
    auto const context = row.text("castcontext");
    body.context = context == "i" ? "implicit" : context == "a" ? "assignment" : "explicit";
    found.add({id_of<Cast>({row.text("source"), row.text("target")}), std::move(body)},
              catalog_oid::pg_cast, row.number("oid"));
}

Sql types(ObjectId const &id)
{
    return sql("({} AS {})", Verbatim{TypeName{std::string(id.part(0))}},
               Verbatim{TypeName{std::string(id.part(1))}});
}

Side create(Object const &object, Context const &)
{
    auto const &body = object.as<Cast>();
    auto const way = body.function ? sql(" WITH FUNCTION {}", Verbatim{Expression{*body.function}})
                     : body.inout  ? sql(" WITH INOUT")
                                   : sql(" WITHOUT FUNCTION");
    auto const context =
        body.context == "explicit" ? sql("") : sql(" AS {}", Keyword{body.context});
    return side(sql("CREATE CAST {}{}{}", types(object.id), way, context));
}

Side drop(Object const &object, Context const &)
{
    return side(sql("DROP CAST {}", types(object.id)));
}

// app.f(integer): the name, and what stands behind it.
std::pair<QualifiedName, std::string> split(std::string const &function)
{
    bool in_quotes = false;
    std::size_t open = 0;
    while (open < function.size() && (in_quotes || function[open] != '(')) {
        in_quotes = function[open] == '"' ? !in_quotes : in_quotes;
        ++open;
    }
    auto const parts = name_parts(function.substr(0, open));
    return {parts.size() > 1 ? QualifiedName{parts[0], parts[1]} : QualifiedName{"", parts[0]},
            function.substr(open)};
}

std::vector<ObjectId> depends_on(Object const &object, Catalog const &catalog)
{
    std::vector<ObjectId> ids;
    add_types(object.id.part(0), catalog, ids);
    add_types(object.id.part(1), catalog, ids);
    if (auto const &function = object.as<Cast>().function) {
        auto const [name, arguments] = split(*function);
        add_if_there(
            id_of<Function>({name.schema, name.name, arguments.substr(1, arguments.size() - 2)}),
            catalog, ids);
    }
    return ids;
}

// The id names types, too.
void follow(Object &object, ObjectId const &before, ObjectId const &after)
{
    Renamed const renamed{before, after};
    TypeName source{std::string(object.id.part(0))};
    TypeName target{std::string(object.id.part(1))};
    follow_type(source, renamed);
    follow_type(target, renamed);
    object.id = id_of<Cast>({source.text, target.text});
    if (auto &function = object.as<Cast>().function) {
        auto [name, arguments] = split(*function);
        follow_name(name, renamed);
        TypeName first{arguments.substr(1, arguments.size() - 2)};
        follow_type(first, renamed);
        function = quoted(Qualified{name}) + '(' + first.text + ')';
    }
}

Sql address(ObjectId const &id)
{
    return sql("CAST {}", types(id));
}

} // namespace

Rules const rules{.kind = kind_of<Cast>,
                  .catalog_query = query,
                  .from_row = from_row,
                  .create = create,
                  .drop = drop,
                  .follow = follow,
                  .depends_on = depends_on,
                  .address = address};

} // namespace schemadiff::kinds::cast
