#include <schemadiff/model/body.hpp>
#include <schemadiff/model/satellite.hpp>

namespace schemadiff
{

bool is_satellite(ObjectId const &id)
{
    return id.kind() == kind_of<Comment> || id.kind() == kind_of<Grant>;
}

bool is_optional_satellite(ObjectId const &id)
{
    return id.kind() == kind_of<Grant>;
}

ObjectId subject_of(ObjectId const &id)
{
    if (!is_satellite(id)) {
        return id;
    }
    auto const parts = id.parts();
    auto const end = parts.size() - (id.kind() == kind_of<Grant> ? 2 : 0);
    std::vector<std::string> path(parts.begin() + 1,
                                  parts.begin() + static_cast<std::ptrdiff_t>(end));
    for (std::size_t kind = 0; kind < Kinds::size; ++kind) {
        if (word(static_cast<Kind>(kind)) == parts.front()) {
            return {static_cast<Kind>(kind), path};
        }
    }
    return id;
}

bool has_schema(ObjectId const &id)
{
    return id.kind() != kind_of<Extension>;
}

namespace
{

// Everything whose path begins with a relation: {schema, relation, ...}.
bool is_part_of_relation(Kind kind)
{
    return kind == kind_of<Column> || kind == kind_of<ColumnDefault> ||
           kind == kind_of<PrimaryKey> || kind == kind_of<Unique> || kind == kind_of<Check> ||
           kind == kind_of<Index> || kind == kind_of<ForeignKey> || kind == kind_of<Trigger> ||
           kind == kind_of<Policy>;
}

bool is_relation(Kind kind)
{
    return kind == kind_of<Table> || kind == kind_of<View>;
}

} // namespace

bool is_part(Kind kind)
{
    return is_part_of_relation(kind) || shares_path(kind, kind_of<Table>) ||
           shares_path(kind, kind_of<Sequence>);
}

bool shares_path(Kind part, Kind whole)
{
    if (whole == kind_of<Table>) {
        return part == kind_of<RowSecurity> || part == kind_of<ReplicaIdentity> ||
               part == kind_of<ClusterMark>;
    }
    return (whole == kind_of<Column> && part == kind_of<ColumnDefault>) ||
           (whole == kind_of<Sequence> && part == kind_of<SequenceOwner>);
}

bool holds(Kind whole, Kind part)
{
    return whole == kind_of<Schema> || (is_relation(whole) && is_part_of_relation(part));
}

std::size_t name_place(ObjectId const &id)
{
    return id.kind() == kind_of<Function> ? 1 : id.parts().size() - 1;
}

bool holds_data(Kind kind)
{
    return kind == kind_of<Table> || kind == kind_of<Column>;
}

bool is_near(ObjectId const &a, ObjectId const &b)
{
    return a.part(0) == b.part(0) && a.part(1) == b.part(1);
}

} // namespace schemadiff
