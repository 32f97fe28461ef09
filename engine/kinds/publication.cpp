#include <engine/kinds/registry.hpp>
#include <engine/kinds/unfinished.hpp>

namespace schemadiff::kinds::publication
{

Rules const rules = unfinished_rules<Publication>();
Rules const table_rules = unfinished_rules<PublishedTable>();

} // namespace schemadiff::kinds::publication
