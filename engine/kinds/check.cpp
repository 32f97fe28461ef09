// Checks of tables.
#include <engine/kinds/constraint.hpp>
#include <engine/kinds/foreign_table.hpp>
#include <engine/kinds/lineage.hpp>
#include <engine/kinds/partition.hpp>
#include <engine/kinds/printed_text.hpp>
#include <engine/kinds/probe.hpp>
#include <engine/kinds/registry.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace schemadiff::kinds::constraint
{

namespace
{

constexpr std::string_view check_query = R"sql(
SELECT con.oid, con.conname, con.conrelid, con.connoinherit,
       NOT con.convalidated AND {is_enforced} AS not_valid, NOT {is_enforced} AS not_enforced,
       NOT (con.conislocal OR c.relispartition) AS inherited,
       pg_catalog.pg_get_expr(con.conbin, con.conrelid) AS expression
FROM pg_catalog.pg_constraint con
JOIN pg_catalog.pg_class c ON c.oid = con.conrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE con.contype = 'c' AND {managed} AND {plain_table}
)sql";

void check_from_row(Row const &row, CatalogNames const &names, Found &found)
{
    // Whether an inherited one has been validated is the business of the parents: a table that is
    // made later has it valid, one that was there has it as they do.
    bool const inherited = row.boolean("inherited");
    found.add({row_id<Check>(row, names), Check{{std::string(row.text("expression"))},
                                                row.boolean("connoinherit"),
                                                row.boolean("not_valid") && !inherited,
                                                row.boolean("not_enforced"),
                                                inherited}},
              catalog_oid::pg_constraint, row.number("oid"));
}

std::optional<Sql> rows_against(Object const &object, Context const &context)
{
    return rows_where(object, sql("NOT ({})", Verbatim{object.as<Check>().expression}), context);
}

Side added_check(Object const &object, Context const &context)
{
    auto const &body = object.as<Check>();
    auto const expression = read_as_printed(body.expression);
    auto result = added(object.id, sql("CHECK ({}){}{}{}", Verbatim{expression},
                                       body.no_inherit ? sql(" NO INHERIT") : sql(""),
                                       body.not_enforced ? sql(" NOT ENFORCED") : sql(""),
                                       body.not_valid ? sql(" NOT VALID") : sql("")));
    is_made_with_parents(result, object.id, context);
    locks_children_that_keep_it(result, object.id, context);
    auto const table = parent_of(object.id, context.catalog);
    auto const *parent =
        table ? context.catalog.find(table->child(kind_of<Check>, object.id.name())) : nullptr;
    bool const is_new = context.other == nullptr || !context.other->contains(object.id);
    if (is_new && parent != nullptr && parent->as<Check>().not_valid && !body.not_valid) {
        result.statements.push_back(sql("ALTER TABLE {} VALIDATE CONSTRAINT {}",
                                        relation_name(object.id), Ident{object.id.name()}));
    }
    if (body.not_valid) {
        // NOT VALID is accepted inside CREATE TABLE and then ignored.
        result.clause.reset();
        return result;
    }
    if (body.not_enforced || is_foreign(object.id, context.catalog)) {
        return result;
    }
    result.scans_table = true;
    result.hazards.push_back(
        {HazardClass::build_fails_on_data,
         fmt::format("a row that breaks {} stops it from being added", described(object.id))});
    result.probe = rows_against(object, context);
    return result;
}

Side create_check(Object const &object, Context const &context)
{
    auto result = added_check(object, context);
    if (object.as<Check>().not_valid) { // those that are new say it themselves
        validate_below(result, object, context);
    }
    return result;
}

std::vector<Step> check_online(Object const &object, Context const &context)
{
    auto const &body = object.as<Check>();
    if (body.not_valid || body.not_enforced || body.inherited ||
        is_foreign(object.id, context.catalog) || is_of_parent(object.id, context.catalog)) {
        return {};
    }
    auto not_valid = object;
    not_valid.as<Check>().not_valid = true;
    auto parts = validated_later(added_check(not_valid, context), object, check_rules, context);
    parts.back().up.probe = rows_against(object, context);
    return parts;
}

Side drop_check(Object const &object, Context const &context)
{
    auto result = drop(object, context);
    if (is_dropped_alone(object.id, context)) {
        result.statements = {sql("ALTER TABLE ONLY {} DROP CONSTRAINT {}", relation_name(object.id),
                                 Ident{object.id.name()})};
        locks_nearest_children(result, object.id, context);
    } else {
        locks_children_that_keep_it(result, object.id, context);
    }
    is_dropped_with_parents(result, object.id, context);
    return result;
}

Alteration alter_check(Object const &before, Object const &after, FieldNames const &,
                       Context const &before_context, Context const &after_context)
{
    if (after.as<Check>().not_valid) {
        return {.replace = true, .steps = {}};
    }
    return {.replace = false,
            .steps = {validation(before, after, check_rules, before_context, after_context)}};
}

std::vector<ObjectId> check_depends_on(Object const &object, Catalog const &)
{
    return {table_of(object.id)};
}

} // namespace

void validate_below(Side &side, Object const &check, Context const &context)
{
    if (context.is_made && context.is_made(table_of(check.id))) {
        return; // tables are attached, or begin to inherit, later
    }
    for (ObjectId const &id : same_part_of_children(check.id, context.catalog)) {
        auto const *same = context.catalog.find(id);
        if (same != nullptr && !same->as<Check>().not_valid && context.other != nullptr &&
            context.other->contains(id)) {
            side.statements.push_back(
                sql("ALTER TABLE {} VALIDATE CONSTRAINT {}", relation_name(id), Ident{id.name()}));
            side.locks.push_back({id.up(kind_of<Table>), Lock::share_update_exclusive});
            side.scans_table = true;
        }
    }
}

Rules const check_rules{.kind = kind_of<Check>,
                        .catalog_query = check_query,
                        .from_row = check_from_row,
                        .create = create_check,
                        .drop = drop_check,
                        .online = check_online,
                        .alter = alter_check,
                        .rename = rename,
                        .renamed_along = same_part_of_children,
                        .is_renamed_with_another = is_of_parent,
                        .renames_freely = true,
                        .depends_on = check_depends_on,
                        .address = address,
                        .slots = slots};

} // namespace schemadiff::kinds::constraint
