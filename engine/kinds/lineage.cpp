#include <engine/kinds/lineage.hpp>

#include <engine/kinds/inheritance.hpp>
#include <engine/kinds/partition.hpp>
#include <schemadiff/model/replacement.hpp>

#include <algorithm>

namespace schemadiff::kinds
{

namespace
{

// The table that a part of it, or itself, stands in.
ObjectId table_of(ObjectId const &id)
{
    return id_of<Table>({id.part(0), id.part(1)});
}

bool has_links(Catalog const &catalog)
{
    return !catalog.of_kind(kind_of<Inheritance>).empty();
}

// The same part of the parents that pass it on.
std::vector<ByItself::Host> hosts(ObjectId const &part, Catalog const &catalog)
{
    std::vector<ByItself::Host> all;
    for (Parent &parent : parents_of(part, catalog)) {
        auto same = parent.table.child(part.kind(), part.name());
        if (is_passed_on(same, catalog)) {
            all.push_back({std::move(same), std::move(parent.link)});
        }
    }
    return all;
}

// Whether the part is still inherited, from another parent, when this one has lost it.
bool has_another_source(ObjectId const &part, ObjectId const &lost, Context const &context)
{
    auto const parents = parents_of(part, *context.other);
    return std::any_of(parents.begin(), parents.end(), [&](Parent const &parent) {
        auto const same = parent.table.child(part.kind(), part.name());
        return parent.table != lost && context.catalog.contains(parent.link) &&
               is_passed_on(same, context.catalog) && is_passed_on(same, *context.other);
    });
}

void add_same_part(ObjectId const &part, ObjectId const &child, Catalog const &catalog,
                   std::vector<ObjectId> &parts)
{
    auto same = child.child(part.kind(), part.name());
    if (std::find(parts.begin(), parts.end(), same) != parts.end()) {
        return; // by another way
    }
    parts.push_back(same);
    for (ObjectId &below : same_part_of_children(same, catalog)) {
        if (std::find(parts.begin(), parts.end(), below) == parts.end()) {
            parts.push_back(std::move(below));
        }
    }
}

} // namespace

std::vector<Parent> inherited_from(ObjectId const &id, Catalog const &catalog)
{
    std::vector<Parent> parents;
    if (!has_links(catalog)) {
        return parents;
    }
    auto const links = catalog.below(kind_of<Inheritance>, table_of(id));
    std::vector<ObjectPtr> sorted(links.begin(), links.end());
    std::stable_sort(sorted.begin(), sorted.end(), [](ObjectPtr const &a, ObjectPtr const &b) {
        return a->position < b->position;
    });
    for (ObjectPtr const &link : sorted) {
        parents.push_back({inheritance::parent_of(link->id), link->id});
    }
    return parents;
}

std::vector<Parent> parents_of(ObjectId const &id, Catalog const &catalog)
{
    if (auto parent = parent_of(id, catalog)) {
        return {{*std::move(parent), table_of(id).as(kind_of<Partition>)}};
    }
    return inherited_from(id, catalog);
}

std::vector<ObjectId> children_of(ObjectId const &table, Context const &context)
{
    auto tables = partitions_of(table, context);
    if (!has_links(context.catalog)) {
        return tables;
    }
    for (ObjectId const &dependant : context.dependants(table)) {
        if (dependant.kind() == kind_of<Inheritance> &&
            inheritance::parent_of(dependant) == table) {
            tables.push_back(table_of(dependant));
        }
    }
    return tables;
}

void locks_children_that_keep_it(Side &side, ObjectId const &part, Context const &context)
{
    bool const lasts =
        context.other != nullptr && context.other->contains(table_of(part)) && !side.locks.empty();
    if (!lasts || !(has_links(context.catalog) || is_partitioned(part, context.catalog))) {
        return;
    }
    auto const lock = side.locks.front().lock;
    for (ObjectId const &same : same_part_of_children(part, context.catalog)) {
        if (context.other->contains(same)) {
            side.locks.push_back({table_of(same), lock});
        }
    }
}

void locks_nearest_children(Side &side, ObjectId const &part, Context const &context)
{
    auto const lock = side.locks.front().lock;
    for (ObjectId const &child : children_of(table_of(part), context)) {
        if (context.other->contains(child.child(part.kind(), part.name()))) {
            side.locks.push_back({child, lock});
        }
    }
}

std::vector<ObjectId> same_part_of_children(ObjectId const &part, Catalog const &catalog)
{
    std::vector<ObjectId> parts;
    auto const table = table_of(part);
    if (is_partitioned(table, catalog)) {
        for (ObjectPtr const &partition : catalog.of_kind(kind_of<Partition>)) {
            auto const child = partition->id.as(kind_of<Table>);
            if (parent_of(child, catalog) == table) {
                add_same_part(part, child, catalog, parts);
            }
        }
    }
    for (ObjectPtr const &link : catalog.of_kind(kind_of<Inheritance>)) {
        if (inheritance::parent_of(link->id) == table && is_passed_on(part, catalog)) {
            add_same_part(part, table_of(link->id), catalog, parts);
        }
    }
    return parts;
}

bool is_passed_on(ObjectId const &part, Catalog const &catalog)
{
    auto const *object = catalog.find(part);
    auto const *check = object == nullptr ? nullptr : object->body.get_if<Check>();
    return object != nullptr && (check == nullptr || !check->no_inherit);
}

bool is_of_parent(ObjectId const &part, Catalog const &catalog)
{
    return !hosts(part, catalog).empty();
}

bool is_inherited(ObjectId const &part, Catalog const &catalog)
{
    if (parent_of(part, catalog)) {
        return true;
    }
    auto const *object =
        catalog.find(part.kind() == kind_of<ColumnDefault> ? part.as(kind_of<Column>) : part);
    if (object == nullptr) {
        return false;
    }
    auto const *column = object->body.get_if<Column>();
    auto const *check = object->body.get_if<Check>();
    return (column != nullptr && column->inherited) || (check != nullptr && check->inherited);
}

void comes_with_parents(Side &side, ObjectId const &part, Catalog const &catalog)
{
    if (auto all = hosts(part, catalog); !all.empty()) {
        side.by_itself.push_back({std::move(all), false, 1});
    }
}

void comes_with_new_table(Side &side, ObjectId const &part)
{
    side.by_itself.push_back({{{table_of(part), std::nullopt}}, false, 1});
}

void is_made_with_parents(Side &side, ObjectId const &part, Context const &context)
{
    if (!is_inherited(part, context.catalog)) {
        return;
    }
    if (!inherited_from(part, context.catalog).empty()) {
        comes_with_new_table(side, part);
    }
    comes_with_parents(side, part, context.catalog);
}

void is_dropped_with_parents(Side &side, ObjectId const &part, Context const &context)
{
    auto all = hosts(part, context.catalog);
    bool const goes = is_inherited(part, context.catalog) &&
                      std::none_of(all.begin(), all.end(), [&](ByItself::Host const &host) {
                          return is_dropped_alone(host.id, context);
                      });
    if (!all.empty()) {
        // What the table has of its own, too, cannot go before the parents have lost it.
        side.by_itself.push_back({std::move(all), goes, goes ? std::size_t{1} : 0});
    }
}

bool is_dropped_alone(ObjectId const &part, Context const &context)
{
    if (context.other == nullptr || !has_links(context.catalog) || context.other->contains(part)) {
        return false;
    }
    auto const table = table_of(part);
    auto const children = children_of(table, context);
    return std::any_of(children.begin(), children.end(), [&](ObjectId const &child) {
        auto const same = child.child(part.kind(), part.name());
        auto const parents = parents_of(child, *context.other);
        bool const stays_a_child = std::any_of(
            parents.begin(), parents.end(), [&](Parent const &one) { return one.table == table; });
        return stays_a_child && is_inherited(same, context.catalog) &&
               context.other->contains(same) && !has_another_source(same, table, context);
    });
}

Sql without_children(ObjectId const &table, Context const &context)
{
    return children_of(table, context).empty() ? sql("") : sql("ONLY ");
}

bool has_several_parents(ObjectId const &column, Catalog const &catalog)
{
    auto const parents = inherited_from(column, catalog);
    return std::count_if(parents.begin(), parents.end(), [&](Parent const &parent) {
               return catalog.contains(parent.table.child(kind_of<Column>, column.name()));
           }) > 1;
}

void part_from_several_parents(Side &side, ObjectId const &column, Catalog const &catalog)
{
    if (!has_several_parents(column, catalog)) {
        return;
    }
    for (Parent const &parent : inherited_from(column, catalog)) {
        side.makes_way.push_back({.of = parent.link, .kinds = {}, .itself = true});
    }
}

namespace
{

// It cannot be altered into what it is on the other side, or what it needs cannot, and has no
// children where it is made.
bool is_made_anew(ObjectId const &table, Context const &context)
{
    if (context.is_made != nullptr) {
        return context.is_made(table);
    }
    auto const *here = context.catalog.find(table);
    auto const *there = context.other == nullptr ? nullptr : context.other->find(table);
    return here != nullptr && there != nullptr &&
           must_replace(here->as<Table>(), there->as<Table>());
}

} // namespace

std::vector<ObjectId> lasting_children_of(ObjectId const &table, Context const &context)
{
    if (is_made_anew(table, context)) {
        return {};
    }
    auto children = children_of(table, context);
    std::erase_if(children, [&](ObjectId const &child) {
        return context.other != nullptr && !context.other->contains(child);
    });
    return children;
}

} // namespace schemadiff::kinds
