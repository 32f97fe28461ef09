#include <engine/kinds/registry.hpp>
#include <engine/kinds/unfinished.hpp>

namespace schemadiff::kinds::aggregate
{

Rules const rules = unfinished_rules<Aggregate>();

} // namespace schemadiff::kinds::aggregate
