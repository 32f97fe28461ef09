#include <engine/kinds/registry.hpp>
#include <engine/kinds/unfinished.hpp>

namespace schemadiff::kinds::conversion
{

Rules const rules = unfinished_rules<Conversion>();

} // namespace schemadiff::kinds::conversion
