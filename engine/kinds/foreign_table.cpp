#include <engine/kinds/foreign_table.hpp>

#include <engine/kinds/lineage.hpp>
#include <engine/kinds/option_clause.hpp>
#include <engine/kinds/partition.hpp>

#include <algorithm>

namespace schemadiff::kinds
{

bool is_foreign(ObjectId const &id, Catalog const &catalog)
{
    auto const *table = catalog.find(id_of<Table>({id.part(0), id.part(1)}));
    return table != nullptr && !table->as<Table>().server.empty();
}

Side foreign_options_changed(ObjectId const &table, Sql const &column, Options const &before,
                             Options const &after)
{
    Side result;
    auto const clause = options_change_clause(before, after);
    if (!clause.empty()) {
        result.statements.push_back(
            sql("ALTER FOREIGN TABLE {}{}{}", relation_name(table), column, clause));
        result.locks.push_back(exclusive_lock(table));
    }
    return result;
}

namespace
{

void part_from(Side &side, ObjectId const &table, bool has_plain_above, Context const &there)
{
    bool const is_plain = !is_foreign(table, there.catalog);
    has_plain_above = has_plain_above || is_plain;
    for (ObjectId const &child : children_of(table, there)) {
        bool const is_child_plain = !is_foreign(child, there.catalog);
        if (!is_child_plain && has_plain_above && !parent_of(child, there.catalog)) {
            side.makes_way.push_back({.of = child, .kinds = {}, .itself = true});
        } else if (is_child_plain != is_plain) {
            side.makes_way.push_back({child, kind_set<Partition, Inheritance>()});
        }
        part_from(side, child, has_plain_above, there);
    }
}

} // namespace

void part_from_the_other_sort(Side &side, ObjectId const &table, Context const &there)
{
    part_from(side, table, false, there);
}

bool has_parent_of_the_other_sort(ObjectId const &part, Catalog const &catalog)
{
    auto const parents = parents_of(part, catalog);
    return std::any_of(parents.begin(), parents.end(), [&](Parent const &parent) {
        return is_foreign(parent.table, catalog) != is_foreign(part, catalog);
    });
}

bool is_shared_with_the_other_sort(ObjectId const &part, Catalog const &catalog)
{
    auto const below = same_part_of_children(part, catalog);
    return std::any_of(below.begin(), below.end(), [&](ObjectId const &same) {
        return is_foreign(same, catalog) != is_foreign(part, catalog);
    });
}

} // namespace schemadiff::kinds
