#include <engine/kinds/registry.hpp>

#include <engine/kinds/named_roles.hpp>

#include <stdexcept>

namespace schemadiff::kinds
{

// In the order of model/kind.hpp, which is the order of creation and gives the reasons.
std::array<Rules const *, Kinds::size> const &all_rules()
{
    static std::array<Rules const *, Kinds::size> const all{
        &role::rules,
        &membership::rules,
        &schema::rules,
        &extension::rules,
        &extension_member::function_rules,
        &extension_member::relation_rules,
        &collation::rules,
        &enumeration::rules,
        &composite_type::rules,
        &domain::rules,
        &range_type::rules,
        &composite_type::attribute_rules,
        &domain::check_rules,
        &sequence::rules,
        &function::rules,
        &access_method::rules,
        &aggregate::rules,
        &operation::rules,
        &operation::family_rules,
        &operation::class_rules,
        &cast::rules,
        &conversion::rules,
        &text_search::parser_rules,
        &text_search::template_rules,
        &text_search::dictionary_rules,
        &text_search::configuration_rules,
        &foreign_data::wrapper_rules,
        &foreign_data::server_rules,
        &foreign_data::user_mapping_rules,
        &table::rules,
        &column::rules,
        &column::default_rules,
        &identity_sequence::rules,
        &sequence::owner_rules,
        &constraint::primary_key_rules,
        &constraint::unique_rules,
        &exclusion::rules,
        &constraint::check_rules,
        &index::rules,
        &row_type::rules,
        &inheritance::rules,
        &partition::rules,
        &partition::index_rules,
        &constraint::foreign_key_rules,
        &view::rules,
        &materialized_view::rules,
        &rule::rules,
        &trigger::rules,
        &policy::rules,
        &table::row_security_rules,
        &table::replica_identity_rules,
        &table::cluster_mark_rules,
        &statistics::rules,
        &publication::rules,
        &publication::table_rules,
        &subscription::rules,
        &comment::rules,
        &security_label::rules,
        &grant::rules,
        &default_privileges::rules,
        &default_privileges::grant_rules,
        &event_trigger::rules,
    };
    return all;
}

Rules const &rules_of(Kind kind)
{
    return *all_rules()[static_cast<std::size_t>(kind)];
}

std::vector<ObjectId> dependencies(Object const &object, Catalog const &catalog)
{
    auto ids = rules_of(object.id.kind()).depends_on(object, catalog);
    ids.insert(ids.end(), object.references.begin(), object.references.end());
    return ids;
}

std::vector<ObjectId> place_of(Object const &object, Context const &context)
{
    auto ids = dependencies(object, context.catalog);
    auto const add = [&](std::vector<ObjectId> const &more) {
        ids.insert(ids.end(), more.begin(), more.end());
    };
    auto const &rules = rules_of(object.id.kind());
    if (rules.comes_after != nullptr) {
        add(rules.comes_after(object, context.catalog));
    }
    if (rules.made_after != nullptr) {
        add(rules.made_after(object, context));
    }
    add_named_roles(object, context.catalog, ids);
    return ids;
}

} // namespace schemadiff::kinds
