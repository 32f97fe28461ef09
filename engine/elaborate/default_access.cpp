#include <engine/elaborate/default_access.hpp>

#include <engine/kinds/access.hpp>

namespace schemadiff::elaborate
{

void add_default_access(Settled &settled, Claims const &claims, std::string const &role)
{
    bool const is_unmanaged = claims.unmanaged_kinds.contains(std::string(Grant::word));
    if ((claims.everything && !is_unmanaged) ||
        settled.before.of_kind(kind_of<DefaultGrant>).empty()) {
        return;
    }
    kinds::Making const making{settled.before, settled.after, role, settled.before.server_version};
    std::vector<ObjectPtr> grants;
    for (ObjectPtr const &object : settled.after.objects()) {
        bool const is_claimed = claims.grants_of.contains(object->id) && !is_unmanaged;
        if (settled.before.contains(object->id) || is_claimed) {
            continue;
        }
        for (ObjectPtr &grant : kinds::access_by_default(*object, making)) {
            if (!settled.after.contains(grant->id)) {
                grants.push_back(std::move(grant));
            }
        }
    }
    if (grants.empty()) {
        return;
    }
    auto const &objects = settled.after.objects();
    grants.insert(grants.end(), objects.begin(), objects.end());
    Catalog with_grants(std::move(grants));
    with_grants.take_server_of(settled.after);
    with_grants.uncovered = std::move(settled.after.uncovered);
    settled.after = std::move(with_grants);
}

} // namespace schemadiff::elaborate
