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
       pg_catalog.array_agg(CASE WHEN grantor.oid >= 16384 THEN grantor.rolname ELSE '' END
                            ORDER BY grantor.oid)::pg_catalog.text[] AS grantors
FROM pg_catalog.pg_auth_members m
JOIN pg_catalog.pg_roles member ON member.oid = m.member
JOIN pg_catalog.pg_roles granted ON granted.oid = m.roleid
LEFT JOIN pg_catalog.pg_roles grantor ON grantor.oid = m.grantor
WHERE member.oid >= 16384 AND NOT {membership_of_creator}
GROUP BY 1, 2
)sql";

using Names = std::vector<std::string>;

void from_row(Row const &row, CatalogNames const &, Found &found)
{
    Membership body;
    body.admin = row.boolean("admin");
    body.inherit = row.boolean("inherit");
    body.set = row.boolean("set");
    body.grantors = row.list("grantors");
    if (std::find(body.grantors.begin(), body.grantors.end(), "") == body.grantors.end()) {
        body.granted_by = body.grantors;
        std::sort(body.granted_by->begin(), body.granted_by->end());
    }
    found.add({id_of<Membership>({row.text("member"), row.text("granted")}), std::move(body)});
}

// An empty name is the bootstrap superuser, or whoever runs the statement.
Names grantors_of(Membership const &body)
{
    return !body.grantors.empty() ? body.grantors : body.granted_by.value_or(Names{""});
}

// One end of a change: what is given, and by whom.
struct Given {
    Membership const *body; // null: nothing
    Names grantors;
};

class Change
{
public:
    Change(ObjectId const &id, Context const &context) : id_{id}, context_{context} {}

    Side run(Given const &from, Given const &to)
    {
        for (std::string const &grantor : from.grantors) {
            if (!has(to.grantors, grantor)) {
                add(sql("REVOKE {} FROM {}{}", granted(), member(), revoked_by(grantor)));
            }
        }
        for (std::string const &grantor : to.grantors) {
            if (!has(from.grantors, grantor)) {
                give(*to.body, grantor);
            } else {
                change(*from.body, *to.body, grantor);
            }
        }
        add_hazards(from.body, to.body);
        return std::move(side_);
    }

private:
    static bool has(Names const &names, std::string const &name)
    {
        return std::find(names.begin(), names.end(), name) != names.end();
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

    void give(Membership const &body, std::string const &grantor)
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
                granted_by(grantor)));
    }

    void change(Membership const &from, Membership const &to, std::string const &grantor)
    {
        if (from.admin && !to.admin) {
            add(sql("REVOKE ADMIN OPTION FOR {} FROM {}{}", granted(), member(),
                    revoked_by(grantor)));
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
                    granted_by(grantor)));
        }
    }

    void add_hazards(Membership const *from, Membership const *to)
    {
        auto const say = [&](std::string_view what) {
            side_.hazards.push_back(
                {HazardClass::change_access,
                 fmt::format("role \"{}\" {} role \"{}\"", id_.part(0), what, id_.name())});
        };
        if (from == nullptr) {
            say("becomes a member of");
        } else if (to == nullptr) {
            say("is no longer a member of");
        }
        bool const had_admin = from != nullptr && from->admin;
        bool const has_admin = to != nullptr && to->admin;
        if (!had_admin && has_admin) {
            say("may let others be members of");
        } else if (had_admin && !has_admin && to != nullptr) {
            say("may no longer let others be members of");
        }
        if (from != nullptr && to != nullptr && from->inherit != to->inherit) {
            say(to->inherit ? "gets by itself what is given to"
                            : "no longer gets by itself what is given to");
        }
        if (from != nullptr && to != nullptr && from->set != to->set) {
            say(to->set ? "may become" : "may no longer become");
        }
    }

    ObjectId const &id_;
    Context const &context_;
    Side side_;
};

Side create(Object const &object, Context const &context)
{
    auto const &body = object.as<Membership>();
    return Change(object.id, context).run({nullptr, {}}, {&body, grantors_of(body)});
}

Side drop(Object const &object, Context const &context)
{
    auto const &body = object.as<Membership>();
    return Change(object.id, context).run({&body, grantors_of(body)}, {nullptr, {}});
}

// Who has granted it stays as it is where nobody says otherwise.
Alteration alter(Object const &before, Object const &after, FieldNames const &fields,
                 Context const &, Context const &context)
{
    auto const &old_body = before.as<Membership>();
    auto const &new_body = after.as<Membership>();
    auto const old_grantors = grantors_of(old_body);
    auto const new_grantors = contains(fields, "granted_by") ? grantors_of(new_body) : old_grantors;
    Step step;
    step.up = Change(after.id, context).run({&old_body, old_grantors}, {&new_body, new_grantors});
    step.down = Change(after.id, context).run({&new_body, new_grantors}, {&old_body, old_grantors});
    Alteration alteration;
    alteration.steps.push_back(std::move(step));
    return alteration;
}

// Whoever grants it has it with the option to do so.
std::vector<ObjectId> depends_on(Object const &object, Catalog const &)
{
    auto const member = object.id.up(kind_of<Role>);
    std::vector<ObjectId> ids{member, id_of<Role>({object.id.name()})};
    for (std::string const &grantor : grantors_of(object.as<Membership>())) {
        if (!grantor.empty() && grantor != member.name()) {
            ids.push_back(id_of<Role>({grantor}));
            ids.push_back(id_of<Membership>({grantor, object.id.name()}));
        }
    }
    return ids;
}

} // namespace

Rules const rules{.kind = kind_of<Membership>,
                  .catalog_query = query,
                  .from_row = from_row,
                  .create = create,
                  .drop = drop,
                  .alter = alter,
                  .alters_alone = true,
                  .depends_on = depends_on};

} // namespace schemadiff::kinds::membership
