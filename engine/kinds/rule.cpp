// Rules of tables and views, but for the one that makes a view. A definition is kept without the
// name of the relation, which the rule stands below: on insert do instead nothing.
#include <engine/kinds/registry.hpp>

#include <algorithm>

namespace schemadiff::kinds::rule
{

namespace
{

// pg_get_ruledef() is asked because actions are whole statements. What stands before them is made
// of names that are known: CREATE RULE name AS\n    ON EVENT TO schema.relation.
constexpr std::string_view query = R"sql(
SELECT r.oid, r.ev_class, r.rulename, r.ev_enabled, e.event,
       pg_catalog.substr(pg_catalog.pg_get_ruledef(r.oid),
                         1 + pg_catalog.length('CREATE RULE ' || pg_catalog.quote_ident(r.rulename) || E' AS\n    ON '
                                               || e.event || ' TO ' || pg_catalog.quote_ident(n.nspname) || '.'
                                               || pg_catalog.quote_ident(c.relname))) AS definition
FROM pg_catalog.pg_rewrite r
JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL (SELECT CASE r.ev_type WHEN '1' THEN 'SELECT' WHEN '2' THEN 'UPDATE'
                                          WHEN '3' THEN 'INSERT' ELSE 'DELETE' END AS event) e
WHERE r.rulename <> '_RETURN' AND {managed}
  AND ({plain_table} OR c.relkind = 'v' AND {not_member pg_class c.oid})
  AND {not_member pg_rewrite r.oid}
)sql";

void from_row(Row const &row, CatalogNames const &names, Found &found)
{
    auto const relation = names.relation(row.number("ev_class"));
    auto definition = row.text("definition");
    auto const last = definition.find_last_not_of("; \n");
    definition = definition.substr(0, last + 1);
    Rule body;
    body.definition.text = std::string("ON ").append(row.text("event")).append(definition);
    auto const enabled = row.text("ev_enabled");
    body.enabled = enabled == "D"   ? "disabled"
                   : enabled == "R" ? "replica"
                   : enabled == "A" ? "always"
                                    : "origin";
    found.add(
        {id_of<Rule>({relation.schema, relation.name, row.text("rulename")}), std::move(body)},
        catalog_oid::pg_rewrite, row.number("oid"));
}

constexpr std::string_view blank = " \t\r\n";

// The next word of a text, which it loses.
std::string_view take_word(std::string_view &text)
{
    text.remove_prefix(std::min(text.find_first_not_of(blank), text.size()));
    auto const word = text.substr(0, text.find_first_of(blank));
    text.remove_prefix(word.size());
    return word;
}

bool is_word(std::string_view text, std::string_view word)
{
    return std::equal(text.begin(), text.end(), word.begin(), word.end(),
                      [](char a, char b) { return (a | ' ') == b; });
}

// ON event TO relation, whether or not the definition names the relation itself.
Sql definition(Object const &object)
{
    auto const &text = object.as<Rule>().definition.text;
    std::string_view rest = text;
    take_word(rest);
    take_word(rest);
    Expression const event{text.substr(0, text.size() - rest.size())};
    Expression const action{std::string(rest)};
    return is_word(take_word(rest), "to")
               ? sql("{}", Verbatim{object.as<Rule>().definition})
               : sql("{} TO {}{}", Verbatim{event}, relation_name(object.id), Verbatim{action});
}

Sql set_enabled(ObjectId const &id, std::string const &state)
{
    auto const verb = state == "disabled"  ? sql("DISABLE")
                      : state == "replica" ? sql("ENABLE REPLICA")
                      : state == "always"  ? sql("ENABLE ALWAYS")
                                           : sql("ENABLE");
    return sql("ALTER TABLE {} {} RULE {}", relation_name(id), verb, Ident{id.name()});
}

Side written(Object const &object, Sql const &verb, Context const &context)
{
    auto result = side(sql("{} RULE {} AS {}", verb, Ident{object.id.name()}, definition(object)));
    result.locks.push_back(exclusive_lock(relation_of(object.id, context.catalog)));
    return result;
}

Side create(Object const &object, Context const &context)
{
    auto result = written(object, sql("CREATE"), context);
    if (object.as<Rule>().enabled != "origin") {
        result.statements.push_back(set_enabled(object.id, object.as<Rule>().enabled));
    }
    return result;
}

Side drop(Object const &object, Context const &context)
{
    auto result =
        side(sql("DROP RULE {} ON {}", Ident{object.id.name()}, relation_name(object.id)));
    auto const relation = relation_of(object.id, context.catalog);
    result.clause = Clause{relation, sql("")};
    result.locks.push_back(exclusive_lock(relation));
    return result;
}

// CREATE OR REPLACE changes event, condition and actions, and leaves the enabled state alone.
Alteration alter(Object const &before, Object const &after, FieldNames const &fields,
                 Context const &before_context, Context const &)
{
    Alteration alteration;
    alteration.steps.push_back(both_ways(before, after, [&](Object const &, Object const &to) {
        Side result;
        if (contains(fields, "definition")) {
            result = written(to, sql("CREATE OR REPLACE"), before_context);
        } else {
            result.locks.push_back(exclusive_lock(relation_of(to.id, before_context.catalog)));
        }
        if (contains(fields, "enabled")) {
            result.statements.push_back(set_enabled(to.id, to.as<Rule>().enabled));
        }
        return result;
    }));
    return alteration;
}

Side rename(ObjectId const &before, ObjectId const &after)
{
    auto result = side(sql("ALTER RULE {} ON {} RENAME TO {}", Ident{before.name()},
                           relation_name(after), Ident{after.name()}));
    result.locks.push_back(exclusive_lock(after.up(kind_of<Table>)));
    return result;
}

std::vector<ObjectId> depends_on(Object const &object, Catalog const &catalog)
{
    return {relation_of(object.id, catalog)};
}

Sql address(ObjectId const &id)
{
    return sql("RULE {} ON {}", Ident{id.name()}, relation_name(id));
}

} // namespace

Rules const rules{.kind = kind_of<Rule>,
                  .catalog_query = query,
                  .from_row = from_row,
                  .create = create,
                  .drop = drop,
                  .alter = alter,
                  .rename = rename,
                  .depends_on = depends_on,
                  .address = address};

} // namespace schemadiff::kinds::rule
