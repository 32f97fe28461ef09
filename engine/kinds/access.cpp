#include <engine/kinds/access.hpp>

#include <engine/kinds/privileges.hpp>
#include <engine/kinds/registry.hpp>
#include <engine/kinds/satellite.hpp>
#include <schemadiff/model/kind_facts.hpp>
#include <schemadiff/model/satellite.hpp>

#include <algorithm>
#include <map>

namespace schemadiff::kinds
{

namespace
{

PrivilegeNames without(PrivilegeNames const &all, PrivilegeNames const &some)
{
    PrivilegeNames rest;
    std::set_difference(all.begin(), all.end(), some.begin(), some.end(), std::back_inserter(rest));
    return rest;
}

PrivilegeNames both(PrivilegeNames const &a, PrivilegeNames const &b)
{
    PrivilegeNames all;
    std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(all));
    return all;
}

PrivilegeNames common(PrivilegeNames const &a, PrivilegeNames const &b)
{
    PrivilegeNames all;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(all));
    return all;
}

Kind kind_of_sort(std::string_view sort)
{
    return sort == "sequences"   ? kind_of<Sequence>
           : sort == "functions" ? kind_of<Function>
           : sort == "types"     ? kind_of<Enum>
           : sort == "schemas"   ? kind_of<Schema>
                                 : kind_of<Table>;
}

// The sort of objects that default privileges know a kind as; empty: they do not touch it.
std::string_view sort_of(Kind kind)
{
    auto const &about = facts(kind);
    return about.privileges.empty() || about.comes_with_parent                     ? ""
           : kind == kind_of<Schema>                                               ? "schemas"
           : kind == kind_of<Sequence> || kind == kind_of<IdentitySequence>        ? "sequences"
           : about.has_columns                                                     ? "tables"
           : about.is_type                                                         ? "types"
           : about.privileges.size() == 1 && about.privileges.front() == "execute" ? "functions"
                                                                                   : "";
}

struct Held {
    PrivilegeNames privileges, grant_option;
};

// What each role holds on a new object, as far as default privileges speak of it: public, owner,
// or the name of a role.
std::map<std::string, Held> held_by_default(ObjectId const &id, Making const &making)
{
    std::map<std::string, Held> all;
    auto const sort = sort_of(id.kind());
    if (making.role.empty() || sort.empty()) {
        return all;
    }
    // Default privileges are dropped before and made or changed after everything else, so those
    // are in force that stand on both sides, as they were.
    auto const add = [&](std::string_view schema) {
        ObjectId const privileges = id_of<DefaultPrivileges>({making.role, schema, sort});
        for (auto const &one : making.before.below(kind_of<DefaultGrant>, privileges)) {
            if (!making.after.contains(one->id)) {
                continue;
            }
            auto const &body = one->as<DefaultGrant>();
            auto [found, is_new] = all.try_emplace(std::string(one->id.name()));
            if (is_new && !schema.empty()) {
                found->second.privileges =
                    usual_default(privileges, one->id.name(), making.server_version);
            }
            found->second.privileges = both(found->second.privileges, body.privileges);
            found->second.grant_option = both(found->second.grant_option, body.grant_option);
        }
    };
    add("");
    if (sort != "schemas") {
        add(id.schema());
    }
    return all;
}

PrivilegeNames usual(ObjectId const &on, std::string const &grantee, int server_version)
{
    return grantee == "owner"    ? all_privileges(on.kind(), server_version)
           : grantee == "public" ? public_privileges(on, server_version)
                                 : PrivilegeNames{};
}

Sql privilege_list(PrivilegeNames const &privileges)
{
    std::vector<Sql> parts;
    for (std::string const &privilege : privileges) {
        parts.push_back(sql("{}", Keyword{privilege}));
    }
    return join(parts, ", ");
}

ObjectId grant_id(ObjectId const &on, std::string const &grantee)
{
    return satellite_id(kind_of<Grant>, on, {grantee == "owner" ? "" : grantee, ""});
}

// Arguments of an aggregate as GRANT takes them, which does not know ORDER BY. Of a variadic
// hypothetical-set aggregate, both lists are the same argument.
std::string plain_arguments(std::string_view arguments)
{
    constexpr std::string_view words = "ORDER BY ";
    bool in_quotes = false;
    for (std::size_t at = 0; at < arguments.size(); ++at) {
        in_quotes = arguments[at] == '"' ? !in_quotes : in_quotes;
        if (in_quotes || !arguments.substr(at).starts_with(words)) {
            continue;
        }
        auto const direct = std::string(arguments.substr(0, at == 0 ? 0 : at - 1));
        auto const ordered = std::string(arguments.substr(at + words.size()));
        bool const is_one = direct.starts_with("VARIADIC ") || direct == ordered;
        return direct.empty()                               ? ordered
               : is_one && ordered.starts_with("VARIADIC ") ? ordered
                                                            : direct + ", " + ordered;
    }
    return std::string(arguments);
}

} // namespace

AccessMoves access_moves(PrivilegeNames const &from, PrivilegeNames const &from_option,
                         PrivilegeNames const &to, PrivilegeNames const &to_option)
{
    AccessMoves moves;
    moves.revoked = without(from, to);
    moves.option_revoked = without(without(from_option, moves.revoked), to_option);
    moves.granted = without(without(to, from), to_option);
    moves.granted_with_option = without(to_option, from_option);
    return moves;
}

