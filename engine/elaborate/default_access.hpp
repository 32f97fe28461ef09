// Grants that new objects get by default privileges, where the desired state leaves their grants
// open: with them in the desired side they are planned like any others, and shown.
#pragma once

#include <engine/elaborate/settle.hpp>

#include <string>

namespace schemadiff::elaborate
{

// `role` is who will make the objects.
void add_default_access(Settled &settled, Claims const &claims, std::string const &role);

} // namespace schemadiff::elaborate
