// What the server would keep in other words of a role, and what it would refuse.
#pragma once

#include <schemadiff/base/diagnostic.hpp>
#include <schemadiff/model/catalog.hpp>

namespace schemadiff::resolve
{

// Settings as the server stores them, and the end of the password in UTC where it can be read.
void complete_role(Role &role);

void check_roles(Catalog const &catalog, Diagnostics &diagnostics);

} // namespace schemadiff::resolve
