// Another type, or another collation, of a column: one ALTER COLUMN. What PostgreSQL refuses to
// carry along (default, views, policies, triggers, generated columns, functions with parsed bodies)
// makes way for it. Indexes and constraints are rebuilt by PostgreSQL itself.
#include <engine/kinds/cast_ends.hpp>
#include <engine/kinds/cast_probe.hpp>
#include <engine/kinds/column.hpp>
#include <engine/kinds/constraint.hpp>
#include <engine/kinds/foreign_table.hpp>
#include <engine/kinds/index_statistics.hpp>
#include <engine/kinds/lineage.hpp>
#include <engine/kinds/partition.hpp>
#include <engine/kinds/rebuilt_parts.hpp>
#include <engine/kinds/registry.hpp>
#include <engine/kinds/type_casts.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace schemadiff::kinds::column
{

void add_hazards_of_values(Side &side, Object const &from, std::string const &new_type)
{
    auto const &old_type = from.as<Column>().type.text;
    if (!takes_every_value(old_type, new_type)) {
        side.hazards.push_back({HazardClass::build_fails_on_data,
                                fmt::format("a value of {} that is no {} stops the change",
                                            described(from.id), new_type)});
    }
    if (loses_detail(old_type, new_type)) {
        side.hazards.push_back(
            {HazardClass::not_reversible,
             fmt::format("what {} says of a value and {} does not, in {}, is lost", old_type,
                         new_type, described(from.id))});
    }
}

Sql converted(Sql const &value, Object const &from, Catalog const &old_catalog, Object const &to,
              Catalog const &new_catalog)
{
    auto const &new_type = to.as<Column>().type;
    auto const old_end = cast_end(from, from.as<Column>().type, old_catalog);
    auto const new_end = cast_end(to, new_type, new_catalog);
    if (casts_by_itself(old_end.type, new_end.type)) {
        return value;
    }
    if (becomes_json(old_end, new_end)) {
        return sql("pg_catalog.to_jsonb({})::{}", value, Verbatim{new_type});
    }
    if (old_end.family != "enum" || new_end.family != "enum") {
        return sql("{}::{}", value, Verbatim{new_type});
    }
    return sql("{}::text{}::{}", value, old_end.type.ends_with("[]") ? sql("[]") : sql(""),
               Verbatim{new_type});
}

namespace
{

// What leads from the old values to the new ones where PostgreSQL does not find it by itself.
Sql using_words(Object const &from, Catalog const &old_catalog, Object const &to,
                Catalog const &new_catalog)
{
    auto const value = sql("{}", Ident{to.id.name()});
    auto const changed = converted(value, from, old_catalog, to, new_catalog);
    return changed == value ? sql("") : sql(" USING {}", changed);
}

Side retyped(Object const &from, Object const &to, Sql const &using_clause, bool foreign)
{
    auto const &old_body = from.as<Column>();
    auto const &new_body = to.as<Column>();
    auto const &old_type = old_body.type.text;
    auto const &new_type = new_body.type.text;
    auto result = side(sql("{} TYPE {}{}{}", column_of(to.id), Verbatim{new_body.type},
                           collate(new_body), foreign ? sql("") : using_clause));
    result.aspect = "type";
    result.locks.push_back(exclusive_lock(table_of(to.id)));
    auto in_the_way = kind_set<View, MaterializedView, Rule, Statistics, Policy, Trigger, Function,
                               Column, PublishedTable>();
    // PostgreSQL casts a default to the new type, which then stands in it.
    if (!differ_in_length_only(old_type, new_type)) {
        in_the_way |= kind_set<ColumnDefault>();
    }
    result.makes_way.push_back({from.id, in_the_way});
    if (!are_comparable(old_type, new_type)) {
        result.makes_way.push_back({from.id, kind_set<ForeignKey>()});
    }
    if (!foreign && !keeps_values(old_type, new_type)) {
        result.rewrites_table = true;
        result.hazards.push_back(
            {HazardClass::rewrite_table,
             fmt::format("{} becomes {}: its table is written again under an exclusive lock",
                         described(to.id), new_type)});
        add_hazards_of_values(result, from, new_type);
    }
    return result;
}

// A new type brings its own storage and compression (ATExecAlterColumnType), so that what was
// there has to be said again, in either direction after the type, and what is wished away is gone.
Side retyped_with_settings(Object const &from, Object const &to, FieldNames fields,
                           Sql const &using_clause, Sql const &only, bool foreign)
{
    std::erase(fields, "storage");
    std::erase(fields, "compression");
    if (!to.as<Column>().storage.empty()) {
        fields.push_back("storage");
    }
    if (!to.as<Column>().compression.empty()) {
        fields.push_back("compression");
    }
    auto result = retyped(from, to, using_clause, foreign);
    for (Sql &statement : change_settings(from, to, fields, only).statements) {
        result.statements.push_back(std::move(statement));
    }
    return result;
}

// What PostgreSQL reads again from its printed text when a column gets another type.
KindSet rebuilt_kinds()
{
    return kind_set<Check, Exclusion, Index>();
}

// Whether a column that one of these reads too gets another type: PostgreSQL takes one after the
// other, and COALESCE(a, b) has to make sense in between.
bool shares_an_expression(Object const &column, Context const &before, Context const &after)
{
    auto const changes = [&](ObjectId const &id) {
        auto const *old_one = before.catalog.find(id);
        auto const *new_one = after.catalog.find(id);
        return id.kind() == kind_of<Column> && id != column.id && old_one != nullptr &&
               new_one != nullptr && old_one->as<Column>().type != new_one->as<Column>().type;
    };
    auto const &dependants = before.dependants(column.id);
    return std::any_of(dependants.begin(), dependants.end(), [&](ObjectId const &id) {
        auto const *object = before.catalog.find(id);
        if (object == nullptr || !rebuilt_kinds().test(static_cast<std::size_t>(id.kind()))) {
            return false;
        }
        auto const needed = dependencies(*object, before.catalog);
        return std::any_of(needed.begin(), needed.end(), changes);
    });
}

// What else takes time where the values stay as they are. A check on the column is made anew, and
// all rows are held against it. An index that serves the new type as well is kept, unless it is one
// of a partitioned table (TryReuseIndex): those are built anew on each partition.
void tell_of_reads(Side &side, Object const &to, ObjectId const &column, Context const &context)
{
    if (side.rewrites_table || is_foreign(column, context.catalog)) {
        return;
    }
    for (ObjectId const &dependant : context.dependants(column)) {
        auto const *object = context.catalog.find(dependant);
        if (object == nullptr) {
            continue;
        }
        auto const *check = object->body.get_if<Check>();
        bool const is_built = kind_set<Index, PrimaryKey, Unique>().test(
                                  static_cast<std::size_t>(dependant.kind())) &&
                              is_partitioned(column.up(kind_of<Table>), context.catalog);
        side.scans_table = side.scans_table || is_built ||
                           (check != nullptr && !check->not_valid && !check->not_enforced);
        if (is_built) {
            side.hazards.push_back(
                {HazardClass::long_lock,
                 fmt::format("{} is built anew on each partition with the new type of {}, and "
                             "nobody uses the table meanwhile",
                             described(dependant), described(to.id))});
        }
    }
}

// A cast that both states declare is there all the time.
std::optional<ObjectId> declared_cast(Object const &before, Object const &after,
                                      Context const &before_context, Context const &after_context)
{
    auto id = id_of<Cast>({before.as<Column>().type.text, after.as<Column>().type.text});
    return before_context.catalog.contains(id) && after_context.catalog.contains(id)
               ? std::optional{std::move(id)}
               : std::nullopt;
}

// A type of the schema, which the same plan may make anew together with its casts.
bool names_declared_type(Object const &column, Catalog const &catalog)
{
    return std::any_of(column.references.begin(), column.references.end(), [&](ObjectId const &id) {
        return facts(id.kind()).is_type && catalog.contains(id);
    });
}

// Whether a parent drops and makes the column that this one is inherited from.
bool goes_with_parents(Object const &before, Object const &after, Context const &before_context,
                       Context const &after_context)
{
    auto const parents = parents_of(after.id, after_context.catalog);
    return std::any_of(parents.begin(), parents.end(), [&](Parent const &parent) {
        auto const *old_one =
            before_context.catalog.find(parent.table.child(kind_of<Column>, before.id.name()));
        auto const *new_one =
            after_context.catalog.find(parent.table.child(kind_of<Column>, after.id.name()));
        return is_of_parent(after.id, after_context.catalog) && old_one != nullptr &&
               new_one != nullptr &&
               needs_new_column(*old_one, *new_one, before_context, after_context);
    });
}

} // namespace

bool needs_new_column(Object const &before, Object const &after, Context const &before_context,
                      Context const &after_context)
{
    auto const is_cast = [&] {
        return declared_cast(before, after, before_context, after_context) ||
               !has_no_cast(cast_end(before, before.as<Column>().type, before_context.catalog),
                            cast_end(after, after.as<Column>().type, after_context.catalog));
    };
    if (!is_foreign(after.id, after_context.catalog)) {
        return !is_cast();
    }
    // The values of a foreign table are not cast here; its column goes with that of its parents, or
    // with those of plain tables that inherit it.
    return goes_with_parents(before, after, before_context, after_context) ||
           (is_shared_with_the_other_sort(before.id, before_context.catalog) &&
            is_shared_with_the_other_sort(after.id, after_context.catalog) && !is_cast());
}

void let_index_comments_go(Side &side, ObjectId const &column, Context const &context)
{
    for (ObjectId const &index : context.dependants(column)) {
        bool const has_parts = index.kind() == kind_of<Index> &&
                               (is_partitioned(index.up(kind_of<Table>), context.catalog) ||
                                parent_index(index, context.catalog));
        if (has_parts) {
            side.makes_way.push_back({index, kind_set<Comment>()});
        }
    }
}

void validate_checks_below(Side &side, ObjectId const &column, Context const &context)
{
    for (ObjectId const &id : context.dependants(column)) {
        bool const is_away = context.is_away && context.is_away(id);
        auto const *check =
            id.kind() == kind_of<Check> && !is_away ? context.catalog.find(id) : nullptr;
        if (check != nullptr && check->as<Check>().not_valid) {
            constraint::validate_below(side, *check, context);
        }
    }
}

void set_index_statistics_again(Side &side, ObjectId const &column, Context const &context)
{
    for (ObjectId const &id : context.dependants(column)) {
        bool const is_away = context.is_away && context.is_away(id);
        auto const *index =
            id.kind() == kind_of<Index> && !is_away ? context.catalog.find(id) : nullptr;
        if (index != nullptr) {
            kinds::set_index_statistics_again(side, *index, context);
        }
    }
}

void let_references_go(Side &side, ObjectId const &column, Context const &context)
{
    auto const carries_it = [&](Object const &object) {
        auto const carries = [&](auto const *body) {
            return body != nullptr && std::find(body->include.begin(), body->include.end(),
                                                column.name()) != body->include.end();
        };
        return carries(object.body.get_if<PrimaryKey>()) || carries(object.body.get_if<Unique>()) ||
               carries(object.body.get_if<Index>());
    };
    for (ObjectId const &index : context.dependants(column)) {
        auto const *object = context.catalog.find(index);
        if (object != nullptr && carries_it(*object)) {
            side.makes_way.push_back({index, kind_set<ForeignKey>()});
        }
    }
}

Step change_type(Object const &before, Object const &after, FieldNames const &fields,
                 Sql const &only, Context const &before_context, Context const &after_context)
{
    auto const &old_type = before.as<Column>().type.text;
    auto const &new_type = after.as<Column>().type.text;
    auto const there = using_words(before, before_context.catalog, after, after_context.catalog);
    bool const has_way_back = !needs_new_column(after, before, after_context, before_context);
    auto const back =
        has_way_back ? using_words(after, after_context.catalog, before, before_context.catalog)
                     : sql(" USING NULL::{}", Verbatim{before.as<Column>().type});
    bool const foreign = is_foreign(after.id, after_context.catalog);
    Step step;
    step.up = retyped_with_settings(before, after, fields, there, only, foreign);
    step.down = retyped_with_settings(after, before, fields, back, only, foreign);
    // In both directions where one of them says USING, since a child is changed alone or it is not.
    if (!there.empty() || !back.empty()) {
        part_from_the_other_sort(step.up, table_of(after.id), before_context);
        part_from_the_other_sort(*step.down, table_of(after.id), after_context);
    }
    part_from_several_parents(step.up, before.id, before_context.catalog);
    part_from_several_parents(*step.down, after.id, after_context.catalog);
    step.up.probe = rows_without_cast(before, after, before_context, after_context);
    step.down->probe = rows_without_cast(after, before, after_context, before_context);
    comes_with_parents(step.up, after.id, after_context.catalog);
    comes_with_parents(*step.down, before.id, before_context.catalog);
    tell_of_reads(step.up, after, before.id, before_context);
    tell_of_reads(*step.down, before, after.id, after_context);
    let_index_comments_go(step.up, before.id, before_context);
    let_index_comments_go(*step.down, after.id, after_context);
    let_parts_go_that_differ(step.up, before.id, before_context);
    let_parts_go_that_differ(*step.down, after.id, after_context);
    validate_checks_below(step.up, before.id, before_context);
    validate_checks_below(*step.down, after.id, after_context);
    set_index_statistics_again(step.up, before.id, before_context);
    set_index_statistics_again(*step.down, after.id, after_context);
    bool const is_left = names_declared_type(before, before_context.catalog) &&
                         !names_declared_type(after, after_context.catalog);
    for (auto const &cast : {declared_cast(before, after, before_context, after_context),
                             declared_cast(after, before, after_context, before_context)}) {
        // Where a type that the schema declares is left, and made anew, so is its cast, and the old
        // ones of both are taken.
        if (cast) {
            (is_left ? step.releases : step.consumes).push_back(*cast);
        }
    }
    let_references_go(step.up, before.id, before_context);
    let_references_go(*step.down, after.id, after_context);
    bool const shares = shares_an_expression(before, before_context, after_context);
    if (shares) {
        step.up.makes_way.push_back({before.id, rebuilt_kinds(), true});
    }
    // A cast that the new type did not need is gone from the printed text, also where the old
    // type needs it: COALESCE(a::text, '') over a number. Our text still has it.
    if (shares || !casts_by_itself(new_type, old_type)) {
        step.down->makes_way.push_back({after.id, rebuilt_kinds(), true});
    }
    if (!has_way_back) {
        step.down->hazards.push_back(
            {HazardClass::delete_data,
             fmt::format("no cast leads from {} to {}: the values of {} are lost", new_type,
                         old_type, described(before.id))});
    }
    return step;
}

} // namespace schemadiff::kinds::column
