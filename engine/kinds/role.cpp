// Roles. Those that initdb makes, the bootstrap superuser among them, are never read, and no
// password ever is.
#include <engine/kinds/registry.hpp>
#include <engine/kinds/settings.hpp>

#include <fmt/format.h>

#include <array>

namespace schemadiff::kinds::role
{

namespace
{

constexpr std::string_view query = R"sql(
SELECT r.oid, r.rolname, r.rolsuper, r.rolinherit, r.rolcreaterole, r.rolcreatedb, r.rolcanlogin,
       r.rolreplication, r.rolbypassrls, r.rolconnlimit, r.rolconfig,
       CASE WHEN pg_catalog.isfinite(r.rolvaliduntil)
            THEN pg_catalog.to_char(r.rolvaliduntil AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') || '+00' END AS valid_until,
       (SELECT s.setconfig FROM pg_catalog.pg_db_role_setting s
        JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase
        WHERE s.setrole = r.oid AND d.datname = pg_catalog.current_database()) AS database_settings,
       pg_catalog.shobj_description(r.oid, 'pg_authid') AS comment
FROM pg_catalog.pg_roles r
WHERE r.oid >= 16384
)sql";

void from_row(Row const &row, CatalogNames const &, Found &found)
{
    Role body;
    body.superuser = row.boolean("rolsuper");
    body.inherit = row.boolean("rolinherit");
    body.createrole = row.boolean("rolcreaterole");
    body.createdb = row.boolean("rolcreatedb");
    body.login = row.boolean("rolcanlogin");
    body.replication = row.boolean("rolreplication");
    body.bypassrls = row.boolean("rolbypassrls");
    body.connection_limit = row.number("rolconnlimit");
    body.valid_until = row.text("valid_until");
    body.settings = options_from(row.list("rolconfig"));
    body.database_settings = options_from(row.list("database_settings"));
    auto const id = id_of<Role>({row.text("rolname")});
    found.add({id, std::move(body)}, catalog_oid::pg_authid, row.number("oid"));
    if (!row.is_null("comment")) {
        found.add(
            {satellite_id(kind_of<Comment>, id), Comment{id, std::string(row.text("comment"))}});
    }
}

Sql address(ObjectId const &id)
{
    return sql("ROLE {}", Ident{id.name()});
}

// An attribute that a role has or has not: LOGIN, NOLOGIN. What it may do is said in hazards.
struct Attribute {
    bool Role::*member;
    std::string_view word;
    std::string_view gain; // what anybody has to fear who lets the role have it; empty: nothing
    HazardClass gain_class = HazardClass::change_access;
};

constexpr auto attributes = std::to_array<Attribute>({
    {&Role::superuser, "superuser", "may do everything, and sees all rows",
     HazardClass::weaken_isolation},
    {&Role::inherit, "inherit", ""},
    {&Role::createrole, "createrole", "may make and alter roles"},
    {&Role::createdb, "createdb", ""},
    {&Role::login, "login", ""},
    {&Role::replication, "replication", "may copy the whole server, with all rows",
     HazardClass::weaken_isolation},
    {&Role::bypassrls, "bypassrls", "sees all rows, whatever policies say",
     HazardClass::weaken_isolation},
});

Sql word_of(Attribute const &attribute, bool has)
{
    return sql("{}{}", has ? sql("") : sql("NO"), Keyword{attribute.word});
}

// LOGIN CONNECTION LIMIT 5: what differs between two roles.
std::vector<Sql> words_between(Role const &from, Role const &to)
{
    std::vector<Sql> words;
    for (Attribute const &attribute : attributes) {
        if (from.*attribute.member != to.*attribute.member) {
            words.push_back(word_of(attribute, to.*attribute.member));
        }
    }
    if (from.connection_limit != to.connection_limit) {
        words.push_back(sql("CONNECTION LIMIT {}", Number{to.connection_limit}));
    }
    if (from.valid_until != to.valid_until) {
        words.push_back(
            sql("VALID UNTIL {}", Literal{to.valid_until.empty() ? "infinity" : to.valid_until}));
    }
    return words;
}

void add_hazards(ObjectId const &id, Role const &from, Role const &to, Side &result)
{
    for (Attribute const &attribute : attributes) {
        bool const had = from.*attribute.member;
        bool const has = to.*attribute.member;
        if (!had && has && !attribute.gain.empty()) {
            result.hazards.push_back(
                {attribute.gain_class, fmt::format("{} {}", described(id), attribute.gain)});
        } else if (had && !has) {
            result.hazards.push_back({HazardClass::change_access,
                                      fmt::format("{} loses {}", described(id), attribute.word)});
        }
    }
    if (from.valid_until != to.valid_until && !to.valid_until.empty()) {
        result.hazards.push_back(
            {HazardClass::change_access,
             fmt::format("the password of {} ends at {}", described(id), to.valid_until)});
    }
}

std::vector<Sql> setting_statements(ObjectId const &id, Options const &from, Options const &to)
{
    auto const change = option_change(from, to);
    std::vector<Sql> statements;
    for (auto const &[name, value] : change.set) {
        statements.push_back(
            sql("ALTER {} SET {} TO {}", address(id), Ident{name}, setting_value(name, value)));
    }
    for (std::string const &name : change.reset) {
        statements.push_back(sql("ALTER {} RESET {}", address(id), Ident{name}));
    }
    return statements;
}

// The plan may run in a database of another name: that of its proof.
Sql in_this_database(ObjectId const &id, Sql const &what)
{
    auto const block = sql("BEGIN EXECUTE pg_catalog.format('ALTER ROLE %I IN DATABASE %I %s', {}, "
                           "pg_catalog.current_database(), {}); END",
                           Literal{id.name()}, Literal{what.text()});
    return sql("DO {}", DollarQuoted{block.text()});
}

std::vector<Sql> database_setting_statements(ObjectId const &id, Options const &from,
                                             Options const &to)
{
    auto const change = option_change(from, to);
    std::vector<Sql> statements;
    for (auto const &[name, value] : change.set) {
        statements.push_back(
            in_this_database(id, sql("SET {} TO {}", Ident{name}, setting_value(name, value))));
    }
    for (std::string const &name : change.reset) {
        statements.push_back(in_this_database(id, sql("RESET {}", Ident{name})));
    }
    return statements;
}

void add_settings(ObjectId const &id, Role const &from, Role const &to, Side &result)
{
    for (auto &&statements :
         {setting_statements(id, from.settings, to.settings),
          database_setting_statements(id, from.database_settings, to.database_settings)}) {
        result.statements.insert(result.statements.end(), statements.begin(), statements.end());
    }
}

Side create(Object const &object, Context const &)
{
    auto const &body = object.as<Role>();
    auto const words = words_between({}, body);
    auto result = side(sql("CREATE {}{}{}", address(object.id), words.empty() ? sql("") : sql(" "),
                           join(words, " ")));
    add_settings(object.id, {}, body, result);
    add_hazards(object.id, {}, body, result);
    return result;
}

// Refused by the server where the role still has something, in whatever database.
Side drop(Object const &object, Context const &)
{
    auto result = side(sql("DROP {}", address(object.id)));
    result.hazards.push_back({HazardClass::change_access,
                              fmt::format("{} is gone in all databases", described(object.id))});
    if (object.as<Role>().login) {
        result.hazards.push_back(
            {HazardClass::not_reversible,
             fmt::format("{} loses its password, which is never read", described(object.id))});
    }
    return result;
}

Alteration alter(Object const &before, Object const &after, FieldNames const &, Context const &,
                 Context const &)
{
    Alteration alteration;
    alteration.steps.push_back(both_ways(before, after, [](Object const &from, Object const &to) {
        auto const &old_body = from.as<Role>();
        auto const &new_body = to.as<Role>();
        Side result;
        if (auto const words = words_between(old_body, new_body); !words.empty()) {
            result.statements.push_back(sql("ALTER {} {}", address(to.id), join(words, " ")));
        }
        add_settings(to.id, old_body, new_body, result);
        add_hazards(to.id, old_body, new_body, result);
        return result;
    }));
    return alteration;
}

std::vector<ObjectId> depends_on(Object const &, Catalog const &)
{
    return {};
}

std::vector<Right> rights(ObjectId const &id, Context const &context)
{
    std::vector<Right> all;
    auto const *role = context.catalog.find(id);
    for (Attribute const &attribute : attributes) {
        if (role != nullptr && role->as<Role>().*attribute.member) {
            all.push_back({described(id), "the server", std::string(attribute.word), false, id});
        }
    }
    return all;
}

} // namespace

// There is no rename: it would clear a password that was hashed with the old name.
Rules const rules{.kind = kind_of<Role>,
                  .catalog_query = query,
                  .from_row = from_row,
                  .create = create,
                  .drop = drop,
                  .alter = alter,
                  .alters_alone = true,
                  .depends_on = depends_on,
                  .rights = rights,
                  .address = address};

} // namespace schemadiff::kinds::role
