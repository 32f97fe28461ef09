#include <engine/kinds/registry.hpp>
#include <engine/kinds/unfinished.hpp>

namespace schemadiff::kinds::composite_type
{

Rules const rules = unfinished_rules<CompositeType>();
Rules const attribute_rules = unfinished_rules<CompositeAttribute>();

} // namespace schemadiff::kinds::composite_type
