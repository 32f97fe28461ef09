#include <engine/kinds/registry.hpp>
#include <engine/kinds/unfinished.hpp>

namespace schemadiff::kinds::cast
{

Rules const rules = unfinished_rules<Cast>();

} // namespace schemadiff::kinds::cast