PrivilegeNames usual_default(ObjectId const &privileges, std::string_view grantee,
                             int server_version)
{
    Kind const kind = kind_of_sort(privileges.name());
    if (grantee == "owner") {
        return privileges.name() == "large objects" ? PrivilegeNames{"select", "update"}
                                                    : all_privileges(kind, server_version);
    }
    auto const everybody = facts(kind).public_privileges;
    return grantee == "public" ? PrivilegeNames{everybody.begin(), everybody.end()}
                               : PrivilegeNames{};
}

// The statements of a Grant take away what is usual and not wanted, and add what is wanted and not
// usual; the rest is done here.
std::vector<Sql> access_statements(Object const &object, Catalog const &own, Making const &making)
{
    std::vector<Sql> statements;
    for (auto const &[grantee, held] : held_by_default(object.id, making)) {
        auto const expected = usual(object.id, grantee, making.server_version);
        auto const *grant = own.find(grant_id(object.id, grantee));
        auto const wanted = grant != nullptr ? grant->as<Grant>().privileges : expected;
        auto const wanted_option =
            grant != nullptr ? grant->as<Grant>().grant_option : PrivilegeNames{};
        auto const start = both(common(held.privileges, wanted), common(wanted, expected));
        auto const moves = access_moves(held.privileges, held.grant_option, start,
                                        common(held.grant_option, wanted_option));
        auto const on = grant_target(object.id, own);
        auto const role = grantee == "public"  ? sql("PUBLIC")
                          : grantee == "owner" ? sql("{}", Ident{making.role})
                                               : sql("{}", Ident{grantee});
        if (!moves.revoked.empty()) {
            statements.push_back(
                sql("REVOKE {} ON {} FROM {}", privilege_list(moves.revoked), on, role));
        }
        if (!moves.option_revoked.empty()) {
            statements.push_back(sql("REVOKE GRANT OPTION FOR {} ON {} FROM {}",
                                     privilege_list(moves.option_revoked), on, role));
        }
        if (!moves.granted.empty()) {
            statements.push_back(
                sql("GRANT {} ON {} TO {}", privilege_list(moves.granted), on, role));
        }
    }
    return statements;
}

std::vector<Sql> access_statements_going_back(Object const &before, Context const &before_context,
                                              Context const &after_context)
{
    return access_statements(before, before_context.catalog,
                             {before_context.catalog, after_context.catalog, before_context.role,
                              before_context.server_version});
}

std::vector<ObjectPtr> access_by_default(Object const &object, Making const &making)
{
    std::vector<ObjectPtr> grants;
    for (auto const &[grantee, held] : held_by_default(object.id, making)) {
        bool const is_usual = held.grant_option.empty() &&
                              held.privileges == usual(object.id, grantee, making.server_version);
        if (!is_usual) {
            auto grant = std::make_shared<Object>(Object{
                grant_id(object.id, grantee), Grant{object.id, grantee == "owner" ? "" : grantee,
                                                    "", held.privileges, held.grant_option}});
            grant->at = object.at;
            grants.push_back(std::move(grant));
        }
    }
    return grants;
}

void add_grants(ObjectId const &on, std::string const &owner, std::vector<std::string> const &acl,
                int server_version, Found &found)
{
    int place = 0;
    auto const add = [&](std::string const &grantee, std::string const &grantor,
                         PrivilegeNames privileges, PrivilegeNames grant_option) {
        Object grant{satellite_id(kind_of<Grant>, on, {grantee, grantor}),
                     Grant{on, grantee, grantor, std::move(privileges), std::move(grant_option)}};
        grant.position = ++place;
        found.add(std::move(grant));
    };
    bool const is_column = on.kind() == kind_of<Column>;
    bool owner_seen = is_column;
    bool public_seen = false;
    auto const everybody = public_privileges(on, server_version);
    for (std::string const &text : acl) {
        auto item = acl_item(text);
        bool const to_public = item.grantee.empty();
        bool const to_owner = item.grantee == owner;
        std::string const grantor = item.grantor == owner ? "" : item.grantor;
        if (to_owner && grantor.empty() && !is_column) {
            owner_seen = true;
            if (item.grant_option.empty() &&
                item.privileges == all_privileges(on.kind(), server_version)) {
                continue;
            }
        }
        if (to_public && grantor.empty()) {
            public_seen = true;
            if (item.privileges == everybody) {
                continue;
            }
        }
        add(to_public  ? "public"
            : to_owner ? ""
                       : item.grantee,
            grantor, std::move(item.privileges), std::move(item.grant_option));
    }
    if (!owner_seen) {
        add("", "", {}, {});
    }
    if (!public_seen && !everybody.empty()) {
        add("public", "", {}, {});
    }
}

// GRANT knows views as tables, and a column by its table.
Sql grant_target(ObjectId const &on, Catalog const &catalog)
{
    if (on.kind() == kind_of<Column> || facts(on.kind()).has_columns) {
        return sql("TABLE {}", relation_name(on));
    }
    if (on.kind() == kind_of<Aggregate>) {
        return sql("FUNCTION {}({})", relation_name(on),
                   Verbatim{TypeName{plain_arguments(on.part(2))}});
    }
    if (on.kind() == kind_of<ForeignServer>) {
        return sql("FOREIGN SERVER {}", Ident{on.name()});
    }
    return satellite::address_of(on, catalog);
}

} // namespace schemadiff::kinds
