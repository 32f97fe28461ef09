#include <engine/kinds/registry.hpp>
#include <engine/kinds/unfinished.hpp>

namespace schemadiff::kinds::statistics
{

Rules const rules = unfinished_rules<Statistics>();

} // namespace schemadiff::kinds::statistics
