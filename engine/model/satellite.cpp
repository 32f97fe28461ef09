#include <schemadiff/model/satellite.hpp>

#include <schemadiff/base/identifier.hpp>
#include <schemadiff/model/kind_facts.hpp>

namespace schemadiff
{

bool is_satellite(ObjectId const &id)
{
    return facts(id.kind()).home == Home::satellite;
}

bool is_optional_satellite(ObjectId const &id)
{
    return id.kind() == kind_of<Grant>;
}

namespace
{

// What follows the path of the subject: grantee and grantor, a provider.
std::ptrdiff_t own_names(Kind kind)
{
    return kind == kind_of<Grant> ? 2 : kind == kind_of<SecurityLabel> ? 1 : 0;
}

} // namespace

ObjectId subject_of(ObjectId const &id)
{
    if (!is_satellite(id)) {
        return id;
    }
    auto const parts = id.parts();
    auto const own = own_names(id.kind());
    // An id from a plan file may have any parts.
    if (static_cast<std::ptrdiff_t>(parts.size()) <= own) {
        return id;
    }
    std::vector<std::string> path(parts.begin() + 1, parts.end() - own);
    for (std::size_t kind = 0; kind < Kinds::size; ++kind) {
        if (word(static_cast<Kind>(kind)) == parts.front()) {
            return {static_cast<Kind>(kind), path};
        }
    }
    return id;
}

bool has_schema(ObjectId const &id)
{
    if (id.kind() == kind_of<Schema>) {
        return true;
    }
    Kind root = id.kind();
    while (facts(root).parent) {
        root = *facts(root).parent;
    }
    return facts(root).home != Home::database;
}

std::optional<ObjectId> with_schema_renamed(ObjectId const &id, ObjectId const &before,
                                            ObjectId const &after)
{
    auto const parent = facts(id.kind()).parent.value_or(id.kind());
    bool const has_scope = facts(parent).key == KeyForm::scope;
    bool const is_member = facts(id.kind()).comes_with_parent;
    if (before.kind() != kind_of<Schema> || (!has_scope && !is_member)) {
        return std::nullopt;
    }
    auto const parts = id.parts();
    std::vector<std::string> path(parts.begin(), parts.end());
    auto const names = is_member ? name_parts(path.at(name_place(id))) : path;
    if (names.at(has_scope ? 1 : 0) != before.name()) {
        return std::nullopt;
    }
    if (has_scope) {
        path.at(1) = after.name();
    } else {
        path.at(name_place(id)) = quoted_name(after.name(), names.back());
    }
    return ObjectId{id.kind(), path};
}

namespace
{

bool is_part_of_relation(Kind kind)
{
    return facts(kind).home == Home::relation;
}

} // namespace

bool is_part(Kind kind)
{
    return is_part_of_relation(kind) || facts(kind).parent || facts(kind).part_of;
}

bool shares_path(Kind part, Kind whole)
{
    return facts(part).part_of == whole || (facts(part).is_part_of_index && facts(whole).has_index);
}

bool holds(Kind whole, Kind part)
{
    return whole == kind_of<Schema> || facts(part).parent == whole ||
           (facts(whole).has_columns && is_part_of_relation(part));
}

std::size_t name_place(ObjectId const &id)
{
    auto const last = id.parts().size() - 1;
    auto const key = facts(id.kind()).key;
    bool const is_last = key == KeyForm::name || key == KeyForm::relation;
    return is_last ? last : key == KeyForm::scope ? 0 : last - 1;
}

ObjectId whole_of(ObjectId const &id)
{
    auto const parts = id.parts();
    auto const end = parts.begin() + static_cast<std::ptrdiff_t>(name_place(id));
    return {facts(id.kind()).parent.value(), std::vector<std::string>(parts.begin(), end)};
}

bool holds_data(Kind kind)
{
    return facts(kind).holds_data;
}

bool is_near(ObjectId const &a, ObjectId const &b)
{
    return a.part(0) == b.part(0) && a.part(1) == b.part(1);
}

} // namespace schemadiff
