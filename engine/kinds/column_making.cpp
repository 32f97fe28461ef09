// Making and dropping columns: ADD COLUMN and DROP COLUMN, the words of CREATE TABLE, and what
// comes with parents, children and the type of a table.
#include <engine/kinds/column.hpp>
#include <engine/kinds/domain.hpp>
#include <engine/kinds/foreign_table.hpp>
#include <engine/kinds/lineage.hpp>
#include <engine/kinds/option_clause.hpp>
#include <engine/kinds/partition.hpp>
#include <engine/kinds/row_type.hpp>
#include <engine/kinds/server_features.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace schemadiff::kinds::column
{

Sql generated_clause(Column const &body)
{
    return sql("GENERATED ALWAYS AS ({}) {}", Verbatim{*body.generated},
               body.is_virtual ? sql("VIRTUAL") : sql("STORED"));
}

Side change_foreign_options(ObjectId const &id, Options const &before, Options const &after)
{
    return foreign_options_changed(table_of(id), sql(" ALTER COLUMN {}", Ident{id.name()}), before,
                                   after);
}

namespace
{

// Whether a step on the same column of a parent may make it, which says nothing of its own wrapper.
bool may_come_with_parents(ObjectId const &id, Context const &context)
{
    bool const is_new = context.other != nullptr && !context.other->contains(table_of(id));
    return is_inherited(id, context.catalog) &&
           !(is_new && inherited_from(id, context.catalog).empty());
}

Sql definition(ObjectId const &id, Column const &body, bool with_generated, Context const &context)
{
    std::vector<Sql> parts{
        sql("{} {}{}{}", Ident{id.name()}, Verbatim{body.type},
            may_come_with_parents(id, context) ? sql("") : options_clause(body.foreign_options),
            collate(body))};
    if (body.generated && with_generated) {
        parts.push_back(generated_clause(body));
    }
    if (!body.identity.empty()) {
        parts.push_back(identity_clause(id, body));
    }
    bool const says_not_null =
        body.identity.empty() || says_more_of_not_null(body) || !body.shared_not_null_name.empty();
    if (body.not_null && says_not_null && !body.not_null_not_valid) {
        parts.push_back(not_null_clause(id, body, context));
    }
    return join(parts, " ");
}

// Whether the column of a parent, with which it is made, may be null where it may not.
bool is_stricter_than_parents(ObjectId const &id, Column const &body, Context const &context)
{
    bool const lasts = context.other != nullptr && context.other->contains(table_of(id));
    if (!body.not_null || !(body.inherited || lasts)) {
        return false;
    }
    bool may_be_null = false;
    for (Parent const &parent : parents_of(id, context.catalog)) {
        auto const *column = context.catalog.find(parent.table.child(kind_of<Column>, id.name()));
        if (column != nullptr && column->as<Column>().not_null) {
            return false;
        }
        may_be_null = may_be_null || column != nullptr;
    }
    return may_be_null;
}

// Whether a parent that the table names with INHERITS computes the column in the same way.
bool is_computed_by_parent(ObjectId const &id, Column const &body, Catalog const &catalog)
{
    auto const parents = inherited_from(id, catalog);
    return std::any_of(parents.begin(), parents.end(), [&](Parent const &parent) {
        auto const *column = catalog.find(parent.table.child(kind_of<Column>, id.name()));
        return column != nullptr && column->as<Column>().generated &&
               column->as<Column>().generated == body.generated;
    });
}

// Of a table that becomes a child later it says nothing.
bool parent_has_default(ObjectId const &id, Context const &context)
{
    auto const parents = parents_of(id, context.catalog);
    return std::any_of(parents.begin(), parents.end(), [&](Parent const &parent) {
        bool const comes_later = context.is_made && context.is_made(parent.link);
        return !comes_later &&
               context.catalog.contains(parent.table.child(kind_of<ColumnDefault>, id.name()));
    });
}

// A new typed table has the column from its type; what it has beside that is said in its place.
void is_made_with_type(Side &result, Object const &object, Context const &context)
{
    auto const &body = object.as<Column>();
    bool const has_default = context.catalog.contains(object.id.as(kind_of<ColumnDefault>));
    bool const is_null = !body.not_null || body.not_null_not_valid;
    if (is_null && !has_default) {
        comes_with_new_table(result, object.id);
        return;
    }
    result.clause =
        Clause{table_of(object.id),
               sql("{} WITH OPTIONS{}", Ident{object.id.name()},
                   is_null ? sql("") : sql(" {}", not_null_clause(object.id, body, context)))};
}

// A table with children that do not get the identity too takes it for a column that is there only
// (ATExecAddColumn of src/backend/commands/tablecmds.c).
bool gets_identity_afterwards(Object const &object, Context const &context)
{
    auto const table = table_of(object.id);
    bool const is_passed_on =
        is_partitioned(table, context.catalog) && gives_partitions_identity(context.server_version);
    return !object.as<Column>().identity.empty() && !is_passed_on &&
           !lasting_children_of(table, context).empty();
}

Column without_identity(Column body)
{
    body.identity.clear();
    body.identity_options = {};
    return body;
}

} // namespace

Side create(Object const &object, Context const &context)
{
    auto const &wanted = object.as<Column>();
    bool const lacks_identity = gets_identity_afterwards(object, context);
    auto const body = lacks_identity ? without_identity(wanted) : wanted;
    auto result = side(sql("ALTER TABLE {} ADD COLUMN {}", relation_name(object.id),
                           definition(object.id, body, true, context)));
    if (lacks_identity) {
        result.statements.push_back(
            sql("{} ADD {}", column_of(object.id), identity_clause(object.id, wanted)));
    }
    result.joint = Joint::words;
    // Up to PostgreSQL 15 CREATE TABLE refuses to say again what a parent says.
    bool const says_parent = is_computed_by_parent(object.id, wanted, context.catalog);
    result.clause =
        Clause{table_of(object.id), definition(object.id, wanted, !says_parent, context),
               is_partition_key(object.id, context.catalog)};
    for (Sql &statement :
         settings(object.id, body, without_children(table_of(object.id), context))) {
        result.statements.push_back(std::move(statement));
    }
    is_made_with_parents(result, object.id, context);
    if (row_type_of(object.id, context.catalog)) {
        is_made_with_type(result, object, context);
    }
    if (is_stricter_than_parents(object.id, body, context)) {
        result.statements.push_back(sql("{} SET NOT NULL", column_of(object.id)));
    }
    if (may_come_with_parents(object.id, context)) {
        for (Sql &statement :
             change_foreign_options(object.id, {}, body.foreign_options).statements) {
            result.statements.push_back(std::move(statement));
        }
    }
    result.locks.push_back(exclusive_lock(table_of(object.id)));
    locks_children_that_keep_it(result, object.id, context);
    if (is_foreign(object.id, context.catalog)) {
        return result; // no row is looked at
    }
    // Whether NULL, or the default, belongs to the domain is asked for each row (ATExecAddColumn).
    bool const is_held_to_rules =
        !body.is_virtual && domain::holds_values_to_rules(object, body.type, context.catalog);
    if (is_held_to_rules) {
        result.hazards.push_back({HazardClass::build_fails_on_data,
                                  fmt::format("a row whose value does not belong to the domain {} "
                                              "stops {} from being added",
                                              body.type.text, described(object.id))});
    }
    if ((body.generated && !body.is_virtual) || !body.identity.empty() || is_held_to_rules ||
        has_volatile_default(object.id, context.catalog)) {
        result.rewrites_table = true;
        result.hazards.push_back(
            {HazardClass::rewrite_table,
             fmt::format("adding {} writes every row of its table again under an exclusive lock",
                         described(object.id))});
    } else if (body.not_null && body.is_virtual) {
        result.scans_table = true; // computed for each row, to see that it is not null
    } else if (body.not_null && !body.not_null_not_valid && !body.generated &&
               !context.catalog.contains(object.id.as(kind_of<ColumnDefault>))) {
        // For a first row, unless the parent has a default for it.
        result.scans_table = !parent_has_default(object.id, context);
        result.hazards.push_back(
            {HazardClass::build_fails_on_data,
             fmt::format(
                 "{} is NOT NULL: without a default it cannot be added to a table with rows",
                 described(object.id))});
    }
    return result;
}

Side drop(Object const &object, Context const &context)
{
    auto result = side(sql("ALTER TABLE {}{} DROP COLUMN {}",
                           is_dropped_alone(object.id, context) ? sql("ONLY ") : sql(""),
                           relation_name(object.id), Ident{object.id.name()}));
    bool const is_key = is_partition_key(object.id, context.catalog);
    result.clause = Clause{table_of(object.id), sql(""), is_key};
    is_dropped_with_parents(result, object.id, context);
    result.locks.push_back(exclusive_lock(table_of(object.id)));
    if (is_dropped_alone(object.id, context)) {
        locks_nearest_children(result, object.id, context);
    } else {
        locks_children_that_keep_it(result, object.id, context);
    }
    if (is_key) {
        result.makes_way.push_back({.of = table_of(object.id), .kinds = {}, .itself = true});
    }
    if (!object.as<Column>().generated && !is_foreign(object.id, context.catalog)) {
        result.hazards.push_back(
            {HazardClass::delete_data,
             fmt::format("dropping {} deletes its values in every row", described(object.id))});
    }
    return result;
}

bool has_volatile_default(ObjectId const &id, Catalog const &catalog)
{
    static constexpr auto volatile_functions = std::to_array<std::string_view>(
        {"nextval(", "setval(", "currval(", "lastval(", "random(", "random_normal(",
         "gen_random_uuid(", "uuidv4(", "uuidv7(", "clock_timestamp(", "timeofday("});
    auto const *value = catalog.find(id.as(kind_of<ColumnDefault>));
    if (value == nullptr) {
        return false;
    }
    auto const &text = value->as<ColumnDefault>().expression.text;
    auto const &references = value->references;
    return std::any_of(volatile_functions.begin(), volatile_functions.end(),
                       [&](auto call) { return text.find(call) != std::string::npos; }) ||
           std::any_of(references.begin(), references.end(), [&](ObjectId const &reference) {
               auto const *function = catalog.find(reference);
               return reference.kind() == kind_of<Function> && function != nullptr &&
                      function->as<Function>().volatility == "volatile";
           });
}

} // namespace schemadiff::kinds::column
