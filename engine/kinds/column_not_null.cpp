// NOT NULL of columns. From PostgreSQL 18 it is a constraint with a name, which may be not valid
// and not inherited; before, and in the tables of a partitioned one, a mark without a name.
#include <engine/kinds/column.hpp>
#include <engine/kinds/foreign_table.hpp>
#include <engine/kinds/lineage.hpp>
#include <engine/kinds/partition.hpp>
#include <engine/kinds/probe.hpp>
#include <engine/kinds/server_features.hpp>
#include <schemadiff/base/object_name.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace schemadiff::kinds::column
{

std::string usual_not_null_name(ObjectId const &column)
{
    return object_name(column.part(1), column.name(), "not_null");
}

namespace
{

std::string constraint_name(Object const &column)
{
    auto const &name = column.as<Column>().not_null_name;
    return name.empty() ? usual_not_null_name(column.id) : name;
}

Sql named(std::string const &name)
{
    return name.empty() ? sql("") : sql("CONSTRAINT {} ", Ident{name});
}

} // namespace

Sql not_null_clause(ObjectId const &id, Column const &body, Context const &context)
{
    bool const shares = is_partitioned(id, context.catalog);
    return names_not_null(context.server_version)
               ? sql("{}NOT NULL{}", named(shares ? body.shared_not_null_name : body.not_null_name),
                     body.not_null_no_inherit ? sql(" NO INHERIT") : sql(""))
               : sql("NOT NULL");
}

Sql not_null_that_is_not_valid(ObjectId const &id, Column const &body)
{
    return sql("ALTER TABLE {} ADD {}NOT NULL {}{} NOT VALID", relation_name(id),
               named(body.not_null_name), Ident{id.name()},
               body.not_null_no_inherit ? sql(" NO INHERIT") : sql(""));
}

bool differs_in_not_null(FieldNames const &fields)
{
    return std::any_of(fields.begin(), fields.end(),
                       [](std::string_view field) { return field.starts_with("not_null"); });
}

namespace
{

Side set(Object const &to, Context const &there)
{
    auto const &body = to.as<Column>();
    auto const id = to.id;
    Side result;
    if (body.not_null_not_valid && names_not_null(there.server_version)) {
        result = side(not_null_that_is_not_valid(id, body));
    } else if (!says_more_of_not_null(body) || !names_not_null(there.server_version)) {
        result = side(sql("{} SET NOT NULL", column_of(id)));
    } else {
        result = side(sql("ALTER TABLE {} ADD {}NOT NULL {}{}", relation_name(id),
                          named(body.not_null_name), Ident{id.name()},
                          body.not_null_no_inherit ? sql(" NO INHERIT") : sql("")));
    }
    result.locks.push_back(exclusive_lock(table_of(id)));
    if (!body.not_null_not_valid && !is_foreign(id, there.catalog)) {
        result.scans_table = true;
        result.hazards.push_back(
            {HazardClass::build_fails_on_data,
             fmt::format("a row without a value in {} stops the change", described(id))});
        result.probe = rows_where(to, sql("t.{} IS NULL", Ident{id.name()}), there);
    }
    return result;
}

std::vector<ObjectId> same_column_of_children(ObjectId const &column, Context const &context)
{
    std::vector<ObjectId> columns;
    for (ObjectId const &table : lasting_children_of(table_of(column), context)) {
        auto same = table.child(kind_of<Column>, column.name());
        if (context.catalog.contains(same)) {
            columns.push_back(std::move(same));
        }
    }
    return columns;
}

bool is_kept_below(ObjectId const &column, Context const &context)
{
    auto const children = same_column_of_children(column, context);
    return std::any_of(children.begin(), children.end(), [&](ObjectId const &child) {
        return context.catalog.find(child)->as<Column>().not_null || is_kept_below(child, context);
    });
}

// Children lose it with their parents, whatever they had, or refuse to where it is in their primary
// key. A partitioned table takes no ONLY here, and is none of those.
void drop(Side &side, ObjectId const &column, Context const &here, Context const &there)
{
    bool const is_whole = is_partitioned(column, there.catalog);
    bool const is_alone = !is_whole && is_kept_below(column, there);
    side.statements.push_back(
        sql("{} DROP NOT NULL", column_of(column, is_alone ? sql("ONLY ") : sql(""))));
    for (ObjectId const &child : same_column_of_children(column, there)) {
        bool const keeps_it = there.catalog.find(child)->as<Column>().not_null;
        if (here.is_away && here.is_away(table_of(child))) {
            continue;
        }
        if (is_alone && !keeps_it) {
            drop(side, child, here, there);
        } else if (is_whole && keeps_it) {
            side.statements.push_back(sql("{} SET NOT NULL", column_of(child)));
            side.locks.push_back(exclusive_lock(table_of(child)));
            side.scans_table = true;
        }
    }
}

// From PostgreSQL 18 on ADD PRIMARY KEY to a partition makes the NOT NULL that it has from its
// table its own as well, so that it outlives both.
bool has_it_by_its_key(ObjectId const &column, Context const &context)
{
    auto const keys = context.catalog.below(kind_of<PrimaryKey>, table_of(column));
    return names_not_null(context.server_version) && context.catalog.contains(column) &&
           std::any_of(keys.begin(), keys.end(), [&](ObjectPtr const &key) {
               auto const &columns = key->as<PrimaryKey>().columns;
               return std::find(columns.begin(), columns.end(), column.name()) != columns.end();
           });
}

Side dropped(Object const &to, Context const &here, Context const &there)
{
    Side result;
    result.locks.push_back(exclusive_lock(table_of(to.id)));
    drop(result, to.id, here, there);
    if (is_partitioned(to.id, there.catalog) && !is_of_parent(to.id, there.catalog)) {
        for (ObjectId const &same : same_part_of_children(to.id, there.catalog)) {
            if (has_it_by_its_key(same, here) && !there.catalog.find(same)->as<Column>().not_null) {
                result.statements.push_back(sql("{} DROP NOT NULL", column_of(same)));
            }
        }
    }
    return result;
}

Side set_or_drop(Object const &to, Context const &here, Context const &there)
{
    auto result = to.as<Column>().not_null ? set(to, there) : dropped(to, here, there);
    result.aspect = "not_null";
    locks_children_that_keep_it(result, to.id, there);
    comes_with_parents(result, to.id, there.catalog);
    return result;
}

// What is said of a NOT NULL that is there before and after.
Side change_constraint(Object const &from, Object const &to)
{
    auto const &old_body = from.as<Column>();
    auto const &new_body = to.as<Column>();
    Side result;
    auto const constraint = [&](Sql const &what) {
        result.statements.push_back(sql("ALTER TABLE {} {}", relation_name(to.id), what));
    };
    result.locks.push_back(exclusive_lock(table_of(to.id)));
    auto const old_name = constraint_name(from);
    auto const new_name = constraint_name(to);
    if (new_body.not_null_not_valid && !old_body.not_null_not_valid) {
        // VALIDATE has no opposite.
        constraint(sql("DROP CONSTRAINT {}", Ident{old_name}));
        result.statements.push_back(not_null_that_is_not_valid(to.id, new_body));
        return result;
    }
    if (old_name != new_name) {
        constraint(sql("RENAME CONSTRAINT {} TO {}", Ident{old_name}, Ident{new_name}));
    }
    if (old_body.not_null_no_inherit != new_body.not_null_no_inherit) {
        constraint(sql("ALTER CONSTRAINT {} {}", Ident{new_name},
                       new_body.not_null_no_inherit ? sql("NO INHERIT") : sql("INHERIT")));
    }
    if (old_body.not_null_not_valid && !new_body.not_null_not_valid) {
        if (result.statements.empty()) {
            result.locks.front().lock = Lock::share_update_exclusive;
        }
        constraint(sql("VALIDATE CONSTRAINT {}", Ident{new_name}));
        result.scans_table = true;
        result.hazards.push_back(
            {HazardClass::build_fails_on_data,
             fmt::format("a row without a value in {} stops the change", described(to.id))});
    }
    return result;
}

} // namespace

namespace
{

// SET NOT NULL does not look at rows where a valid check says the same of them
// (NotNullImpliedByRelConstraints in tablecmds.c), so that one stands in for it meanwhile. From
// PostgreSQL 18 on NOT NULL is itself a constraint that can be validated later.
std::vector<Step> online(Object const &to, Context const &there, Side const &set, Side const &drop)
{
    auto const &body = to.as<Column>();
    if (set.statements.size() != 1 || !set.scans_table) {
        return {};
    }
    auto const statement = [&](Sql const &what, Lock lock) {
        auto result = side(sql("ALTER TABLE {} {}", relation_name(to.id), what));
        result.locks.push_back({table_of(to.id), lock});
        locks_children_that_keep_it(result, to.id, there);
        return result;
    };
    bool const is_constraint = names_not_null(there.server_version);
    auto const name = is_constraint ? constraint_name(to)
                                    : object_name(to.id.part(1), to.id.name(), "is_not_null");
    Step added;
    added.up = is_constraint
                   ? statement(sql("ADD {}NOT NULL {}{} NOT VALID", named(body.not_null_name),
                                   Ident{to.id.name()},
                                   body.not_null_no_inherit ? sql(" NO INHERIT") : sql("")),
                               Lock::access_exclusive)
                   : statement(sql("ADD CONSTRAINT {} CHECK ({} IS NOT NULL) NOT VALID",
                                   Ident{name}, Ident{to.id.name()}),
                               Lock::access_exclusive);
    Step validated;
    validated.up =
        statement(sql("VALIDATE CONSTRAINT {}", Ident{name}), Lock::share_update_exclusive);
    validated.up.transaction = Transaction::own;
    validated.up.scans_table = true;
    validated.up.hazards = set.hazards;
    validated.up.probe = set.probe;
    validated.down = Side{};
    if (is_constraint) {
        added.down = drop;
        return {std::move(added), std::move(validated)};
    }
    added.down =
        statement(sql("DROP CONSTRAINT IF EXISTS {}", Ident{name}), Lock::access_exclusive);
    added.down->takes_remains_away = true;
    Step taken_over;
    taken_over.up = set;
    taken_over.up.statements.push_back(
        sql("ALTER TABLE {} DROP CONSTRAINT {}", relation_name(to.id), Ident{name}));
    taken_over.up.scans_table = false;
    taken_over.up.hazards.clear();
    taken_over.up.probe.reset();
    taken_over.down = drop;
    return {std::move(added), std::move(validated), std::move(taken_over)};
}

// The name that the NOT NULL of a partition shares with that of its table; empty: the usual one.
std::string shared_name(Object const &column, Context const &context)
{
    auto const &body = column.as<Column>();
    if (!body.shared_not_null_name.empty() || !body.not_null || body.not_null_has_name ||
        context.other == nullptr) {
        return body.shared_not_null_name;
    }
    auto const *there = context.other->find(column.id);
    bool const has_same_parent = there != nullptr && parent_of(column.id, context.catalog) ==
                                                         parent_of(column.id, *context.other);
    return has_same_parent ? there->as<Column>().shared_not_null_name : "";
}

} // namespace

Step change_not_null(Object const &before, Object const &after, Context const &before_context,
                     Context const &after_context)
{
    if (before.as<Column>().not_null && after.as<Column>().not_null) {
        return both_ways(before, after, [&](Object const &from, Object const &to) {
            auto result = change_constraint(from, to);
            locks_children_that_keep_it(result, to.id, after_context);
            return result;
        });
    }
    Step step;
    step.up = set_or_drop(after, before_context, after_context);
    step.down = set_or_drop(before, after_context, before_context);
    step.online = after.as<Column>().not_null
                      ? online(after, after_context, step.up, *step.down)
                      : backwards(online(before, before_context, *step.down, step.up));
    return step;
}

std::vector<Sql> with_other_names(ObjectId const &partition, Context const &context, Names names)
{
    if (is_partitioned(partition, context.catalog)) {
        return {};
    }
    std::vector<Sql> statements;
    for (ObjectPtr const &column : context.catalog.below(kind_of<Column>, partition)) {
        auto const name = shared_name(*column, context);
        auto const usual = usual_not_null_name(column->id);
        if (!name.empty()) {
            statements.push_back(sql("ALTER TABLE {} RENAME CONSTRAINT {} TO {}",
                                     relation_name(column->id),
                                     Ident{names == Names::own ? name : usual},
                                     Ident{names == Names::own ? usual : name}));
        }
    }
    return statements;
}

void keep_not_null_name(Object &object, ObjectId const &before, ObjectId const &after)
{
    auto &body = object.as<Column>();
    bool const is_own = object.id == after || table_of(object.id) == after;
    if (!body.not_null_has_name || !is_own) {
        return;
    }
    auto const former =
        object.id == after ? before : before.child(kind_of<Column>, object.id.name());
    if (body.not_null_name.empty()) {
        body.not_null_name = usual_not_null_name(former);
    }
    if (body.not_null_name == usual_not_null_name(object.id)) {
        body.not_null_name.clear();
    }
}

} // namespace schemadiff::kinds::column
