#include <engine/kinds/registry.hpp>
#include <engine/kinds/unfinished.hpp>

namespace schemadiff::kinds::collation
{

Rules const rules = unfinished_rules<Collation>();

} // namespace schemadiff::kinds::collation
