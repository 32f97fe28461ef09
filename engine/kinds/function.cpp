// Functions and procedures: every attribute, bodies as text or parsed (BEGIN ATOMIC). CREATE OR
// REPLACE where PostgreSQL allows it, drop and create where it does not.
//
// Not covered: aggregates; named by engine/introspect.
#include <engine/kinds/access.hpp>
#include <engine/kinds/registry.hpp>
#include <engine/kinds/settings.hpp>
#include <schemadiff/base/identifier.hpp>

#include <fmt/format.h>

namespace schemadiff::kinds::function
{

namespace
{

constexpr std::string_view query = R"sql(
SELECT p.oid, n.nspname, p.proname, p.proowner, p.prokind, l.lanname, p.prosrc, p.probin,
       p.procost, p.prorows, p.proretset, p.prosecdef, p.proleakproof, p.proisstrict,
       p.provolatile, p.proparallel, p.proconfig, p.proargnames, p.proargmodes,
       CASE WHEN p.prosupport <> 0 THEN p.prosupport::pg_catalog.regproc END AS support,
       ARRAY(SELECT pg_catalog.format_type(t.type, NULL)
             FROM pg_catalog.unnest(coalesce(p.proallargtypes, p.proargtypes::pg_catalog.oid[]))
                  WITH ORDINALITY AS t(type, place) ORDER BY t.place) AS types,
       ARRAY(SELECT pg_catalog.format_type(t.type, NULL)
             FROM pg_catalog.unnest(p.proargtypes::pg_catalog.oid[])
                  WITH ORDINALITY AS t(type, place) ORDER BY t.place) AS identity_types,
       ARRAY(SELECT pg_catalog.pg_get_function_arg_default(p.oid, place)
             FROM pg_catalog.generate_series(1, coalesce(pg_catalog.cardinality(p.proallargtypes),
                                                         p.pronargs)) AS place
             WHERE p.pronargdefaults > 0) AS defaults,
       ARRAY(SELECT pg_catalog.format_type(t, NULL)
             FROM pg_catalog.unnest(p.protrftypes) AS t) AS transforms,
       pg_catalog.pg_get_function_result(p.oid) AS result,
       {sql_body} AS sql_body
FROM pg_catalog.pg_proc p
JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
JOIN pg_catalog.pg_language l ON l.oid = p.prolang
WHERE p.prokind IN ('f', 'p', 'w') AND {managed}
  AND p.oid <> ALL (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend d
                          WHERE d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
                            AND d.deptype = 'e'
                            AND d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass))
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend i
                  WHERE i.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND i.objid = p.oid
                    AND i.deptype = 'i')
)sql";

std::string mode_word(std::string_view letter)
{
    return letter == "o"   ? "out"
           : letter == "b" ? "inout"
           : letter == "v" ? "variadic"
           : letter == "t" ? "table"
                           : "in";
}

bool is_input(Argument const &argument)
{
    return argument.mode != "out" && argument.mode != "table";
}

std::vector<Argument> arguments(Row const &row)
{
    auto const types = row.list("types");
    auto const names = row.list("proargnames");
    auto const modes = row.list("proargmodes");
    auto const defaults = row.list("defaults");
    std::vector<Argument> all;
    for (std::size_t at = 0; at < types.size(); ++at) {
        Argument argument;
        argument.type = type_name(types[at]);
        argument.name = at < names.size() ? names[at] : "";
        argument.mode = at < modes.size() ? mode_word(modes[at]) : "in";
        // pg_get_function_arg_default() counts outputs too, and has nothing for them.
        if (at < defaults.size() && !defaults[at].empty()) {
            argument.default_value = Expression{defaults[at]};
        }
        all.push_back(std::move(argument));
    }
    return all;
}

std::vector<std::string> types_of(Row const &row, std::string_view column)
{
    auto types = row.list(column);
    for (std::string &type : types) {
        type = type_name(type).text;
    }
    return types;
}

std::string joined(std::vector<std::string> const &parts)
{
    return fmt::format("{}", fmt::join(parts, ", "));
}

// procost and prorows that CREATE FUNCTION takes by itself.
std::optional<std::string> unless(std::string_view value, std::string_view usual)
{
    return value == usual ? std::nullopt : std::optional{std::string(value)};
}

