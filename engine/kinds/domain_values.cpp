#include <engine/kinds/domain_values.hpp>

#include <engine/kinds/foreign_table.hpp>
#include <engine/kinds/registry.hpp>
#include <engine/kinds/type_rebuild.hpp>

#include <algorithm>

namespace schemadiff::kinds::domain
{

namespace
{

bool holds_arrays(Object const &object)
{
    if (auto const *column = object.body.get_if<Column>()) {
        return column->type.text.ends_with("[]");
    }
    auto const *domain = object.body.get_if<Domain>();
    return domain != nullptr && domain->type.text.ends_with("[]");
}

bool is_stored(ObjectId const &column, Context const &context)
{
    return !is_foreign(column, context.catalog);
}

bool is_stored_in(ObjectId const &type, Context const &context)
{
    auto const columns = columns_using(type, context);
    return std::any_of(columns.begin(), columns.end(),
                       [&](ObjectId const &column) { return is_stored(column, context); });
}

} // namespace

bool is_held_in_others(ObjectId const &domain, Context const &context)
{
    auto const &all = context.dependants(domain);
    return std::any_of(all.begin(), all.end(), [&](ObjectId const &id) {
        auto const *object = context.catalog.find(id);
        if (object == nullptr) {
            return false;
        }
        if (id.kind() == kind_of<Column>) {
            return holds_arrays(*object) && is_stored(id, context);
        }
        if (id.kind() == kind_of<Domain> && !holds_arrays(*object)) {
            return is_held_in_others(id, context);
        }
        return can_be_made_anew(id.kind()) && is_stored_in(id, context);
    });
}

bool asks_more(Object const &before, Object const &after, Catalog const &before_catalog,
               Catalog const &after_catalog)
{
    if (after.as<Domain>().not_null && !before.as<Domain>().not_null) {
        return true;
    }
    auto const checks = after_catalog.below(kind_of<DomainCheck>, after.id);
    return std::any_of(checks.begin(), checks.end(), [&](ObjectPtr const &check) {
        auto const *same = before_catalog.find(check->id);
        return !check->as<DomainCheck>().not_valid &&
               (same == nullptr || !same_content(*same, *check));
    });
}

} // namespace schemadiff::kinds::domain
