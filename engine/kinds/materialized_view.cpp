#include <engine/kinds/registry.hpp>
#include <engine/kinds/unfinished.hpp>

namespace schemadiff::kinds::materialized_view
{

Rules const rules = unfinished_rules<MaterializedView>();

} // namespace schemadiff::kinds::materialized_view
