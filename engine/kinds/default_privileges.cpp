#include <engine/kinds/registry.hpp>
#include <engine/kinds/unfinished.hpp>

namespace schemadiff::kinds::default_privileges
{

Rules const rules = unfinished_rules<DefaultPrivileges>();
Rules const grant_rules = unfinished_rules<DefaultGrant>();

} // namespace schemadiff::kinds::default_privileges
