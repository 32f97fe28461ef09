#include <engine/kinds/registry.hpp>

#include <stdexcept>

namespace schemadiff::kinds
{

// In the order of model/kind.hpp, which is the order of creation and gives the reasons.
std::array<Rules const *, Kinds::size> const &all_rules()
{
    static std::array<Rules const *, Kinds::size> const all{
        &schema::rules,
        &extension::rules,
        &enumeration::rules,
        &sequence::rules,
        &function::rules,
        &table::rules,
        &column::rules,
        &column::default_rules,
        &sequence::owner_rules,
        &constraint::primary_key_rules,
        &constraint::unique_rules,
        &constraint::check_rules,
        &index::rules,
        &constraint::foreign_key_rules,
        &view::rules,
        &trigger::rules,
        &policy::rules,
        &table::row_security_rules,
        &table::replica_identity_rules,
        &table::cluster_mark_rules,
        &comment::rules,
        &grant::rules,
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

} // namespace schemadiff::kinds
