// Privileges of roles on objects and columns, as far as they differ from acldefault().
#include <engine/kinds/access.hpp>
#include <engine/kinds/follow.hpp>
#include <engine/kinds/privileges.hpp>
#include <engine/kinds/registry.hpp>
#include <engine/kinds/rights.hpp>
#include <engine/kinds/satellite.hpp>
#include <schemadiff/model/satellite.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace schemadiff::kinds::grant
{

namespace
{

// The schema public is initdb's; it counts only where its privileges are not initdb's any more.
constexpr std::string_view query = R"sql(
SELECT 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid AS catalog, c.oid, 0 AS number,
       c.relowner AS owner, c.relacl::pg_catalog.text[] AS acl
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relacl IS NOT NULL AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S') AND {managed}
UNION ALL
SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, a.attrelid, a.attnum, 0, a.attacl::pg_catalog.text[]
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE a.attacl IS NOT NULL AND a.attnum > 0 AND NOT a.attisdropped AND {managed}
UNION ALL
SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass, p.oid, 0, p.proowner, p.proacl::pg_catalog.text[]
FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
WHERE p.proacl IS NOT NULL AND {managed}
UNION ALL
SELECT 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass, w.oid, 0, w.fdwowner, w.fdwacl::pg_catalog.text[]
FROM pg_catalog.pg_foreign_data_wrapper w WHERE w.fdwacl IS NOT NULL
UNION ALL
SELECT 'pg_catalog.pg_foreign_server'::pg_catalog.regclass, s.oid, 0, s.srvowner, s.srvacl::pg_catalog.text[]
FROM pg_catalog.pg_foreign_server s WHERE s.srvacl IS NOT NULL
UNION ALL
SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, t.oid, 0, t.typowner, t.typacl::pg_catalog.text[]
FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
WHERE t.typacl IS NOT NULL AND {managed}
UNION ALL
SELECT 'pg_catalog.pg_namespace'::pg_catalog.regclass, n.oid, 0, n.nspowner, n.nspacl::pg_catalog.text[]
FROM pg_catalog.pg_namespace n
LEFT JOIN pg_catalog.pg_init_privs ip
       ON ip.classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND ip.objoid = n.oid AND ip.objsubid = 0
WHERE n.nspacl IS NOT NULL AND n.nspacl IS DISTINCT FROM ip.initprivs AND {managed}
)sql";

void from_row(Row const &row, CatalogNames const &names, Found &found)
{
    auto const catalog = row.number("catalog");
    auto const oid = row.number("oid");
    auto const number = static_cast<int>(row.number("number"));
    auto const *subject = names.object(catalog, oid, number);
    ObjectId on;
    if (subject != nullptr) {
        on = subject->id;
    } else if (catalog == catalog_oid::pg_class && number > 0 &&
               !names.column(oid, number).empty()) {
        // A column of a view is no object of its own.
        auto const relation = names.relation(oid);
        on = id_of<Column>({relation.schema, relation.name, names.column(oid, number)});
    } else {
        return;
    }
    add_grants(on, number == 0 ? names.role(row.number("owner")) : names.owner_of(oid),
               row.list("acl"), names.server_version(), found);
}

using Names = std::vector<std::string>;

Names without(Names const &all, Names const &some)
{
    Names rest;
    std::set_difference(all.begin(), all.end(), some.begin(), some.end(), std::back_inserter(rest));
    return rest;
}

// What stands in the object's ACL for this grantee where nothing is written down.
Names usual(Grant const &grant, Context const &context)
{
    if (!grant.grantor.empty()) {
        return {};
    }
    if (grant.grantee.empty()) {
        return grant.on.kind() == kind_of<Column>
                   ? Names{}
                   : all_privileges(grant.on.kind(), context.server_version);
    }
    return grant.grantee == "public" ? public_privileges(grant.on, context.server_version)
                                     : Names{};
}

Sql privilege_list(Names const &privileges, ObjectId const &on)
{
    std::vector<Sql> parts;
    for (std::string const &privilege : privileges) {
        parts.push_back(on.kind() == kind_of<Column>
                            ? sql("{} ({})", Keyword{privilege}, Ident{on.name()})
                            : sql("{}", Keyword{privilege}));
    }
    return join(parts, ", ");
}

Sql role(Grant const &grant, Context const &context)
{
    if (grant.grantee == "public") {
        return sql("PUBLIC");
    }
    if (!grant.grantee.empty()) {
        return sql("{}", Ident{grant.grantee});
    }
    auto const *subject = context.catalog.find(
        grant.on.kind() == kind_of<Column> ? relation_of(grant.on, context.catalog) : grant.on);
    return subject != nullptr && subject->owner ? sql("{}", Ident{*subject->owner})
                                                : sql("CURRENT_USER");
}

// The grant on the whole relation to the same role, by the same grantor.
ObjectId relation_grant(Grant const &grant, Kind relation)
{
    auto const on = grant.on.kind() == kind_of<Column> ? grant.on.up(relation) : grant.on;
    return satellite_id(kind_of<Grant>, on, {grant.grantee, grant.grantor});
}

struct Privileges {
    Names all;
    Names grant_option;
};

// Without a server nobody knows whether it has MAINTAIN, which an owner, and who is given all, has
// where there is such a thing: ALL gives and takes it without saying so.
bool names_unknown(Names const &privileges, Context const &context)
{
    return context.server_version == 0 &&
           std::find(privileges.begin(), privileges.end(), "maintain") != privileges.end();
}

Side change(Grant const &grant, Privileges const &from, Privileges const &to,
            Context const &context)
{
    Side result;
    auto const add = [&](Names const &privileges, std::string_view verb) {
        if (privileges.empty()) {
            return;
        }
        auto const &wanted = verb == "grant option" ? to.grant_option : to.all;
        bool const is_all = verb.starts_with("grant") && names_unknown(privileges, context) &&
                            wanted == all_privileges(grant.on.kind(), context.server_version);
        auto const list = is_all ? sql("ALL") : privilege_list(privileges, grant.on);
        auto const on = grant_target(grant.on, context.catalog);
        auto const grantee = role(grant, context);
        result.statements.push_back(
            verb == "revoke" ? sql("REVOKE {} ON {} FROM {}", list, on, grantee)
            : verb == "revoke option"
                ? sql("REVOKE GRANT OPTION FOR {} ON {} FROM {}", list, on, grantee)
            : verb == "grant" ? sql("GRANT {} ON {} TO {}", list, on, grantee)
                              : sql("GRANT {} ON {} TO {} WITH GRANT OPTION", list, on, grantee));
    };
    Names const taken = without(from.all, to.all);
    Names const given = without(to.all, from.all);
    auto start = from;
    if (names_unknown(taken, context)) {
        result.statements.push_back(sql("REVOKE ALL ON {} FROM {}",
                                        grant_target(grant.on, context.catalog),
                                        role(grant, context)));
        start = {};
    }
    Names const kept_option = without(start.grant_option, taken);
    add(without(start.all, to.all), "revoke");
    add(without(kept_option, to.grant_option), "revoke option");
    add(without(without(to.all, start.all), to.grant_option), "grant");
    add(without(to.grant_option, start.grant_option), "grant option");
    // Privileges belong to whoever granted them, so another grantor has to do it himself.
    if (!grant.grantor.empty() && !result.statements.empty()) {
        result.statements.insert(result.statements.begin(),
                                 sql("SET LOCAL ROLE {}", Ident{grant.grantor}));
        result.statements.push_back(sql("RESET ROLE"));
    }
    // A privilege on columns goes with the same privilege on their table.
    if (!taken.empty() && grant.on.kind() != kind_of<Column>) {
        result.makes_way.push_back({relation_grant(grant, grant.on.kind()), kind_set<Grant>()});
    }
    auto const grantee = grant.grantee.empty() ? "its owner" : grant.grantee;
    if (!given.empty() && grant.grantee == "public") {
        result.hazards.push_back(
            {HazardClass::weaken_isolation,
             fmt::format("everybody gets {} on {}", fmt::join(given, ", "), described(grant.on))});
    }
    if (!taken.empty()) {
        result.hazards.push_back(
            {HazardClass::change_access, fmt::format("{} loses {} on {}", grantee,
                                                     fmt::join(taken, ", "), described(grant.on))});
    }
    return result;
}

Privileges held(Grant const &grant)
{
    return {grant.privileges, grant.grant_option};
}

Side create(Object const &object, Context const &context)
{
    auto const &body = object.as<Grant>();
    return change(body, {usual(body, context), {}}, held(body), context);
}

Side drop(Object const &object, Context const &context)
{
    auto const &body = object.as<Grant>();
    auto result = change(body, held(body), {usual(body, context), {}}, context);
    result.clause = Clause{satellite::holder(body.on, context.catalog), sql("")};
    return result;
}

// A change of the subject's owner comes before, and its way back after that of the grant: in both
// directions the owner is the new one.
Alteration alter(Object const &before, Object const &after, FieldNames const &, Context const &,
                 Context const &after_context)
{
    Alteration alteration;
    alteration.steps.push_back(both_ways(before, after, [&](Object const &from, Object const &to) {
        return change(to.as<Grant>(), held(from.as<Grant>()), held(to.as<Grant>()), after_context);
    }));
    return alteration;
}

// The grants to a role on an object, by whoever they are.
void add_grants_to(std::string const &role, ObjectId const &on, Catalog const &catalog,
                   bool (*counts)(Grant const &), std::vector<ObjectId> &ids)
{
    for (ObjectPtr const &grant :
         catalog.below(kind_of<Grant>, satellite_id(kind_of<Grant>, on, {role}))) {
        if (counts(grant->as<Grant>())) {
            ids.push_back(grant->id);
        }
    }
}

// Whoever passes a privilege on was given it with the option to do so before, and sees the object
// through its schema.
void add_what_its_grantor_needs(Grant const &grant, ObjectId const &relation,
                                Catalog const &catalog, std::vector<ObjectId> &ids)
{
    auto const passes_on = [](Grant const &one) {
        return !one.grant_option.empty();
    };
    add_grants_to(grant.grantor, grant.on, catalog, passes_on, ids);
    if (relation != grant.on) {
        add_grants_to(grant.grantor, relation, catalog, passes_on, ids);
    }
    if (grant.on.kind() == kind_of<Schema> || !has_schema(grant.on)) {
        return;
    }
    for (std::string const &role : {grant.grantor, std::string("public")}) {
        add_grants_to(
            role, id_of<Schema>({grant.on.schema()}), catalog, [](Grant const &) { return true; },
            ids);
    }
}

std::vector<ObjectId> depends_on(Object const &object, Catalog const &catalog)
{
    auto const &body = object.as<Grant>();
    auto relation = body.on;
    auto ids = satellite::what_it_hangs_on(body.on, catalog);
    if (body.on.kind() == kind_of<Column>) {
        relation = relation_of(body.on, catalog);
        ids.push_back(relation_grant(body, relation.kind()));
    }
    if (!body.grantor.empty()) {
        add_what_its_grantor_needs(body, relation, catalog, ids);
    }
    return ids;
}

// PostgreSQL sorts what a new object gets by default, with what everybody gets in front, and keeps
// what is given later in the order in which it is given, which is Object::position. Both ways are
// to lead to the same.
std::vector<ObjectId> comes_after(Object const &object, Catalog const &catalog)
{
    auto to_everybody = satellite_id(kind_of<Grant>, object.as<Grant>().on, {"public", ""});
    auto const *other = catalog.find(to_everybody);
    bool const is_later = other != nullptr && other->position > object.position;
    return other == nullptr || to_everybody == object.id || is_later
               ? std::vector<ObjectId>{}
               : std::vector{std::move(to_everybody)};
}

// What its grantee has on its subject, by whoever granted it. A new object gives its owner all that
// he wants, and the words of others to him are no gain.
std::vector<Right> rights(ObjectId const &id, Context const &context)
{
    auto const parts = id.parts();
    Grant const unsaid{subject_of(id), std::string(parts[parts.size() - 2]), "", {}, {}};
    auto const with = satellite::holder(unsaid.on, context.catalog);
    bool const counts = context.catalog.contains(with) &&
                        (!unsaid.grantee.empty() || context.other->contains(with));
    if (!counts) {
        return {};
    }
    std::vector<Right> all;
    auto const add = [&](Grant const &grant) {
        add_rights(all, {grantee_words(unsaid.grantee), described(unsaid.on), "", false, with},
                   grant.privileges, grant.grant_option);
    };
    auto const grantee = satellite_id(kind_of<Grant>, unsaid.on, {unsaid.grantee});
    for (ObjectPtr const &one : context.catalog.below(kind_of<Grant>, grantee)) {
        add(one->as<Grant>());
    }
    if (!context.catalog.contains(grantee.child(kind_of<Grant>, ""))) {
        auto body = unsaid;
        body.privileges = usual(unsaid, context);
        add(body);
    }
    return all;
}

// Relations share their names, so one kind serves for all of them.
std::vector<std::string> slots(ObjectId const &, Object const *object)
{
    auto body = object->as<Grant>();
    body.on = facts(body.on.kind()).has_columns ? body.on.as(kind_of<Table>) : body.on;
    return {"grant " + relation_grant(body, kind_of<Table>).path(), rights_slot(body.on)};
}

// The id has followed already; it says what the object hangs on.
void follow(Object &object, ObjectId const &, ObjectId const &)
{
    object.as<Grant>().on = subject_of(object.id);
}

} // namespace

Rules const rules{.kind = kind_of<Grant>,
                  .catalog_query = query,
                  .from_row = from_row,
                  .create = create,
                  .drop = drop,
                  .alter = alter,
                  .follow = follow,
                  .depends_on = depends_on,
                  .comes_after = comes_after,
                  .rights = rights,
                  .slots = slots};

} // namespace schemadiff::kinds::grant
