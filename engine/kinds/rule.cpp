#include <engine/kinds/registry.hpp>
#include <engine/kinds/unfinished.hpp>

namespace schemadiff::kinds::rule
{

Rules const rules = unfinished_rules<Rule>();

} // namespace schemadiff::kinds::rule
