// What all constraints of tables have in common.
#include <engine/kinds/constraint.hpp>
#include <engine/kinds/foreign_table.hpp>
#include <engine/kinds/lineage.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace schemadiff::kinds::constraint
{

namespace
{

Side validate(ObjectId const &id, Context const &context)
{
    auto result =
        side(sql("ALTER TABLE {} VALIDATE CONSTRAINT {}", relation_name(id), Ident{id.name()}));
    if (id.kind() == kind_of<Check>) {
        comes_with_parents(result, id, context.catalog);
    }
    result.locks.push_back({table_of(id), Lock::share_update_exclusive});
    if (id.kind() == kind_of<Check>) {
        locks_children_that_keep_it(result, id, context);
    }
    if (is_foreign(id, context.catalog)) {
        return result;
    }
    result.scans_table = true;
    result.hazards.push_back(
        {HazardClass::build_fails_on_data,
         fmt::format("a row that breaks {} stops its validation", described(id))});
    return result;
}

} // namespace

ObjectId table_of(ObjectId const &id)
{
    return id.up(kind_of<Table>);
}

std::string referred_slot(Goes goes, ObjectId const &table, std::vector<std::string> columns)
{
    std::sort(columns.begin(), columns.end());
    std::string slot = goes == Goes::key ? "key goes, " : "foreign key goes, ";
    slot += table.path();
    for (std::string const &column : columns) {
        slot += '\0' + column;
    }
    return slot;
}

Sql deferral(bool deferrable, bool initially_deferred)
{
    return !deferrable          ? sql("")
           : initially_deferred ? sql(" DEFERRABLE INITIALLY DEFERRED")
                                : sql(" DEFERRABLE");
}

Side added(ObjectId const &id, Sql const &definition, Sql const &only)
{
    auto const clause = sql("CONSTRAINT {} {}", Ident{id.name()}, definition);
    auto result = side(sql("ALTER TABLE {}{} ADD {}", only, relation_name(id), clause));
    result.clause = Clause{table_of(id), clause};
    result.locks.push_back(exclusive_lock(table_of(id)));
    return result;
}

Side drop(Object const &object, Context const &)
{
    auto result = side(sql("ALTER TABLE {} DROP CONSTRAINT {}", relation_name(object.id),
                           Ident{object.id.name()}));
    result.clause = Clause{table_of(object.id), sql("")};
    result.locks.push_back(exclusive_lock(table_of(object.id)));
    return result;
}

std::vector<Step> validated_later(Side created, Object const &object, Rules const &rules,
                                  Context const &context)
{
    Step added;
    added.up = std::move(created);
    added.down = rules.drop(object, context);
    added.down->clause.reset();
    Step validated;
    validated.up = validate(object.id, context);
    validated.up.by_itself.clear();
    validated.up.transaction = Transaction::own;
    validated.down = Side{};
    return {std::move(added), std::move(validated)};
}

Step validation(Object const &before, Object const &after, Rules const &rules,
                Context const &before_context, Context const &after_context)
{
    Step step;
    step.up = validate(after.id, after_context);
    auto down = rules.drop(after, after_context);
    down.clause.reset();
    for (Sql &statement : rules.create(before, before_context).statements) {
        down.statements.push_back(std::move(statement));
    }
    // Its comment goes with it, and comes back.
    down.makes_way.push_back({after.id, ~KindSet{}});
    step.down = std::move(down);
    Step alone = step;
    alone.up.transaction = Transaction::own;
    step.online.push_back(std::move(alone));
    return step;
}

Side rename(ObjectId const &before, ObjectId const &after)
{
    auto result = side(sql("ALTER TABLE {} RENAME CONSTRAINT {} TO {}", relation_name(after),
                           Ident{before.name()}, Ident{after.name()}));
    result.locks.push_back(exclusive_lock(table_of(after)));
    return result;
}

Side rename_with_index(ObjectId const &before, ObjectId const &after)
{
    auto result = side(sql("ALTER INDEX {} RENAME TO {}", Qualified{after.schema(), before.name()},
                           Ident{after.name()}));
    result.locks.push_back({table_of(after), Lock::share_update_exclusive});
    return result;
}

std::vector<ObjectId> with_columns(ObjectId const &id, std::vector<std::string> const &columns)
{
    std::vector<ObjectId> ids{table_of(id)};
    for (std::string const &column : columns) {
        ids.push_back(table_of(id).child(kind_of<Column>, column));
    }
    return ids;
}

Sql address(ObjectId const &id)
{
    return sql("CONSTRAINT {} ON {}", Ident{id.name()}, relation_name(id));
}

std::vector<std::string> slots(ObjectId const &id, Object const *)
{
    return {constraint_slot(id)};
}

} // namespace schemadiff::kinds::constraint
