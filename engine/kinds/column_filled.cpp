// A new column whose default has to be computed for each row, while others go on using its table:
// the rows get their values later. Until then they have none.
#include <engine/kinds/backfill.hpp>
#include <engine/kinds/column.hpp>
#include <engine/kinds/foreign_table.hpp>
#include <engine/kinds/lineage.hpp>
#include <engine/kinds/partition.hpp>
#include <engine/kinds/registry.hpp>

namespace schemadiff::kinds::column
{

std::vector<Step> filled_later(Object const &object, Context const &context)
{
    auto const &catalog = context.catalog;
    auto const table = table_of(object.id);
    auto const &body = object.as<Column>();
    bool const stands_alone = !is_partitioned(table, catalog) && !is_foreign(table, catalog) &&
                              parents_of(table, catalog).empty() &&
                              children_of(table, context).empty();
    bool const is_computed_per_row =
        body.identity.empty() && !body.generated && has_volatile_default(object.id, catalog);
    if (!is_computed_per_row || !stands_alone || !can_be_backfilled(table, catalog) ||
        body.not_null_not_valid) {
        return {};
    }
    auto nullable = object;
    nullable.as<Column>().not_null = false;
    Step added;
    added.up.statements = rules.create(nullable, context).statements;
    added.up.locks.push_back(exclusive_lock(table));
    added.down = rules.drop(object, context);
    added.down->clause.reset();
    FreeNames names(catalog, context.other == nullptr ? catalog : *context.other);
    FillingTrigger const trigger(object.id, names);
    Ident const column{object.id.name()};
    auto const &value = catalog.find(object.id.as(kind_of<ColumnDefault>))->as<ColumnDefault>();
    Step others;
    others.up.statements =
        trigger.made(FillingTrigger::On::update, sql("NEW.{} := coalesce(NEW.{}, {})", column,
                                                     column, Verbatim{value.expression}));
    others.up.locks.push_back({table, Lock::share_row_exclusive});
    others.down = Side{};
    others.down->statements = trigger.dropped_if_there();
    others.down->locks.push_back(exclusive_lock(table));
    others.down->takes_remains_away = true;
    Step filled;
    filled.up = backfill(table, sql("{} = DEFAULT", column), sql("{} IS NULL", column),
                         context.server_version);
    filled.down = Side{};
    Step done;
    done.up.statements = trigger.dropped();
    done.up.locks.push_back(exclusive_lock(table));
    done.down = Side{};
    std::vector<Step> parts{std::move(added), std::move(others), std::move(filled),
                            std::move(done)};
    if (!body.not_null) {
        return parts;
    }
    // A row without a value could not be changed while NOT NULL, though not valid, waits for it.
    for (Step &part : change_not_null(nullable, object, context, context).online) {
        part.up.hazards.clear();
        part.up.probe.reset();
        part.down = Side{};
        parts.push_back(std::move(part));
    }
    return parts;
}

} // namespace schemadiff::kinds::column
