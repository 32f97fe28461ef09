// Members of extensions, for the grants on them. CREATE EXTENSION makes them, and its script may
// give access of its own, which PostgreSQL keeps in pg_init_privs. The grants on a member that a
// desired state declares say all of it.
//
// Not covered: access to types, schemas, sequences, languages and columns; named by
// engine/introspect.
#include <engine/kinds/access.hpp>
#include <engine/kinds/names.hpp>
#include <engine/kinds/privileges.hpp>
#include <engine/kinds/registry.hpp>
#include <schemadiff/base/identifier.hpp>
#include <schemadiff/model/satellite.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace schemadiff::kinds::extension_member
{

namespace
{

constexpr std::string_view function_query = R"sql(
SELECT e.extname, n.nspname, p.proname AS name, p.proowner AS owner,
       COALESCE(p.proacl, pg_catalog.acldefault('f', p.proowner))::pg_catalog.text[] AS acl,
       COALESCE(i.initprivs, pg_catalog.acldefault('f', p.proowner))::pg_catalog.text[] AS as_made,
       ARRAY(SELECT pg_catalog.format_type(t.type, NULL)
             FROM pg_catalog.unnest(p.proargtypes::pg_catalog.oid[])
                  WITH ORDINALITY AS t(type, place) ORDER BY t.place) AS types
FROM pg_catalog.pg_depend d
JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
JOIN pg_catalog.pg_proc p ON p.oid = d.objid
JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
LEFT JOIN pg_catalog.pg_init_privs i
       ON i.classoid = d.classid AND i.objoid = d.objid AND i.objsubid = 0
WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.deptype = 'e'
  AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND e.oid >= 16384
)sql";

constexpr std::string_view relation_query = R"sql(
SELECT e.extname, n.nspname, c.relname AS name, c.relowner AS owner,
       COALESCE(c.relacl, pg_catalog.acldefault('r', c.relowner))::pg_catalog.text[] AS acl,
       COALESCE(i.initprivs, pg_catalog.acldefault('r', c.relowner))::pg_catalog.text[] AS as_made
FROM pg_catalog.pg_depend d
JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
JOIN pg_catalog.pg_class c ON c.oid = d.objid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_init_privs i
       ON i.classoid = d.classid AND i.objoid = d.objid AND i.objsubid = 0
WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype = 'e'
  AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND e.oid >= 16384
  AND c.relkind IN ('r', 'p', 'f', 'v', 'm')
)sql";

using Texts = std::vector<std::string>;

// What the script has given, or acldefault(), as far as grants have to say it.
class Collected : public Found
{
public:
    void add(Object object, long long, long long, int) override { add(std::move(object)); }
    void add(Object object) override { grants.push_back(std::move(object)); }
    std::vector<Object> grants;
};

std::vector<Object> grants_in(ObjectId const &on, std::string const &owner, Texts const &acl,
                              int server_version)
{
    Collected collected;
    add_grants(on, owner, acl, server_version, collected);
    return std::move(collected.grants);
}

bool say_the_same(std::vector<Object> const &some, std::vector<Object> const &others)
{
    return std::is_permutation(some.begin(), some.end(), others.begin(), others.end(),
                               [](Object const &a, Object const &b) {
                                   auto const &one = a.as<Grant>();
                                   auto const &other = b.as<Grant>();
                                   return a.id == b.id && one.privileges == other.privileges &&
                                          one.grant_option == other.grant_option;
                               });
}

template <class T>
void add_member(Row const &row, ObjectId const &id, CatalogNames const &names, Found &found)
{
    auto const owner = names.role(row.number("owner"));
    T body;
    body.as_made = row.list("as_made");
    auto const given = grants_in(id, owner, row.list("acl"), names.server_version());
    body.is_as_made =
        say_the_same(given, grants_in(id, owner, body.as_made, names.server_version()));
    found.add({id, std::move(body)});
    for (Object const &grant : given) {
        found.add(grant);
    }
}

