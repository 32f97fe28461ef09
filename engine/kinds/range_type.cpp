#include <engine/kinds/registry.hpp>
#include <engine/kinds/unfinished.hpp>

namespace schemadiff::kinds::range_type
{

Rules const rules = unfinished_rules<RangeType>();

} // namespace schemadiff::kinds::range_type
