// Views: query and options. CREATE OR REPLACE where the columns are known and the new ones only
// follow the old ones; otherwise the view is dropped and comes back with all that hung on it.
#include <engine/kinds/access.hpp>
#include <engine/kinds/names.hpp>
#include <engine/kinds/registry.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace schemadiff::kinds::view
{

namespace
{

constexpr std::string_view query = R"sql(
SELECT c.oid, n.nspname, c.relname, c.relowner, c.reloptions,
       pg_catalog.pg_get_viewdef(c.oid) AS definition,
       ARRAY(SELECT pg_catalog.quote_ident(a.attname) || ' '
                    || pg_catalog.format_type(a.atttypid, a.atttypmod)
                    || coalesce(' ' || a.attcollation::pg_catalog.text, '')
             FROM pg_catalog.pg_attribute a
             WHERE a.attrelid = c.oid AND a.attnum > 0 ORDER BY a.attnum) AS columns
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'v' AND {managed}
  AND c.oid <> ALL (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend d
                          WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                            AND d.deptype = 'e'
                            AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass))
)sql";

// pg_get_viewdef() begins with a space and ends with a semicolon.
std::string trimmed(std::string_view definition)
{
    auto const first = definition.find_first_not_of(" \n");
    definition.remove_prefix(std::min(first, definition.size()));
    auto const last = definition.find_last_not_of(" \n;");
    return std::string(definition.substr(0, last + 1));
}

void from_row(Row const &row, CatalogNames const &names, Found &found)
{
    View body;
    body.query.text = trimmed(row.text("definition"));
    body.columns = row.list("columns");
    body.options = options_from(row.list("reloptions"));
    Object object{id_of<View>({row.text("nspname"), row.text("relname")}), std::move(body)};
    object.owner = names.role(row.number("relowner"));
    found.add(std::move(object), catalog_oid::pg_class, row.number("oid"));
}

// The check option is stored among the options, and written there as well.
Sql definition(Object const &object, Sql const &verb)
{
    auto const &body = object.as<View>();
    auto const options =
        body.options.empty() ? sql("") : sql(" WITH ({})", option_list(body.options));
    return sql("{} VIEW {}{} AS\n{}", verb, relation_name(object.id), options,
               Verbatim{body.query});
}

Side create(Object const &object, Context const &)
{
    return side(definition(object, sql("CREATE")));
}

Side drop(Object const &object, Context const &)
{
    auto result = side(sql("DROP VIEW {}", relation_name(object.id)));
    result.locks.push_back(exclusive_lock(object.id));
    return result;
}

bool columns_follow(View const &before, View const &after)
{
    return !before.columns.empty() && before.columns.size() <= after.columns.size() &&
           std::equal(before.columns.begin(), before.columns.end(), after.columns.begin());
}

Side replace(Object const &to)
{
    auto result = side(definition(to, sql("CREATE OR REPLACE")));
    result.locks.push_back(exclusive_lock(to.id));
    return result;
}

// The way back where CREATE OR REPLACE cannot: the view and all that hangs on it make way.
Side drop_and_create(Object const &from, Object const &to, Context const &from_context,
                     Context const &to_context)
{
    auto result = drop(from, from_context);
    result.statements.push_back(definition(to, sql("CREATE")));
    for (Sql &statement : access_statements_going_back(to, to_context, from_context)) {
        result.statements.push_back(std::move(statement));
    }
    if (to.owner) {
        result.statements.push_back(
            sql("ALTER VIEW {} OWNER TO {}", relation_name(to.id), Ident{*to.owner}));
    }
    result.makes_way.push_back({from.id, ~KindSet{}});
    return result;
}

bool is_on(View const &view, std::string_view option)
{
    static constexpr auto words = std::to_array<std::string_view>({"true", "on", "yes", "1"});
    auto const found = view.options.find(option);
    return found != view.options.end() &&
           std::find(words.begin(), words.end(), found->second) != words.end();
}

void tell_of_isolation(Side &side, Object const &from, Object const &to)
{
    auto const goes = [&](std::string_view option) {
        return is_on(from.as<View>(), option) && !is_on(to.as<View>(), option);
    };
    if (goes("security_barrier")) {
        side.hazards.push_back(
            {HazardClass::weaken_isolation,
             fmt::format("a function in a query can see rows that {} hides", described(to.id))});
    }
    if (goes("security_invoker")) {
        side.hazards.push_back(
            {HazardClass::weaken_isolation,
             fmt::format("{} reads with the privileges of its owner, whoever asks",
                         described(to.id))});
    }
}

Alteration alter(Object const &before, Object const &after, FieldNames const &fields,
                 Context const &before_context, Context const &after_context)
{
    Alteration alteration;
    auto const &old_body = before.as<View>();
    auto const &new_body = after.as<View>();
    if (contains(fields, "query")) {
        if (!columns_follow(old_body, new_body)) {
            return {.replace = true, .steps = {}};
        }
        Step step;
        step.up = replace(after);
        if (columns_follow(new_body, old_body)) {
            step.down = replace(before);
        } else {
            step.down = drop_and_create(after, before, after_context, before_context);
            step.destroys = {after.id}; // who comes to it on the way back waits for it
        }
        tell_of_isolation(step.up, before, after);
        tell_of_isolation(*step.down, after, before);
        alteration.steps.push_back(std::move(step));
        return alteration;
    }
    alteration.steps.push_back(both_ways(before, after, [](Object const &from, Object const &to) {
        Side result;
        result.statements = option_statements(sql("ALTER VIEW {}", relation_name(to.id)),
                                              from.as<View>().options, to.as<View>().options);
        result.locks.push_back(exclusive_lock(to.id));
        tell_of_isolation(result, from, to);
        return result;
    }));
    return alteration;
}

Side rename(ObjectId const &before, ObjectId const &after)
{
    return moved_relation(sql("VIEW"), before, after);
}

std::vector<ObjectId> depends_on(Object const &object, Catalog const &)
{
    return {id_of<Schema>({object.id.schema()})};
}

Sql address(ObjectId const &id)
{
    return sql("VIEW {}", relation_name(id));
}

std::vector<std::string> slots(ObjectId const &id, Object const *)
{
    return {relation_slot(id.schema(), id.name()), type_slot(id.schema(), id.name())};
}

} // namespace

Rules const rules{.kind = kind_of<View>,
                  .catalog_query = query,
                  .from_row = from_row,
                  .create = create,
                  .drop = drop,
                  .alter = alter,
                  .alters_below_users = true,
                  .rename = rename,
                  .depends_on = depends_on,
                  .address = address,
                  .owner_address = address,
                  .owner_lock = Lock::access_exclusive,
                  .slots = slots};

} // namespace schemadiff::kinds::view
