// Privileges by name: which there are for a kind of object, which everybody has from the start,
// and how PostgreSQL abbreviates them in an aclitem.
#pragma once

#include <schemadiff/model/object_id.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::kinds
{

// All privileges on this kind of object, sorted: what its owner has, and what ALL means.
std::vector<std::string> all_privileges(Kind kind, int server_version);

// What acldefault() gives to PUBLIC; for the schema public, what initdb gives.
std::vector<std::string> public_privileges(ObjectId const &subject, int server_version);

// One aclitem, `app=r*w/postgres`.
struct AclItem {
    std::string grantee; // empty: PUBLIC
    std::string grantor;
    std::vector<std::string> privileges;   // sorted
    std::vector<std::string> grant_option; // sorted
};
AclItem acl_item(std::string_view text);

} // namespace schemadiff::kinds
