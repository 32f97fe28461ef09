// Row level security policies: CREATE, ALTER POLICY where it can, drop and create where it cannot.
#include <engine/kinds/registry.hpp>
#include <engine/kinds/rights.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace schemadiff::kinds::policy
{

namespace
{

constexpr std::string_view query = R"sql(
SELECT pol.oid, pol.polrelid, pol.polname, pol.polcmd, pol.polpermissive, pol.polroles,
       pg_catalog.pg_get_expr(pol.polqual, pol.polrelid) AS using_rows,
       pg_catalog.pg_get_expr(pol.polwithcheck, pol.polrelid) AS with_check
FROM pg_catalog.pg_policy pol
JOIN pg_catalog.pg_class c ON c.oid = pol.polrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE {managed} AND {plain_table}
)sql";

std::string command_word(std::string_view letter)
{
    return letter == "r"   ? "select"
           : letter == "a" ? "insert"
           : letter == "w" ? "update"
           : letter == "d" ? "delete"
                           : "all";
}

void from_row(Row const &row, CatalogNames const &names, Found &found)
{
    auto const relation = names.relation(row.number("polrelid"));
    Policy body;
    body.command = command_word(row.text("polcmd"));
    body.restrictive = !row.boolean("polpermissive");
    body.roles.clear();
    for (std::string const &role : row.list("polroles")) {
        auto const oid = std::strtoll(role.c_str(), nullptr, 10);
        body.roles.push_back(oid == 0 ? "public" : names.role(oid));
    }
    std::sort(body.roles.begin(), body.roles.end());
    if (!row.is_null("using_rows")) {
        body.using_rows = Expression{std::string(row.text("using_rows"))};
    }
    if (!row.is_null("with_check")) {
        body.check = Expression{std::string(row.text("with_check"))};
    }
    found.add(
        {id_of<Policy>({relation.schema, relation.name, row.text("polname")}), std::move(body)},
        catalog_oid::pg_policy, row.number("oid"));
}

ObjectId table_of(ObjectId const &id)
{
    return id.up(kind_of<Table>);
}

Sql role_list(std::vector<std::string> const &roles)
{
    std::vector<Sql> parts;
    for (std::string const &role : roles) {
        parts.push_back(role == "public" ? sql("PUBLIC") : sql("{}", Ident{role}));
    }
    return join(parts, ", ");
}

Side create(Object const &object, Context const &)
{
    auto const &body = object.as<Policy>();
    auto const none = sql("");
    auto const restrictive = body.restrictive ? sql(" AS RESTRICTIVE") : none;
    auto const command = body.command == "all" ? none : sql(" FOR {}", Keyword{body.command});
    bool const everybody = body.roles == std::vector<std::string>{"public"};
    auto const roles = everybody ? none : sql(" TO {}", role_list(body.roles));
    auto const using_rows = body.using_rows ? sql(" USING ({})", Verbatim{*body.using_rows}) : none;
    auto const check = body.check ? sql(" WITH CHECK ({})", Verbatim{*body.check}) : none;
    auto result =
        side(sql("CREATE POLICY {} ON {}{}{}{}{}{}", Ident{object.id.name()},
                 relation_name(object.id), restrictive, command, roles, using_rows, check));
    result.locks.push_back(exclusive_lock(table_of(object.id)));
    if (!body.restrictive) {
        result.hazards.push_back(
            {HazardClass::weaken_isolation,
             fmt::format("{} lets through rows that no other policy does", described(object.id))});
    }
    return result;
}

Side drop(Object const &object, Context const &)
{
    auto result =
        side(sql("DROP POLICY {} ON {}", Ident{object.id.name()}, relation_name(object.id)));
    result.clause = Clause{table_of(object.id), sql("")};
    result.locks.push_back(exclusive_lock(table_of(object.id)));
    if (object.as<Policy>().restrictive) {
        result.hazards.push_back(
            {HazardClass::weaken_isolation,
             fmt::format("without {} rows become visible or writable that it held back",
                         described(object.id))});
    }
    return result;
}

Alteration alter(Object const &before, Object const &after, FieldNames const &fields,
                 Context const &, Context const &)
{
    auto const &old_body = before.as<Policy>();
    auto const &new_body = after.as<Policy>();
    // ALTER POLICY can set an expression but never take one away, and what goes up must come down.
    if (old_body.using_rows.has_value() != new_body.using_rows.has_value() ||
        old_body.check.has_value() != new_body.check.has_value()) {
        return {.replace = true, .steps = {}};
    }
    Alteration alteration;
    alteration.steps.push_back(both_ways(before, after, [&](Object const &, Object const &to) {
        auto const &body = to.as<Policy>();
        auto const none = sql("");
        auto const roles = contains(fields, "to") ? sql(" TO {}", role_list(body.roles)) : none;
        auto const using_rows =
            contains(fields, "using") ? sql(" USING ({})", Verbatim{*body.using_rows}) : none;
        auto const check =
            contains(fields, "check") ? sql(" WITH CHECK ({})", Verbatim{*body.check}) : none;
        auto result = side(sql("ALTER POLICY {} ON {}{}{}{}", Ident{to.id.name()},
                               relation_name(to.id), roles, using_rows, check));
        result.locks.push_back(exclusive_lock(table_of(to.id)));
        result.hazards.push_back(
            {HazardClass::weaken_isolation,
             fmt::format("{} decides about other rows than before", described(to.id))});
        return result;
    }));
    return alteration;
}

Side rename(ObjectId const &before, ObjectId const &after)
{
    auto result = side(sql("ALTER POLICY {} ON {} RENAME TO {}", Ident{before.name()},
                           relation_name(after), Ident{after.name()}));
    result.locks.push_back(exclusive_lock(after.up(kind_of<Table>)));
    return result;
}

std::vector<ObjectId> depends_on(Object const &object, Catalog const &)
{
    return {table_of(object.id)};
}

Sql address(ObjectId const &id)
{
    return sql("POLICY {} ON {}", Ident{id.name()}, relation_name(id));
}

} // namespace

Rules const rules{.kind = kind_of<Policy>,
                  .catalog_query = query,
                  .from_row = from_row,
                  .create = create,
                  .drop = drop,
                  .alter = alter,
                  .rename = rename,
                  .depends_on = depends_on,
                  .rights = rights_to_rows,
                  .address = address};

} // namespace schemadiff::kinds::policy
