// Triggers of tables and views: every form, constraint triggers, transition tables, enabled state.
#include <engine/kinds/follow.hpp>
#include <engine/kinds/partition.hpp>
#include <engine/kinds/registry.hpp>

#include <fmt/format.h>

#include <charconv>

namespace schemadiff::kinds::trigger
{

namespace
{

// A condition names OLD and NEW, which pg_get_expr() cannot print, so it is cut out of the
// whole definition. OLD TABLE and NEW TABLE come before it, the function after it.
constexpr std::string_view query = R"sql(
SELECT t.oid, t.tgrelid, t.tgname, t.tgtype, t.tgattr, pg_catalog.encode(t.tgargs, 'hex') AS arguments,
       t.tgenabled, t.tgdeferrable, t.tginitdeferred, t.tgconstraint <> 0 AS is_constraint, t.tgconstrrelid,
       t.tgoldtable, t.tgnewtable, pn.nspname AS function_schema, p.proname AS function_name,
       CASE WHEN t.tgqual IS NOT NULL THEN pg_catalog.pg_get_triggerdef(t.oid) END AS definition
FROM pg_catalog.pg_trigger t
JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid
JOIN pg_catalog.pg_namespace pn ON pn.oid = p.pronamespace
WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND {managed} AND ({plain_table} OR c.relkind = 'v')
  AND t.oid <> ALL (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend d
                          WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                            AND d.deptype = 'e'
                            AND d.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass))
)sql";

// tgargs holds each argument with a NUL behind it; here as hexadecimal digits.
std::vector<std::string> arguments(std::string_view digits)
{
    std::vector<std::string> all;
    std::string argument;
    for (std::size_t at = 0; at + 1 < digits.size(); at += 2) {
        unsigned value = 0;
        std::from_chars(digits.data() + at, digits.data() + at + 2, value, 16);
        if (value == 0) {
            all.push_back(std::move(argument));
            argument.clear();
        } else {
            argument += static_cast<char>(value);
        }
    }
    return all;
}

std::string condition(std::string_view definition, bool for_each_row)
{
    std::string const opening =
        fmt::format("FOR EACH {} WHEN (", for_each_row ? "ROW" : "STATEMENT");
    auto const start = definition.find(opening);
    auto const end = definition.rfind(") EXECUTE FUNCTION ");
    if (start == std::string_view::npos || end == std::string_view::npos) {
        return {};
    }
    auto const first = start + opening.size();
    return std::string(definition.substr(first, end - first));
}

void from_row(Row const &row, CatalogNames const &names, Found &found)
{
    // src/include/catalog/pg_trigger.h: TRIGGER_TYPE_*
    auto const type = static_cast<unsigned>(row.number("tgtype"));
    auto const has = [&](unsigned bit) {
        return (type & bit) != 0;
    };
    auto const table = row.number("tgrelid");
    auto const relation = names.relation(table);
    if (relation.name.empty()) {
        return;
    }
    Trigger body;
    body.for_each_row = has(1);
    body.timing = has(64) ? "instead of" : has(2) ? "before" : "after";
    for (auto const &[bit, event] :
         {std::pair{4U, "insert"}, {16U, "update"}, {8U, "delete"}, {32U, "truncate"}}) {
        if (has(bit)) {
            body.events.emplace_back(event);
        }
    }
    body.update_columns = names.columns(table, row.text("tgattr"));
    if (!row.is_null("definition")) {
        body.when = Expression{condition(row.text("definition"), body.for_each_row)};
    }
    body.function = {std::string(row.text("function_schema")),
                     std::string(row.text("function_name"))};
    body.arguments = arguments(row.text("arguments"));
    body.old_table = row.text("tgoldtable");
    body.new_table = row.text("tgnewtable");
    body.constraint = row.boolean("is_constraint");
    if (row.number("tgconstrrelid") != 0) {
        body.referred_table = names.relation(row.number("tgconstrrelid"));
    }
    body.deferrable = row.boolean("tgdeferrable");
    body.initially_deferred = row.boolean("tginitdeferred");
    auto const enabled = row.text("tgenabled");
    body.enabled = enabled == "D"   ? "disabled"
                   : enabled == "R" ? "replica"
                   : enabled == "A" ? "always"
                                    : "origin";
    found.add(
        {id_of<Trigger>({relation.schema, relation.name, row.text("tgname")}), std::move(body)},
        catalog_oid::pg_trigger, row.number("oid"));
}

Sql events(Trigger const &body)
{
    std::vector<Sql> parts;
    for (std::string const &event : body.events) {
        parts.push_back(event == "update" && !body.update_columns.empty()
                            ? sql("UPDATE OF {}", names(body.update_columns))
                            : sql("{}", Keyword{event}));
    }
    return join(parts, " OR ");
}

Sql set_enabled(ObjectId const &id, std::string const &state)
{
    auto const verb = state == "disabled"  ? sql("DISABLE")
                      : state == "replica" ? sql("ENABLE REPLICA")
                      : state == "always"  ? sql("ENABLE ALWAYS")
                                           : sql("ENABLE");
    return sql("ALTER TABLE {} {} TRIGGER {}", relation_name(id), verb, Ident{id.name()});
}

