#include <engine/kinds/registry.hpp>
#include <engine/kinds/unfinished.hpp>

namespace schemadiff::kinds::foreign_data
{

Rules const wrapper_rules = unfinished_rules<ForeignDataWrapper>();
Rules const server_rules = unfinished_rules<ForeignServer>();
Rules const user_mapping_rules = unfinished_rules<UserMapping>();

} // namespace schemadiff::kinds::foreign_data
