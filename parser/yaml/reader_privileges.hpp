// Privileges by name, for reading and writing `grants`: which there are for a kind of object, and
// which of them PostgreSQL gives to everybody by itself.
#pragma once

#include <schemadiff/model/object_id.hpp>

#include <span>
#include <string_view>

namespace schemadiff::yaml
{

// What `all` stands for, sorted; empty for kinds without privileges. MAINTAIN is not among them,
// because it means nothing before PostgreSQL 17; it can be named.
std::span<std::string_view const> all_privileges(Kind kind);

// What acldefault() gives to PUBLIC; of the schema public, what initdb gives since PostgreSQL 15.
std::span<std::string_view const> public_privileges(ObjectId const &subject);

} // namespace schemadiff::yaml