std::string member_name(Row const &row)
{
    return quoted(Qualified{row.text("nspname"), row.text("name")});
}

void function_from_row(Row const &row, CatalogNames const &names, Found &found)
{
    std::string types;
    for (std::string const &one : row.list("types")) {
        types.append(types.empty() ? "" : ", ").append(type_name(one).text);
    }
    add_member<ExtensionFunction>(
        row, id_of<ExtensionFunction>({row.text("extname"), member_name(row), types}), names,
        found);
}

void relation_from_row(Row const &row, CatalogNames const &names, Found &found)
{
    add_member<ExtensionRelation>(
        row, id_of<ExtensionRelation>({row.text("extname"), member_name(row)}), names, found);
}

// ROUTINE, because functions, procedures and aggregates are all among them.
Sql function_address(ObjectId const &id)
{
    auto const name = name_parts(id.part(1));
    return sql("ROUTINE {}({})", Qualified{name.front(), name.back()},
               Verbatim{TypeName{std::string(id.part(2))}});
}

Sql relation_address(ObjectId const &id)
{
    auto const name = name_parts(id.part(1));
    return sql("TABLE {}", Qualified{name.front(), name.back()});
}

void add(Side &side, Side more)
{
    std::move(more.statements.begin(), more.statements.end(), std::back_inserter(side.statements));
    std::move(more.hazards.begin(), more.hazards.end(), std::back_inserter(side.hazards));
}

// What the script gave, all of it by the owner.
template <class T>
std::vector<Object> made_grants(Object const &object, Context const &context)
{
    auto const &acl = object.as<T>().as_made;
    return acl.empty()
               ? std::vector<Object>{}
               : grants_in(object.id, acl_item(acl.front()).grantor, acl, context.server_version);
}

// To nothing but what the owner may do, where the grants that follow do not say it. Of a member
// that no server has shown nobody knows what the script lets whom do; everybody is the likely one.
template <class T>
Side create(Object const &object, Context const &context)
{
    Side result;
    auto const &catalog = context.catalog;
    for (Object const &grant : made_grants<T>(object, context)) {
        if (!catalog.contains(grant.id)) {
            add(result, rules_of(kind_of<Grant>).drop(grant, context));
        }
    }
    auto const to_public = satellite_id(kind_of<Grant>, object.id, {"public", ""});
    if (object.as<T>().as_made.empty() && !catalog.contains(to_public)) {
        result.statements.push_back(
            sql("REVOKE ALL ON {} FROM PUBLIC", grant_target(object.id, catalog)));
    }
    bool const was_there = context.other != nullptr && context.other->contains(whole_of(object.id));
    if (object.as<T>().as_made.empty() && was_there) {
        result.hazards.push_back(
            {HazardClass::not_reversible,
             fmt::format("what others may do with {} is said by the script of its extension, which "
                         "only a server knows: going back they are not let in again",
                         described(object.id))});
    }
    return result;
}

// When nothing hangs on it any more: to what the script gave.
template <class T>
Side drop(Object const &object, Context const &context)
{
    Side result;
    for (Object const &grant : made_grants<T>(object, context)) {
        add(result, rules_of(kind_of<Grant>).create(grant, context));
    }
    result.clause = Clause{whole_of(object.id), sql("")};
    return result;
}

std::vector<ObjectId> depends_on(Object const &object, Catalog const &)
{
    return {whole_of(object.id)};
}

} // namespace

Rules const function_rules{.kind = kind_of<ExtensionFunction>,
                           .catalog_query = function_query,
                           .from_row = function_from_row,
                           .create = create<ExtensionFunction>,
                           .drop = drop<ExtensionFunction>,
                           .depends_on = depends_on,
                           .address = function_address};

Rules const relation_rules{.kind = kind_of<ExtensionRelation>,
                           .catalog_query = relation_query,
                           .from_row = relation_from_row,
                           .create = create<ExtensionRelation>,
                           .drop = drop<ExtensionRelation>,
                           .depends_on = depends_on,
                           .address = relation_address};

} // namespace schemadiff::kinds::extension_member
