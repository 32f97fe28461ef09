#include <engine/kinds/registry.hpp>
#include <engine/kinds/unfinished.hpp>

namespace schemadiff::kinds::exclusion
{

Rules const rules = unfinished_rules<Exclusion>();

} // namespace schemadiff::kinds::exclusion