// A trigger for each row of a partitioned table is one of each of its partitions.
void lock(Side &side, Object const &trigger, Lock lock, Context const &context)
{
    auto const relation = relation_of(trigger.id, context.catalog);
    if (trigger.as<Trigger>().for_each_row) {
        lock_with_partitions(side, relation, lock, context);
    } else {
        side.locks.push_back({relation, lock});
    }
}

Side create(Object const &object, Context const &context)
{
    auto const &body = object.as<Trigger>();
    auto const none = sql("");
    auto const from =
        body.referred_table.name.empty() ? none : sql(" FROM {}", Qualified{body.referred_table});
    auto const deferral = !body.deferrable          ? none
                          : body.initially_deferred ? sql(" DEFERRABLE INITIALLY DEFERRED")
                                                    : sql(" DEFERRABLE");
    auto const old_table =
        body.old_table.empty() ? none : sql(" OLD TABLE AS {}", Ident{body.old_table});
    auto const new_table =
        body.new_table.empty() ? none : sql(" NEW TABLE AS {}", Ident{body.new_table});
    auto const referencing = body.old_table.empty() && body.new_table.empty()
                                 ? none
                                 : sql(" REFERENCING{}{}", old_table, new_table);
    auto const when = body.when ? sql(" WHEN ({})", Verbatim{*body.when}) : none;
    std::vector<Sql> arguments;
    for (std::string const &argument : body.arguments) {
        arguments.push_back(sql("{}", Literal{argument}));
    }
    auto result =
        side(sql("CREATE {}TRIGGER {} {} {} ON {}{}{}{} FOR EACH {}{} EXECUTE FUNCTION {}({})",
                 body.constraint ? sql("CONSTRAINT ") : none, Ident{object.id.name()},
                 Keyword{body.timing}, events(body), relation_name(object.id), from, deferral,
                 referencing, body.for_each_row ? sql("ROW") : sql("STATEMENT"), when,
                 Qualified{body.function}, join(arguments, ", ")));
    if (body.enabled != "origin") {
        result.statements.push_back(set_enabled(object.id, body.enabled));
    }
    lock(result, object, Lock::share_row_exclusive, context);
    return result;
}

Side drop(Object const &object, Context const &context)
{
    auto result =
        side(sql("DROP TRIGGER {} ON {}", Ident{object.id.name()}, relation_name(object.id)));
    auto const relation = relation_of(object.id, context.catalog);
    result.clause = Clause{relation, sql("")};
    lock(result, object, Lock::access_exclusive, context);
    return result;
}

Alteration alter(Object const &before, Object const &after, FieldNames const &,
                 Context const &context, Context const &)
{
    Alteration alteration;
    alteration.steps.push_back(both_ways(before, after, [&](Object const &, Object const &to) {
        auto result = side(set_enabled(to.id, to.as<Trigger>().enabled));
        result.locks.push_back({relation_of(to.id, context.catalog), Lock::share_row_exclusive});
        return result;
    }));
    return alteration;
}

Side rename(ObjectId const &before, ObjectId const &after)
{
    auto result = side(sql("ALTER TRIGGER {} ON {} RENAME TO {}", Ident{before.name()},
                           relation_name(after), Ident{after.name()}));
    result.locks.push_back(exclusive_lock(after.up(kind_of<Table>)));
    return result;
}

// ALTER TRIGGER renames a constraint trigger, but not the constraint that belongs to it.
bool clings_to_its_name(Object const &object)
{
    return object.as<Trigger>().constraint;
}

std::vector<ObjectId> depends_on(Object const &object, Catalog const &catalog)
{
    auto const &body = object.as<Trigger>();
    std::vector<ObjectId> ids{relation_of(object.id, catalog),
                              id_of<Function>({body.function.schema, body.function.name, ""})};
    for (std::string const &column : body.update_columns) {
        ids.push_back(id_of<Column>({object.id.part(0), object.id.part(1), column}));
    }
    if (!body.referred_table.name.empty()) {
        ids.push_back(id_of<Table>({body.referred_table.schema, body.referred_table.name}));
    }
    return ids;
}

Sql address(ObjectId const &id)
{
    return sql("TRIGGER {} ON {}", Ident{id.name()}, relation_name(id));
}

// A constraint trigger is a constraint too.
std::vector<std::string> slots(ObjectId const &id, Object const *object)
{
    bool const is_constraint = object != nullptr && object->as<Trigger>().constraint;
    return is_constraint ? std::vector{constraint_slot(id)} : std::vector<std::string>{};
}

void follow(Object &object, ObjectId const &before, ObjectId const &after)
{
    auto &body = object.as<Trigger>();
    follow_columns(body.update_columns, object.id, {before, after});
    follow_name(body.function, {before, after});
    follow_name(body.referred_table, {before, after});
}

} // namespace

Rules const rules{.kind = kind_of<Trigger>,
                  .catalog_query = query,
                  .from_row = from_row,
                  .create = create,
                  .drop = drop,
                  .alter = alter,
                  .rename = rename,
                  .renames_freely = true,
                  .clings_to_its_name = clings_to_its_name,
                  .follow = follow,
                  .depends_on = depends_on,
                  .address = address,
                  .slots = slots};

} // namespace schemadiff::kinds::trigger
