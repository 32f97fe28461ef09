#include <engine/elaborate/partitions_left_alone.hpp>

#include <engine/elaborate/follow.hpp>
#include <schemadiff/model/kind_facts.hpp>
#include <schemadiff/model/replacement.hpp>
#include <schemadiff/model/satellite.hpp>

#include <algorithm>

namespace schemadiff::elaborate
{

namespace
{

using Ids = std::set<ObjectId>;

ObjectId table_named(std::string_view schema, std::string_view name)
{
    return id_of<Table>({schema, name});
}

// With partitions of partitions.
Ids partitions_of(Ids const &tables, Catalog const &catalog)
{
    Ids found;
    for (bool has_grown = true; has_grown;) {
        has_grown = false;
        for (ObjectPtr const &object : catalog.of_kind(kind_of<Partition>)) {
            auto const &parent = object->as<Partition>().parent;
            auto const above = table_named(parent.schema, parent.name);
            if (tables.contains(above) || found.contains(above)) {
                has_grown = found.insert(object->id.as(kind_of<Table>)).second || has_grown;
            }
        }
    }
    return found;
}

bool stands_in_relation(Kind kind)
{
    while (facts(kind).part_of) {
        kind = *facts(kind).part_of;
    }
    return kind == kind_of<Table> || facts(kind).home == Home::relation;
}

class LeavingAlone
{
public:
    LeavingAlone(Ids const &tables, Catalog const &catalog)
        : tables_{partitions_of(tables, catalog)}
    {
        for (ObjectPtr const &object : catalog.of_kind(kind_of<SequenceOwner>)) {
            auto const &column = object->as<SequenceOwner>().column;
            if (tables_.contains(table_named(column.at(0), column.at(1)))) {
                sequences_.insert(object->id.as(kind_of<Sequence>));
            }
        }
    }

    std::size_t count() const { return tables_.size(); }

    bool operator()(Object const &object) const
    {
        if (auto const *statistics = object.body.get_if<Statistics>()) {
            return tables_.contains(table_named(statistics->table.schema, statistics->table.name));
        }
        return is_of_them(subject_of(object.id));
    }

    bool is_of_them(ObjectId const &id) const
    {
        if (id.kind() == kind_of<PublishedTable>) {
            return tables_.contains(table_named(id.part(1), id.part(2)));
        }
        if (id.kind() == kind_of<Sequence> || id.kind() == kind_of<SequenceOwner>) {
            return sequences_.contains(id.as(kind_of<Sequence>));
        }
        return stands_in_relation(id.kind()) &&
               tables_.contains(table_named(id.part(0), id.part(1)));
    }

private:
    Ids tables_;
    Ids sequences_; // of their columns
};

} // namespace

void leave_partitions_alone(Settled &settled, Claims const &claims)
{
    if (claims.partitions_left_alone.empty()) {
        return;
    }
    LeavingAlone const is_left_alone(claims.partitions_left_alone, settled.before);
    if (is_left_alone.count() == 0) {
        return;
    }
    auto objects = settled.before.objects();
    std::erase_if(objects, [&](ObjectPtr const &object) { return is_left_alone(*object); });
    settled.before = with_objects(settled.before, std::move(objects));
    std::erase_if(settled.renames, [&](plan::Rename const &rename) {
        return is_left_alone.is_of_them(rename.after);
    });
    settled.left_alone[std::string(Partition::word)] += static_cast<int>(is_left_alone.count());
}

std::set<ObjectId> taking_partitions_along(Settled const &settled, Claims const &claims)
{
    Ids tables;
    for (ObjectId const &table : claims.partitions_left_alone) {
        auto const *before = settled.before.find(table);
        auto const *after = settled.after.find(table);
        if (before != nullptr &&
            (after == nullptr || must_replace(before->as<Table>(), after->as<Table>()))) {
            tables.insert(table);
        }
    }
    return tables;
}

} // namespace schemadiff::elaborate
