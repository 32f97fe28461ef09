// The index that a key or an exclusion constraint has: its parameters and its place change without
// the constraint.
#pragma once

#include <engine/kinds/option_clause.hpp>
#include <engine/kinds/partition.hpp>
#include <engine/kinds/placement.hpp>
#include <engine/kinds/rules.hpp>

namespace schemadiff::kinds
{

template <class Key>
Alteration index_altered(Object const &before, Object const &after, FieldNames const &fields,
                         Context const &context, Context const &)
{
    Alteration alteration;
    if (contains(fields, "options") && is_partitioned(after.id, context.catalog)) {
        return {.replace = true, .steps = {}}; // it has no ALTER for them
    }
    if (contains(fields, "options")) {
        alteration.steps.push_back(
            both_ways(before, after, [](Object const &from, Object const &to) {
                Side result;
                result.statements = option_statements(
                    sql("ALTER INDEX {}", Qualified{to.id.schema(), to.id.name()}),
                    from.as<Key>().options, to.as<Key>().options);
                result.locks.push_back({to.id.up(kind_of<Table>),
                                        option_lock(from.as<Key>().options, to.as<Key>().options)});
                return result;
            }));
    }
    if (contains(fields, "tablespace")) {
        alteration.steps.push_back(both_ways(before, after, [&](Object const &, Object const &to) {
            return moved_index(to.id, to.id.up(kind_of<Table>), to.as<Key>().tablespace, context);
        }));
    }
    return alteration;
}

} // namespace schemadiff::kinds
