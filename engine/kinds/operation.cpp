// Operators. Commutator and negator name each other, so there is no edge between the two:
// PostgreSQL makes a shell of the one that is missing, which its own CREATE OPERATOR fills.
#include <engine/kinds/follow.hpp>
#include <engine/kinds/names.hpp>
#include <engine/kinds/registry.hpp>
#include <schemadiff/base/codes.hpp>
#include <schemadiff/base/failure.hpp>

#include <fmt/format.h>

namespace schemadiff::kinds::operation
{

namespace
{

// Shells have no function yet; pg_dump leaves them out, too.
constexpr std::string_view query = R"sql(
SELECT o.oid, n.nspname, o.oprname, o.oprowner, o.oprcanmerge, o.oprcanhash,
       CASE WHEN o.oprleft = 0 THEN 'none' ELSE pg_catalog.format_type(o.oprleft, NULL) END AS left_type,
       CASE WHEN o.oprright = 0 THEN 'none' ELSE pg_catalog.format_type(o.oprright, NULL) END AS right_type,
       {function_name o.oprcode} AS function, {operator_name o.oprcom} AS commutator,
       {operator_name o.oprnegate} AS negator, {function_name o.oprrest} AS restrict_function,
       {function_name o.oprjoin} AS join_function
FROM pg_catalog.pg_operator o
JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
WHERE o.oprcode <> 0 AND {managed} AND {not_member pg_operator o.oid}
)sql";

void from_row(Row const &row, CatalogNames const &names, Found &found)
{
    Operator body;
    body.function = name_in(row, "function");
    body.commutator = optional_name_in(row, "commutator");
    body.negator = optional_name_in(row, "negator");
    body.restrict_function = optional_name_in(row, "restrict_function");
    body.join_function = optional_name_in(row, "join_function");
    body.hashes = row.boolean("oprcanhash");
    body.merges = row.boolean("oprcanmerge");
    Object object{
        id_of<Operator>({row.text("nspname"), row.text("oprname"),
                         fmt::format("{}, {}", row.text("left_type"), row.text("right_type"))}),
        std::move(body)};
    object.owner = names.role(row.number("oprowner"));
    found.add(std::move(object), catalog_oid::pg_operator, row.number("oid"));
}

struct Operands {
    std::string left; // "none": there is none
    std::string right;
};

Operands operands(ObjectId const &id)
{
    auto const types = pieces(id.part(2), ',');
    return types.size() == 2 ? Operands{types[0], types[1]} : Operands{"none", types.at(0)};
}

// app.+ (integer, text)
Sql signature(ObjectId const &id)
{
    return sql("{} ({})", operator_name(id.part(0), id.part(1)),
               Verbatim{TypeName{std::string(id.part(2))}});
}

Side create(Object const &object, Context const &)
{
    auto const &body = object.as<Operator>();
    auto const types = operands(object.id);
    std::vector<Sql> parts{sql("FUNCTION = {}", Qualified{body.function})};
    if (types.left != "none") {
        parts.push_back(sql("LEFTARG = {}", Verbatim{TypeName{types.left}}));
    }
    if (types.right != "none") {
        parts.push_back(sql("RIGHTARG = {}", Verbatim{TypeName{types.right}}));
    }
    if (body.commutator) {
        parts.push_back(sql("COMMUTATOR = OPERATOR({})", operator_name(*body.commutator)));
    }
    if (body.negator) {
        parts.push_back(sql("NEGATOR = OPERATOR({})", operator_name(*body.negator)));
    }
    if (body.restrict_function) {
        parts.push_back(sql("RESTRICT = {}", Qualified{*body.restrict_function}));
    }
    if (body.join_function) {
        parts.push_back(sql("JOIN = {}", Qualified{*body.join_function}));
    }
    if (body.hashes) {
        parts.push_back(sql("HASHES"));
    }
    if (body.merges) {
        parts.push_back(sql("MERGES"));
    }
    return side(sql("CREATE OPERATOR {} (\n    {}\n)",
                    operator_name(object.id.part(0), object.id.part(1)), join(parts, ",\n    ")));
}

Side drop(Object const &object, Context const &)
{
    return side(sql("DROP OPERATOR {}", signature(object.id)));
}

// The operator that is named as commutator (`swapped`) or negator of another.
ObjectId partner(ObjectId const &id, QualifiedName const &name, bool swapped)
{
    auto const types = operands(id);
    return id_of<Operator>({name.schema, name.name,
                            swapped ? fmt::format("{}, {}", types.right, types.left)
                                    : fmt::format("{}, {}", types.left, types.right)});
}

// CREATE OPERATOR of one of the two sets the link of the other, and DROP OPERATOR takes it away.
bool settles_itself(ObjectId const &id, std::optional<QualifiedName> const &old_name,
                    std::optional<QualifiedName> const &new_name, bool swapped,
                    Catalog const &before, Catalog const &after)
{
    if (old_name == new_name) {
        return true;
    }
    if (old_name && new_name) {
        return false;
    }
    auto const other = partner(id, old_name ? *old_name : *new_name, swapped);
    return other != id && before.contains(other) != after.contains(other);
}

Sql function_or_none(std::optional<QualifiedName> const &function)
{
    return function ? sql("{}", Qualified{*function}) : sql("NONE");
}

Alteration alter(Object const &before, Object const &after, FieldNames const &fields,
                 Context const &before_context, Context const &after_context)
{
    auto const &old_body = before.as<Operator>();
    auto const &new_body = after.as<Operator>();
    bool const links_settle = settles_itself(after.id, old_body.commutator, new_body.commutator,
                                             true, before_context.catalog, after_context.catalog) &&
                              settles_itself(after.id, old_body.negator, new_body.negator, false,
                                             before_context.catalog, after_context.catalog);
    // From PostgreSQL 17 these can be set, but never taken away, and what goes up must come down.
    if (!links_settle || contains(fields, "hashes") || contains(fields, "merges")) {
        return {.replace = true, .steps = {}};
    }
    Alteration alteration;
    if (!contains(fields, "restrict") && !contains(fields, "join")) {
        return alteration;
    }
    alteration.steps.push_back(both_ways(before, after, [&](Object const &, Object const &to) {
        auto const &body = to.as<Operator>();
        std::vector<Sql> parts;
        if (contains(fields, "restrict")) {
            parts.push_back(sql("RESTRICT = {}", function_or_none(body.restrict_function)));
        }
        if (contains(fields, "join")) {
            parts.push_back(sql("JOIN = {}", function_or_none(body.join_function)));
        }
        return side(sql("ALTER OPERATOR {} SET ({})", signature(to.id), join(parts, ", ")));
    }));
    return alteration;
}

Side rename(ObjectId const &before, ObjectId const &after)
{
    if (before.part(1) != after.part(1)) {
        throw Failure(
            {Severity::error,
             codes::bad_rename,
             {},
             fmt::format("{} cannot be renamed, only moved to another schema", described(before)),
             {"Remove 'renamed_from'; the operator is then dropped and created."}});
    }
    return side(sql("ALTER OPERATOR {} SET SCHEMA {}", signature(before), Ident{after.schema()}));
}

std::vector<ObjectId> depends_on(Object const &object, Catalog const &catalog)
{
    auto const &body = object.as<Operator>();
    auto const types = operands(object.id);
    std::vector<ObjectId> ids{id_of<Schema>({object.id.schema()})};
    for (auto const *link : {&body.commutator, &body.negator}) {
        if (*link) {
            add_if_there(id_of<Schema>({(*link)->schema}), catalog, ids);
        }
    }
    auto const arguments = types.left == "none"    ? types.right
                           : types.right == "none" ? types.left
                                                   : fmt::format("{}, {}", types.left, types.right);
    auto const exact = id_of<Function>({body.function.schema, body.function.name, arguments});
    if (catalog.contains(exact)) {
        ids.push_back(exact);
    } else {
        add_functions(body.function, catalog, ids);
    }
    add_functions(body.restrict_function, catalog, ids);
    add_functions(body.join_function, catalog, ids);
    add_types(object.id.part(2), catalog, ids);
    return ids;
}

Sql address(ObjectId const &id)
{
    return sql("OPERATOR {}", signature(id));
}

void follow(Object &object, ObjectId const &before, ObjectId const &after)
{
    follow_fields<Operator>(object, before, after);
    auto &body = object.as<Operator>();
    for (auto *link : {&body.commutator, &body.negator}) {
        bool const is_it = *link && before.kind() == kind_of<Operator> &&
                           (*link)->schema == before.part(0) && (*link)->name == before.part(1);
        if (is_it) {
            *link = {std::string(after.part(0)), std::string(after.part(1))};
        }
    }
}

} // namespace

Rules const rules{.kind = kind_of<Operator>,
                  .catalog_query = query,
                  .from_row = from_row,
                  .create = create,
                  .drop = drop,
                  .alter = alter,
                  .rename = rename,
                  .follow = follow,
                  .depends_on = depends_on,
                  .address = address,
                  .owner_address = address};

} // namespace schemadiff::kinds::operation
