#include <engine/kinds/registry.hpp>
#include <engine/kinds/unfinished.hpp>

namespace schemadiff::kinds::subscription
{

Rules const rules = unfinished_rules<Subscription>();

} // namespace schemadiff::kinds::subscription
