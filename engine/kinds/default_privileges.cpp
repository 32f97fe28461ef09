// Default privileges: ALTER DEFAULT PRIVILEGES FOR ROLE, everywhere or in one schema. What they do
// to objects that a plan makes is engine/kinds/access.hpp's.
#include <engine/kinds/access.hpp>
#include <engine/kinds/privileges.hpp>
#include <engine/kinds/registry.hpp>
#include <engine/kinds/rights.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace schemadiff::kinds::default_privileges
{

namespace
{

constexpr std::string_view query = R"sql(
SELECT a.defaclrole, n.nspname, a.defaclobjtype, a.defaclacl::pg_catalog.text[] AS acl
FROM pg_catalog.pg_default_acl a
LEFT JOIN pg_catalog.pg_namespace n ON n.oid = a.defaclnamespace
WHERE a.defaclnamespace = 0 OR {managed}
)sql";

std::string sort_word(std::string_view letter)
{
    return letter == "r"   ? "tables"
           : letter == "S" ? "sequences"
           : letter == "f" ? "functions"
           : letter == "T" ? "types"
           : letter == "n" ? "schemas"
                           : "large objects";
}

void from_row(Row const &row, CatalogNames const &names, Found &found)
{
    auto const role = names.role(row.number("defaclrole"));
    ObjectId const id =
        id_of<DefaultPrivileges>({role, row.text("nspname"), sort_word(row.text("defaclobjtype"))});
    bool const everywhere = row.text("nspname").empty();
    auto const add = [&](std::string_view grantee, AclItem item) {
        found.add({id.child(kind_of<DefaultGrant>, grantee),
                   DefaultGrant{std::move(item.privileges), std::move(item.grant_option)}});
    };
    found.add({id, DefaultPrivileges{}});
    std::vector<std::string> seen;
    for (std::string const &text : row.list("acl")) {
        auto item = acl_item(text);
        std::string const grantee = item.grantee.empty()   ? "public"
                                    : item.grantee == role ? "owner"
                                                           : item.grantee;
        seen.push_back(grantee);
        bool const is_usual = item.grant_option.empty() &&
                              item.privileges == usual_default(id, grantee, names.server_version());
        if (!everywhere || !is_usual) {
            add(grantee, std::move(item));
        }
    }
    for (char const *grantee : {"owner", "public"}) {
        bool const was_taken = everywhere &&
                               std::find(seen.begin(), seen.end(), grantee) == seen.end() &&
                               !usual_default(id, grantee, names.server_version()).empty();
        if (was_taken) {
            add(grantee, {});
        }
    }
}

Sql privilege_list(std::vector<std::string> const &privileges)
{
    std::vector<Sql> parts;
    for (std::string const &privilege : privileges) {
        parts.push_back(sql("{}", Keyword{privilege}));
    }
    return join(parts, ", ");
}

Sql role(ObjectId const &grant)
{
    return grant.name() == "public"  ? sql("PUBLIC")
           : grant.name() == "owner" ? sql("{}", Ident{grant.part(0)})
                                     : sql("{}", Ident{grant.name()});
}

// Without a server nobody knows whether it has MAINTAIN, which ALL gives where there is such a
// thing.
bool gives_all(ObjectId const &id, DefaultGrant const &to, int server_version)
{
    return server_version == 0 && id.part(2) == "tables" &&
           to.privileges == all_privileges(kind_of<Table>, server_version);
}

Side change(ObjectId const &id, DefaultGrant const &from, DefaultGrant const &to,
            int server_version)
{
    auto const where = id.part(1).empty() ? sql("") : sql(" IN SCHEMA {}", Ident{id.part(1)});
    auto const prefix = sql("ALTER DEFAULT PRIVILEGES FOR ROLE {}{}", Ident{id.part(0)}, where);
    auto const on = sql("ON {}", Keyword{id.part(2)});
    auto const moves =
        access_moves(from.privileges, from.grant_option, to.privileges, to.grant_option);
    Side result;
    auto const add = [&](std::vector<std::string> const &privileges, Sql const &before,
                         Sql const &after) {
        if (!privileges.empty()) {
            bool const is_all = privileges == to.privileges && gives_all(id, to, server_version);
            result.statements.push_back(sql("{} {} {} {} {}", prefix, before,
                                            is_all ? sql("ALL") : privilege_list(privileges), on,
                                            after));
        }
    };
    add(moves.revoked, sql("REVOKE"), sql("FROM {}", role(id)));
    add(moves.option_revoked, sql("REVOKE GRANT OPTION FOR"), sql("FROM {}", role(id)));
    add(moves.granted, sql("GRANT"), sql("TO {}", role(id)));
    add(moves.granted_with_option, sql("GRANT"), sql("TO {} WITH GRANT OPTION", role(id)));
    auto const place = id.part(1).empty() ? std::string{} : fmt::format(" in \"{}\"", id.part(1));
    if (!moves.granted.empty() && id.name() == "public") {
        result.hazards.push_back(
            {HazardClass::weaken_isolation,
             fmt::format("everybody gets {} on {} that \"{}\" makes{} from now on",
                         fmt::join(moves.granted, ", "), id.part(2), id.part(0), place)});
    }
    if (!moves.revoked.empty()) {
        result.hazards.push_back(
            {HazardClass::change_access,
             fmt::format("{} no longer gets {} on {} that \"{}\" makes{}", id.name(),
                         fmt::join(moves.revoked, ", "), id.part(2), id.part(0), place)});
    }
    return result;
}

DefaultGrant usual(ObjectId const &id, Context const &context)
{
    auto const parent = id.up(kind_of<DefaultPrivileges>);
    return {id.part(1).empty() ? usual_default(parent, id.name(), context.server_version)
                               : std::vector<std::string>{},
            {}};
}

Side create_grant(Object const &object, Context const &context)
{
    return change(object.id, usual(object.id, context), object.as<DefaultGrant>(),
                  context.server_version);
}

Side drop_grant(Object const &object, Context const &context)
{
    return change(object.id, object.as<DefaultGrant>(), usual(object.id, context),
                  context.server_version);
}

Alteration alter_grant(Object const &before, Object const &after, FieldNames const &,
                       Context const &, Context const &context)
{
    Alteration alteration;
    alteration.steps.push_back(both_ways(before, after, [&](Object const &from, Object const &to) {
        return change(to.id, from.as<DefaultGrant>(), to.as<DefaultGrant>(),
                      context.server_version);
    }));
    return alteration;
}

std::vector<Right> grant_rights(ObjectId const &id, Context const &context)
{
    auto const *object = context.catalog.find(id);
    auto const body = object != nullptr ? object->as<DefaultGrant>() : usual(id, context);
    std::string_view const grantee = id.name() == "owner" ? id.part(0) : id.name();
    ObjectId const schema = id.part(1).empty() ? ObjectId{} : id_of<Schema>({id.part(1)});
    std::vector<Right> all;
    add_rights(
        all,
        {grantee_words(grantee), described(id.up(kind_of<DefaultPrivileges>)), "", false, schema},
        body.privileges, body.grant_option);
    return all;
}

// It is there as soon as there is a grant in it, and no longer.
Side nothing(Object const &, Context const &)
{
    return {};
}

Alteration alter(Object const &, Object const &, FieldNames const &, Context const &,
                 Context const &)
{
    return {};
}

std::vector<ObjectId> depends_on(Object const &object, Catalog const &)
{
    if (object.id.part(1).empty()) {
        return {};
    }
    return {id_of<Schema>({object.id.part(1)})};
}

std::vector<ObjectId> grant_depends_on(Object const &object, Catalog const &catalog)
{
    auto ids = depends_on(object, catalog);
    ids.push_back(object.id.up(kind_of<DefaultPrivileges>));
    return ids;
}

} // namespace

Rules const rules{.kind = kind_of<DefaultPrivileges>,
                  .catalog_query = query,
                  .from_row = from_row,
                  .create = nothing,
                  .drop = nothing,
                  .alter = alter,
                  .depends_on = depends_on,
                  .acts_on_others = true};

Rules const grant_rules{.kind = kind_of<DefaultGrant>,
                        .catalog_query = {},
                        .create = create_grant,
                        .drop = drop_grant,
                        .alter = alter_grant,
                        .depends_on = grant_depends_on,
                        .rights = grant_rights,
                        .acts_on_others = true};

} // namespace schemadiff::kinds::default_privileges
