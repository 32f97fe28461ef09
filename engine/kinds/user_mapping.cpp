// User mappings. The server itself hides the values of options that may be secrets before they are
// read, so a mapping that comes back after it was dropped has lost them.
#include <engine/kinds/option_clause.hpp>
#include <engine/kinds/registry.hpp>
#include <schemadiff/base/secrets.hpp>

#include <fmt/format.h>

namespace schemadiff::kinds::foreign_data
{

namespace
{

// pg_user_mapping can be read by superusers only; the view shows others the options of their own.
// The list of open options is is_open_option().
constexpr std::string_view query = R"sql(
SELECT u.umid AS oid, u.srvname, u.umuser = 0 AS is_public, u.usename,
       u.umoptions IS NOT NULL
       OR (SELECT r.rolsuper FROM pg_catalog.pg_roles r WHERE r.rolname = current_user) AS is_seen,
       ARRAY(SELECT CASE WHEN pg_catalog.split_part(o.item, '=', 1)
                              IN ('user', 'username', 'user_name', 'password_required', 'use_scram_passthrough')
                         THEN o.item ELSE pg_catalog.split_part(o.item, '=', 1) || '=***' END
             FROM pg_catalog.unnest(u.umoptions) WITH ORDINALITY AS o(item, place) ORDER BY o.place) AS options
FROM pg_catalog.pg_user_mappings u
WHERE {not_member pg_user_mapping u.umid}
)sql";

void from_row(Row const &row, CatalogNames const &, Found &found)
{
    UserMapping body;
    if (row.boolean("is_seen")) {
        body.options = options_from(row.list("options"));
    }
    auto const role = row.boolean("is_public") ? std::string_view{"public"} : row.text("usename");
    found.add({id_of<UserMapping>({row.text("srvname"), role}), std::move(body)},
              catalog_oid::pg_user_mapping, row.number("oid"));
}

Sql address(ObjectId const &id)
{
    return sql("USER MAPPING FOR {} SERVER {}",
               id.name() == "public" ? sql("PUBLIC") : sql("{}", Ident{id.name()}),
               Ident{id.part(0)});
}

// What cannot be written because nobody has it.
void add_hidden(ObjectId const &id, Options const &options, Options const &there, Side &result)
{
    for (auto const &[key, value] : options) {
        if (value == hidden_value && !there.contains(key)) {
            result.hazards.push_back({HazardClass::not_reversible,
                                      fmt::format("{} is left without its option {}, whose value "
                                                  "is a secret that was not read",
                                                  described(id), key)});
        }
    }
}

Options options_of(Object const &object)
{
    return object.as<UserMapping>().options.value_or(Options{});
}

Side create(Object const &object, Context const &)
{
    auto const options = options_of(object);
    auto result = side(sql("CREATE {}{}", address(object.id), options_clause(options)));
    add_hidden(object.id, options, {}, result);
    return result;
}

Side drop(Object const &object, Context const &)
{
    auto result = side(sql("DROP {}", address(object.id)));
    for (auto const &[key, value] : options_of(object)) {
        if (value == hidden_value) {
            result.hazards.push_back({HazardClass::not_reversible,
                                      fmt::format("{} loses its option {}, whose value is a secret "
                                                  "that was not read",
                                                  described(object.id), key)});
        }
    }
    return result;
}

Alteration alter(Object const &before, Object const &after, FieldNames const &, Context const &,
                 Context const &)
{
    Alteration alteration;
    alteration.steps.push_back(both_ways(before, after, [](Object const &from, Object const &to) {
        auto const old_options = options_of(from);
        auto const new_options = options_of(to);
        auto const clause = options_change_clause(old_options, new_options);
        Side result;
        if (!clause.empty()) {
            result.statements.push_back(sql("ALTER {}{}", address(to.id), clause));
        }
        add_hidden(to.id, new_options, old_options, result);
        return result;
    }));
    return alteration;
}

std::vector<ObjectId> depends_on(Object const &object, Catalog const &)
{
    return {object.id.up(kind_of<ForeignServer>)};
}

} // namespace

Rules const user_mapping_rules{.kind = kind_of<UserMapping>,
                               .catalog_query = query,
                               .from_row = from_row,
                               .create = create,
                               .drop = drop,
                               .alter = alter,
                               .depends_on = depends_on};

} // namespace schemadiff::kinds::foreign_data
