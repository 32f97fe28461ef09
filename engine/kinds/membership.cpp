// Who is a member of which role. From PostgreSQL 16 on there is a grant for each grantor, each with
// options of its own; before, there is one, and its grantor is a mere remark.
#include <engine/kinds/registry.hpp>
#include <engine/kinds/server_features.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace schemadiff::kinds::membership
{

namespace
{

// Left out is the grant that CREATE ROLE makes by itself from PostgreSQL 16 on: it cannot be taken
// back by whoever has it.
constexpr std::string_view query = R"sql(
SELECT member.rolname AS member, granted.rolname AS granted,
       pg_catalog.bool_or(m.admin_option) AS admin, pg_catalog.bool_or({membership_inherit}) AS inherit,
       pg_catalog.bool_or({membership_set}) AS set,
       pg_catalog.array_agg(CASE WHEN m.admin_option THEN 'admin ' ELSE '' END
                            || CASE WHEN {membership_inherit} THEN 'inherit ' ELSE '' END
                            || CASE WHEN {membership_set} THEN 'set ' ELSE '' END
                            || ':' || CASE WHEN grantor.oid >= 16384 THEN grantor.rolname ELSE '' END
                            ORDER BY grantor.oid) AS grantors
FROM pg_catalog.pg_auth_members m
JOIN pg_catalog.pg_roles member ON member.oid = m.member
JOIN pg_catalog.pg_roles granted ON granted.oid = m.roleid
LEFT JOIN pg_catalog.pg_roles grantor ON grantor.oid = m.grantor
WHERE member.oid >= 16384 AND NOT {membership_of_creator}
GROUP BY 1, 2
)sql";

std::string grantor_of(std::string const &text)
{
    return text.substr(text.find(':') + 1);
}

// Nobody where the bootstrap superuser is among them.
std::optional<std::vector<std::string>> granted_by(std::vector<std::string> const &grants)
{
    std::vector<std::string> names;
    for (std::string const &text : grants) {
        names.push_back(grantor_of(text));
    }
    std::sort(names.begin(), names.end());
    bool const has_superuser = !names.empty() && names.front().empty();
    return has_superuser ? std::nullopt : std::optional{std::move(names)};
}

void from_row(Row const &row, CatalogNames const &, Found &found)
{
    Membership body;
    body.admin = row.boolean("admin");
    body.inherit = row.boolean("inherit");
    body.set = row.boolean("set");
    body.grantors = row.list("grantors");
    body.granted_by = granted_by(body.grantors);
    found.add({id_of<Membership>({row.text("member"), row.text("granted")}), std::move(body)});
}

// What one grantor gives. An empty name is the bootstrap superuser, or whoever runs the statement.
struct Given {
    std::string grantor;
    bool admin;
    bool inherit;
    bool set;
};
using Grants = std::vector<Given>;

Given given(std::string const &text)
{
    auto const has = [&, options = text.substr(0, text.find(':'))](std::string_view word) {
        return options.find(word) != std::string::npos;
    };
    return {grantor_of(text), has("admin"), has("inherit"), has("set")};
}

Grants grants_of(Membership const &body)
{
    Grants grants;
    for (std::string const &text : body.grantors) {
        grants.push_back(given(text));
    }
    if (grants.empty()) {
        for (std::string const &grantor : body.granted_by.value_or(std::vector<std::string>{""})) {
            grants.push_back({grantor, body.admin, body.inherit, body.set});
        }
    }
    return grants;
}

class Change
{
public:
    Change(ObjectId const &id, Context const &context) : id_{id}, context_{context} {}

    Side run(Grants const &from, Grants const &to)
    {
        for (Given const &one : from) {
            if (found(to, one.grantor) == nullptr) {
                add(sql("REVOKE {} FROM {}{}", granted(), member(), revoked_by(one.grantor)));
            }
        }
        for (Given const &one : to) {
            if (auto const *old_one = found(from, one.grantor)) {
                change(*old_one, one);
            } else {
                give(one);
            }
        }
        add_hazards(together(from), together(to));
        return std::move(side_);
    }

private:
    static Given const *found(Grants const &grants, std::string const &grantor)
    {
        auto const at = std::find_if(grants.begin(), grants.end(),
                                     [&](Given const &one) { return one.grantor == grantor; });
        return at == grants.end() ? nullptr : &*at;
    }
    // What the member has of all of them; nothing where there is none.
    static std::optional<Given> together(Grants const &grants)
    {
        if (grants.empty()) {
            return std::nullopt;
        }
        Given all{"", false, false, false};
        for (Given const &one : grants) {
            all.admin |= one.admin;
            all.inherit |= one.inherit;
            all.set |= one.set;
        }
        return all;
    }

    void add(Sql statement) { side_.statements.push_back(std::move(statement)); }
    Sql granted() const { return sql("{}", Ident{id_.name()}); }
    Sql member() const { return sql("{}", Ident{id_.part(0)}); }
    static Sql granted_by(std::string const &grantor)
    {
        return grantor.empty() ? sql("") : sql(" GRANTED BY {}", Ident{grantor});
    }
    Sql revoked_by(std::string const &grantor) const
    {
        return revokes_by_grantor(context_.server_version) ? granted_by(grantor) : sql("");
    }

    static Sql option(std::string_view word, bool value)
    {
        return sql("{} {}", Keyword{word}, value ? sql("TRUE") : sql("FALSE"));
    }

    // What GRANT gives by itself is what the role says that becomes a member.
    bool inherits_by_itself() const
    {
        auto const *role = context_.catalog.find(id_.up(kind_of<Role>));
        return role == nullptr || role->as<Role>().inherit ||
               !has_membership_options(context_.server_version);
    }

    void give(Given const &body)
    {
        std::vector<Sql> options;
        if (body.inherit != inherits_by_itself()) {
            options.push_back(option("inherit", body.inherit));
        }
        if (!body.set) {
            options.push_back(option("set", false));
        }
        if (body.admin) {
            options.insert(options.begin(),
                           options.empty() ? sql("ADMIN OPTION") : option("admin", true));
        }
        add(sql("GRANT {} TO {}{}{}{}", granted(), member(),
                options.empty() ? sql("") : sql(" WITH "), join(options, ", "),
                granted_by(body.grantor)));
    }

    void change(Given const &from, Given const &to)
    {
        if (from.admin && !to.admin) {
            add(sql("REVOKE ADMIN OPTION FOR {} FROM {}{}", granted(), member(),
                    revoked_by(to.grantor)));
        }
        std::vector<Sql> options;
        if (from.inherit != to.inherit) {
            options.push_back(option("inherit", to.inherit));
        }
        if (from.set != to.set) {
            options.push_back(option("set", to.set));
        }
        if (!from.admin && to.admin) {
            options.insert(options.begin(),
                           options.empty() ? sql("ADMIN OPTION") : option("admin", true));
        }
        if (!options.empty()) {
            add(sql("GRANT {} TO {} WITH {}{}", granted(), member(), join(options, ", "),
                    granted_by(to.grantor)));
        }
    }

    void add_hazards(std::optional<Given> const &from, std::optional<Given> const &to)
    {
        auto const say = [&](std::string_view what) {
            side_.hazards.push_back(
                {HazardClass::change_access,
                 fmt::format("role \"{}\" {} role \"{}\"", id_.part(0), what, id_.name())});
        };
        if (!from) {
            say("becomes a member of");
        } else if (!to) {
            say("is no longer a member of");
        }
        bool const had_admin = from && from->admin;
        bool const has_admin = to && to->admin;
        if (!had_admin && has_admin) {
            say("may let others be members of");
        } else if (had_admin && !has_admin && to) {
            say("may no longer let others be members of");
        }
        if (from && to && from->inherit != to->inherit) {
            say(to->inherit ? "gets by itself what is given to"
                            : "no longer gets by itself what is given to");
        }
        if (from && to && from->set != to->set) {
            say(to->set ? "may become" : "may no longer become");
        }
    }

    ObjectId const &id_;
    Context const &context_;
    Side side_;
};

Side create(Object const &object, Context const &context)
{
    return Change(object.id, context).run({}, grants_of(object.as<Membership>()));
}

Side drop(Object const &object, Context const &context)
{
    return Change(object.id, context).run(grants_of(object.as<Membership>()), {});
}

// Who has granted it, and what else each of them gives, stays as it is.
Grants changed(Grants grants, Membership const &to, FieldNames const &fields)
{
    for (Given &one : grants) {
        one.admin = contains(fields, "admin") ? to.admin : one.admin;
        one.inherit = contains(fields, "inherit") ? to.inherit : one.inherit;
        one.set = contains(fields, "set") ? to.set : one.set;
    }
    return grants;
}

Alteration alter(Object const &before, Object const &after, FieldNames const &fields,
                 Context const &, Context const &context)
{
    auto const &body = after.as<Membership>();
    auto const from = grants_of(before.as<Membership>());
    auto const to = contains(fields, "granted_by") ? grants_of(body) : changed(from, body, fields);
    Step step;
    step.up = Change(after.id, context).run(from, to);
    step.down = Change(after.id, context).run(to, from);
    Alteration alteration;
    alteration.steps.push_back(std::move(step));
    return alteration;
}

// Whoever grants it has it with the option to do so.
std::vector<ObjectId> depends_on(Object const &object, Catalog const &)
{
    auto const member = object.id.up(kind_of<Role>);
    std::vector<ObjectId> ids{member, id_of<Role>({object.id.name()})};
    for (Given const &one : grants_of(object.as<Membership>())) {
        auto const &grantor = one.grantor;
        if (!grantor.empty() && grantor != member.name()) {
            ids.push_back(id_of<Role>({grantor}));
            ids.push_back(id_of<Membership>({grantor, object.id.name()}));
        }
    }
    return ids;
}

std::vector<Right> rights(ObjectId const &id, Context const &context)
{
    auto const *object = context.catalog.find(id);
    if (object == nullptr) {
        return {};
    }
    auto const &body = object->as<Membership>();
    auto const member = id.up(kind_of<Role>);
    std::vector<Right> all;
    auto const add = [&](std::string_view what) {
        all.push_back({described(member), described(id_of<Role>({id.name()})), std::string(what),
                       false, member});
    };
    add("membership");
    if (body.admin) {
        add("its admin option");
    }
    if (has_membership_options(context.server_version)) {
        if (body.inherit) {
            add("its inherit option");
        }
        if (body.set) {
            add("its set option");
        }
    }
    return all;
}

} // namespace

Rules const rules{.kind = kind_of<Membership>,
                  .catalog_query = query,
                  .from_row = from_row,
                  .create = create,
                  .drop = drop,
                  .alter = alter,
                  .alters_alone = true,
                  .depends_on = depends_on,
                  .rights = rights};

} // namespace schemadiff::kinds::membership
