#include <engine/elaborate/closure.hpp>

#include <engine/kinds/lineage.hpp>
#include <engine/kinds/partition.hpp>
#include <engine/kinds/registry.hpp>
#include <schemadiff/model/kind_facts.hpp>
#include <schemadiff/model/plain_kinds.hpp>

namespace schemadiff::elaborate
{

namespace
{

// What a child, or a partition, has without a statement of its own, and what it has it from.
template <class F>
void add_what_is_inherited(ObjectId const &table, Catalog const &catalog, F const &add)
{
    auto const parents = kinds::parents_of(table, catalog);
    if (parents.empty()) {
        return;
    }
    for (Kind const kind : {kind_of<ColumnDefault>, kind_of<Check>}) {
        for (auto const &part : catalog.below(kind, table)) {
            add(part->id);
        }
        for (kinds::Parent const &parent : parents) {
            for (auto const &part : catalog.below(kind, parent.table)) {
                add(part->id);
            }
        }
    }
}

// Attaching a partition gives it the indexes that it lacks, under names that nobody chose.
template <class F>
void add_what_is_attached(std::set<ObjectId> const &seen, Catalog const &catalog, F const &add)
{
    for (ObjectPtr const &attached : catalog.of_kind(kind_of<IndexPartition>)) {
        auto const index =
            seen.contains(attached->id.up(kind_of<Table>)) && !seen.contains(attached->id)
                ? kinds::parent_index(attached->id, catalog)
                : std::nullopt;
        if (index && seen.contains(*index)) {
            add(attached->id);
        }
    }
}

// Whoever uses it has a column of one of its types, which leads to it; and it takes long to make.
bool is_found_by_its_types(Object const &extension)
{
    return extension.id.name().starts_with("postgis");
}

} // namespace

Catalog closure(Catalog const &catalog, std::set<ObjectId> const &ids)
{
    std::set<ObjectId> seen;
    std::vector<ObjectId> queue;
    auto const add = [&](ObjectId const &id) {
        if (catalog.contains(id) && seen.insert(id).second) {
            queue.push_back(id);
        }
    };
    for (ObjectId const &id : ids) {
        add(id);
    }
    // Nothing tells which of them a text of the desired state uses.
    if (!ids.empty()) {
        for (ObjectPtr const &cast : catalog.of_kind(kind_of<Cast>)) {
            add(cast->id);
        }
        for (ObjectPtr const &extension : catalog.of_kind(kind_of<Extension>)) {
            if (!is_found_by_its_types(*extension)) {
                add(extension->id);
            }
        }
    }
    while (!queue.empty()) {
        auto const id = std::move(queue.back());
        queue.pop_back();
        for (ObjectId const &needed : kinds::dependencies(*catalog.find(id), catalog)) {
            add(needed);
        }
        for_each_plain_below(id.kind(), [&]<class C>(C *) {
            // A domain that is made anew is made with its checks.
            if (C::facts.is_ordered || std::is_same_v<C, DomainCheck>) {
                for (auto const &part : catalog.below(kind_of<C>, id)) {
                    add(part->id);
                }
            }
        });
        if (id.kind() == kind_of<MaterializedView>) {
            for (ObjectId const &grant :
                 kinds::rules_of(id.kind()).comes_after(*catalog.find(id), catalog)) {
                add(grant);
            }
        }
        if (id.kind() == kind_of<Column>) {
            add(id.as(kind_of<IdentitySequence>));
        }
        if (id.kind() == kind_of<Sequence>) { // its owner changes with that of the table
            add(id.as(kind_of<SequenceOwner>));
        }
        if (facts(id.kind()).has_index) {
            add(id.as(kind_of<IndexPartition>));
        }
        if (id.kind() == kind_of<Table>) {
            add(id.as(kind_of<Partition>));
            add(id.as(kind_of<RowType>));
            for (Kind const kind : {kind_of<Column>, kind_of<PrimaryKey>, kind_of<Inheritance>}) {
                for (auto const &part : catalog.below(kind, id)) {
                    add(part->id);
                }
            }
            add_what_is_inherited(id, catalog, add);
        }
        if (queue.empty()) {
            add_what_is_attached(seen, catalog, add);
        }
    }
    std::vector<ObjectPtr> objects;
    for (ObjectId const &id : seen) {
        objects.push_back(catalog.shared(id));
    }
    Catalog part(std::move(objects));
    part.take_server_of(catalog);
    return part;
}

} // namespace schemadiff::elaborate
