#include <engine/kinds/registry.hpp>
#include <engine/kinds/unfinished.hpp>

namespace schemadiff::kinds::domain
{

Rules const rules = unfinished_rules<Domain>();
Rules const check_rules = unfinished_rules<DomainCheck>();

} // namespace schemadiff::kinds::domain
