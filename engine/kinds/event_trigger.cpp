#include <engine/kinds/registry.hpp>
#include <engine/kinds/unfinished.hpp>

namespace schemadiff::kinds::event_trigger
{

Rules const rules = unfinished_rules<EventTrigger>();

} // namespace schemadiff::kinds::event_trigger