void from_row(Row const &row, CatalogNames const &names, Found &found)
{
    Function body;
    auto const kind = row.text("prokind");
    auto const language = row.text("lanname");
    bool const compiled = language == "c" || language == "internal";
    body.procedure = kind == "p";
    body.window = kind == "w";
    body.arguments = arguments(row);
    body.returns = row.text("result");
    body.language = language;
    if (row.is_null("sql_body")) {
        body.body = std::string(row.text("prosrc"));
    } else {
        body.sql_body = Expression{std::string(row.text("sql_body"))};
    }
    body.library = row.text("probin");
    auto const volatility = row.text("provolatile");
    body.volatility = volatility == "i" ? "immutable" : volatility == "s" ? "stable" : "volatile";
    auto const parallel = row.text("proparallel");
    body.parallel = parallel == "s" ? "safe" : parallel == "r" ? "restricted" : "unsafe";
    body.strict = row.boolean("proisstrict");
    body.security_definer = row.boolean("prosecdef");
    body.leakproof = row.boolean("proleakproof");
    body.cost = unless(row.text("procost"), compiled ? "1" : "100");
    body.rows = unless(row.text("prorows"), row.boolean("proretset") ? "1000" : "0");
    if (!row.is_null("support")) {
        body.support = std::string(row.text("support"));
    }
    body.transforms = row.list("transforms");
    body.settings = options_from(row.list("proconfig"));
    Object object{id_of<Function>({row.text("nspname"), row.text("proname"),
                                   joined(types_of(row, "identity_types"))}),
                  std::move(body)};
    object.owner = names.role(row.number("proowner"));
    found.add(std::move(object), catalog_oid::pg_proc, row.number("oid"));
}

// ROUTINE "app"."f"(IN integer, text), functions and procedures alike, where only the id is known.
// The types stand in it as the server prints them. One mode is enough: without any, f(OUT integer)
// would be meant as well (LookupFuncWithArgs() of src/backend/parser/parse_func.c, from 14 on).
Sql routine(Qualified const &name, std::string_view types)
{
    auto const mode = types.empty() ? sql("") : sql("IN ");
    return sql("ROUTINE {}({}{})", name, mode, Verbatim{TypeName{std::string(types)}});
}

Sql address(ObjectId const &id)
{
    return routine({id.part(0), id.part(1)}, id.part(2));
}

// FUNCTION "app"."f"(integer, text), PROCEDURE "app"."p"(IN integer, INOUT text).
Sql address_of(Object const &object)
{
    auto const &body = object.as<Function>();
    std::vector<Sql> inputs;
    for (Argument const &argument : body.arguments) {
        if (is_input(argument)) {
            auto const mode = body.procedure ? sql("{} ", Keyword{argument.mode}) : sql("");
            inputs.push_back(sql("{}{}", mode, Verbatim{argument.type}));
        }
    }
    return sql("{} {}({})", Keyword{body.procedure ? "procedure" : "function"},
               Qualified{object.id.part(0), object.id.part(1)}, join(inputs, ", "));
}

Sql argument_sql(Argument const &argument)
{
    auto const none = sql("");
    auto const mode = argument.mode == "in" ? none : sql("{} ", Keyword{argument.mode});
    auto const name = argument.name.empty() ? none : sql("{} ", Ident{argument.name});
    auto const value =
        argument.default_value ? sql(" DEFAULT {}", Verbatim{*argument.default_value}) : none;
    return sql("{}{}{}{}", mode, name, Verbatim{argument.type}, value);
}

std::vector<Sql> attributes(Function const &body)
{
    std::vector<Sql> parts{sql("LANGUAGE {}", Ident{body.language})};
    if (!body.transforms.empty()) {
        std::vector<Sql> types;
        for (std::string const &type : body.transforms) {
            types.push_back(sql("FOR TYPE {}", Verbatim{TypeName{type}}));
        }
        parts.push_back(sql("TRANSFORM {}", join(types, ", ")));
    }
    auto const when = [&](bool condition, Sql part) {
        if (condition) {
            parts.push_back(std::move(part));
        }
    };
    when(body.window, sql("WINDOW"));
    when(body.volatility != "volatile", sql("{}", Keyword{body.volatility}));
    when(body.leakproof, sql("LEAKPROOF"));
    when(body.strict, sql("STRICT"));
    when(body.security_definer, sql("SECURITY DEFINER"));
    when(body.parallel != "unsafe", sql("PARALLEL {}", Keyword{body.parallel}));
    if (body.cost) {
        parts.push_back(sql("COST {}", Verbatim{Expression{*body.cost}}));
    }
    if (body.rows && *body.rows != "0") {
        parts.push_back(sql("ROWS {}", Verbatim{Expression{*body.rows}}));
    }
    if (body.support) {
        parts.push_back(sql("SUPPORT {}", Verbatim{Expression{*body.support}}));
    }
    for (auto const &[name, value] : body.settings) {
        parts.push_back(sql("SET {} TO {}", Ident{name}, setting_value(name, value)));
    }
    return parts;
}

Sql body_sql(Function const &body)
{
    if (body.sql_body) {
        return sql("{}", Verbatim{*body.sql_body});
    }
    auto const text = body.body.value_or("");
    if (!body.library.empty()) {
        return sql("AS {}, {}", Literal{body.library}, Literal{text});
    }
    return sql("AS {}", DollarQuoted{text});
}

