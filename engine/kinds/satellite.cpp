#include <engine/kinds/satellite.hpp>

#include <engine/kinds/registry.hpp>

namespace schemadiff::kinds::satellite
{

std::optional<ObjectId> subject_from_row(Row const &row, CatalogNames const &names)
{
    auto const catalog = row.number("classoid");
    auto const oid = row.number("objoid");
    auto const number = static_cast<int>(row.number("objsubid"));
    if (auto const *subject = names.object(catalog, oid, number)) {
        return subject->id;
    }
    if (catalog == catalog_oid::pg_class && number > 0 && !names.column(oid, number).empty()) {
        // A column of a view is no object of its own.
        auto const relation = names.relation(oid);
        return id_of<Column>({relation.schema, relation.name, names.column(oid, number)});
    }
    return std::nullopt;
}

Sql address_of(ObjectId const &subject, Catalog const &catalog)
{
    auto const &rules = rules_of(subject.kind());
    auto const *object = rules.address_of == nullptr ? nullptr : catalog.find(subject);
    return object == nullptr ? rules.address(subject) : rules.address_of(*object);
}

void lock(Side &side, ObjectId const &subject, Catalog const &catalog)
{
    auto const kind = subject.kind();
    bool const is_relation = facts(kind).is_relation && kind != kind_of<CompositeType>;
    if (is_relation || kind == kind_of<Column> || kind == kind_of<Index> ||
        kind == kind_of<IdentitySequence>) {
        side.locks.push_back(
            {is_relation ? subject : relation_of(subject, catalog), Lock::share_update_exclusive});
    }
}

ObjectId holder(ObjectId const &subject, Catalog const &catalog)
{
    if (subject.kind() == kind_of<IdentitySequence>) {
        return subject.as(kind_of<Column>);
    }
    if (facts(subject.kind()).comes_with_parent) {
        return whole_of(subject);
    }
    bool const is_object = subject.kind() != kind_of<Column> || catalog.contains(subject);
    return is_object ? subject : relation_of(subject, catalog);
}

std::vector<ObjectId> what_it_hangs_on(ObjectId const &subject, Catalog const &catalog)
{
    auto held = holder(subject, catalog);
    return held != subject && catalog.contains(subject) ? std::vector{subject, std::move(held)}
                                                        : std::vector{std::move(held)};
}

} // namespace schemadiff::kinds::satellite
