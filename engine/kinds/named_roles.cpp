#include <engine/kinds/named_roles.hpp>

namespace schemadiff::kinds
{

std::set<std::string> named_roles(Object const &object)
{
    std::set<std::string> roles;
    if (object.owner) {
        roles.insert(*object.owner);
    }
    if (auto const *policy = object.body.get_if<Policy>()) {
        roles.insert(policy->roles.begin(), policy->roles.end());
    } else if (auto const *grant = object.body.get_if<Grant>()) {
        roles.insert(grant->grantee);
        roles.insert(grant->grantor);
    } else if (auto const *membership = object.body.get_if<Membership>()) {
        roles.emplace(object.id.part(0));
        roles.emplace(object.id.name());
        for (std::string const &one : membership->grantors) {
            roles.insert(one.substr(one.find(':') + 1));
        }
        for (std::string const &grantor :
             membership->granted_by.value_or(std::vector<std::string>{})) {
            roles.insert(grantor);
        }
    } else if (object.id.kind() == kind_of<UserMapping>) {
        roles.emplace(object.id.name());
    } else if (object.id.kind() == kind_of<DefaultGrant>) {
        roles.emplace(object.id.part(0));
        if (object.id.name() != "owner") {
            roles.emplace(object.id.name());
        }
    }
    for (char const *word : {"", "public", "current_user", "session_user", "current_role"}) {
        roles.erase(word);
    }
    return roles;
}

void add_named_roles(Object const &object, Catalog const &catalog, std::vector<ObjectId> &ids)
{
    if (catalog.of_kind(kind_of<Role>).empty()) {
        return;
    }
    for (std::string const &role : named_roles(object)) {
        if (auto id = id_of<Role>({role}); catalog.contains(id)) {
            ids.push_back(std::move(id));
        }
    }
}

} // namespace schemadiff::kinds