Sql definition(Object const &object, Sql const &verb)
{
    auto const &body = object.as<Function>();
    std::vector<Sql> arguments;
    for (Argument const &argument : body.arguments) {
        if (argument.mode != "table") {
            arguments.push_back(argument_sql(argument));
        }
    }
    auto const returns = body.returns.empty() || body.procedure
                             ? sql("")
                             : sql("\n  RETURNS {}", Verbatim{TypeName{body.returns}});
    return sql("{} {} {}({}){}\n  {}\n{}", verb,
               body.procedure ? sql("PROCEDURE") : sql("FUNCTION"),
               Qualified{object.id.part(0), object.id.part(1)}, join(arguments, ", "), returns,
               join(attributes(body), "\n  "), body_sql(body));
}

Side create(Object const &object, Context const &)
{
    return side(definition(object, sql("CREATE")));
}

Side drop(Object const &object, Context const &)
{
    return side(sql("DROP {}", address_of(object)));
}

// What CREATE OR REPLACE refuses (ProcedureCreate() of src/backend/catalog/pg_proc.c): other
// names or modes of arguments, a default taken away, another row type made of OUT arguments.
bool can_replace(Function const &before, Function const &after)
{
    if (before.arguments.size() != after.arguments.size()) {
        return false;
    }
    for (std::size_t at = 0; at < before.arguments.size(); ++at) {
        auto const &old_one = before.arguments[at];
        auto const &new_one = after.arguments[at];
        bool const renamed = !old_one.name.empty() && old_one.name != new_one.name;
        bool const named_output = old_one.name != new_one.name && !is_input(old_one);
        if (old_one.mode != new_one.mode || old_one.type != new_one.type || renamed ||
            named_output || (old_one.default_value && !new_one.default_value)) {
            return false;
        }
    }
    return true;
}

Side replace(Object const &to)
{
    return side(definition(to, sql("CREATE OR REPLACE")));
}

// The way back where CREATE OR REPLACE cannot: the function and all that hangs on it make way.
Side drop_and_create(Object const &from, Object const &to, Context const &from_context,
                     Context const &to_context)
{
    auto result = drop(from, from_context);
    result.statements.push_back(definition(to, sql("CREATE")));
    for (Sql &statement : access_statements_going_back(to, to_context, from_context)) {
        result.statements.push_back(std::move(statement));
    }
    if (to.owner) {
        result.statements.push_back(sql("ALTER {} OWNER TO {}", address_of(to), Ident{*to.owner}));
    }
    result.makes_way.push_back({from.id, ~KindSet{}});
    return result;
}

void tell_of_owner_rights(Side &side, Object const &from, Object const &to)
{
    if (to.as<Function>().security_definer && !from.as<Function>().security_definer) {
        side.hazards.push_back(
            {HazardClass::change_access,
             fmt::format("whoever may call {} then acts with the privileges of its owner",
                         described(to.id))});
    }
}

Alteration alter(Object const &before, Object const &after, FieldNames const &,
                 Context const &before_context, Context const &after_context)
{
    if (!can_replace(before.as<Function>(), after.as<Function>())) {
        return {.replace = true, .steps = {}};
    }
    Step step;
    step.up = replace(after);
    if (can_replace(after.as<Function>(), before.as<Function>())) {
        step.down = replace(before);
    } else {
        step.down = drop_and_create(after, before, after_context, before_context);
        step.destroys = {after.id}; // who comes to it on the way back waits for it
    }
    tell_of_owner_rights(step.up, before, after);
    tell_of_owner_rights(*step.down, after, before);
    Alteration alteration;
    alteration.steps.push_back(std::move(step));
    return alteration;
}

Side rename(ObjectId const &before, ObjectId const &after)
{
    Side result;
    if (before.schema() != after.schema()) {
        result.statements.push_back(
            sql("ALTER {} SET SCHEMA {}", address(before), Ident{after.schema()}));
    }
    if (before.part(1) != after.part(1)) {
        auto const moved = routine({after.schema(), before.part(1)}, before.part(2));
        result.statements.push_back(sql("ALTER {} RENAME TO {}", moved, Ident{after.part(1)}));
    }
    return result;
}

std::vector<ObjectId> depends_on(Object const &object, Catalog const &catalog)
{
    std::vector<ObjectId> ids{id_of<Schema>({object.id.schema()})};
    auto const &support = object.as<Function>().support;
    if (!support) {
        return ids;
    }
    for (ObjectPtr const &other : catalog.of_kind(kind_of<Function>)) {
        bool const is_support_function = other->id.part(2) == "internal";
        if (is_support_function && quoted_name(other->id.part(0), other->id.part(1)) == *support) {
            ids.push_back(other->id);
        }
    }
    return ids;
}

} // namespace

Rules const rules{.kind = kind_of<Function>,
                  .catalog_query = query,
                  .from_row = from_row,
                  .create = create,
                  .drop = drop,
                  .alter = alter,
                  .alters_below_users = true,
                  .rename = rename,
                  .depends_on = depends_on,
                  .address = address,
                  .address_of = address_of,
                  .owner_address = address};

} // namespace schemadiff::kinds::function
