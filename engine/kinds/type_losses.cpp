#include <engine/kinds/type_losses.hpp>

#include <engine/kinds/cast_ends.hpp>
#include <engine/kinds/composite_type.hpp>
#include <engine/kinds/domain.hpp>
#include <engine/kinds/enum.hpp>
#include <engine/kinds/type_casts.hpp>

#include <algorithm>
#include <iterator>

namespace schemadiff::kinds
{

namespace
{

// What a domain is made of, or an attribute has for a type.
struct End {
    Object const &of;
    TypeName const &type;
    Catalog const &catalog;
};

bool may_refuse(End const &before, End const &after)
{
    auto const old_end = cast_end(before.of, before.type, before.catalog);
    auto const new_end = cast_end(after.of, after.type, after.catalog);
    return domain::holds_values_to_rules(after.of, after.type, after.catalog) ||
           (old_end.type != new_end.type && !takes_every_value(old_end.type, new_end.type));
}

} // namespace

std::vector<std::string> lost_labels(Object const &before, Object const &after)
{
    auto const renamed = enumeration::renamed_labels(before, after);
    auto const &labels = before.as<Enum>().labels;
    auto const &kept = after.as<Enum>().labels;
    std::vector<std::string> lost;
    std::copy_if(labels.begin(), labels.end(), std::back_inserter(lost), [&](auto const &label) {
        return std::find(kept.begin(), kept.end(), label) == kept.end() &&
               std::none_of(renamed.begin(), renamed.end(),
                            [&](auto const &one) { return one.before == label; });
    });
    return lost;
}

bool may_refuse_values(ObjectId const &type, Catalog const &before, Catalog const &after)
{
    auto const &old_type = *before.find(type);
    auto const &new_type = *after.find(type);
    if (auto const *domain = new_type.body.get_if<Domain>()) {
        return domain->not_null || !after.below(kind_of<DomainCheck>, type).empty() ||
               may_refuse({old_type, old_type.as<Domain>().type, before},
                          {new_type, domain->type, after});
    }
    auto const attributes = composite_type::attributes(type, after);
    return std::any_of(attributes.begin(), attributes.end(), [&](Object const *attribute) {
        auto const *old_one = before.find(attribute->id);
        return old_one != nullptr &&
               may_refuse({*old_one, old_one->as<CompositeAttribute>().type, before},
                          {*attribute, attribute->as<CompositeAttribute>().type, after});
    });
}

} // namespace schemadiff::kinds
