#include <engine/kinds/registry.hpp>
#include <engine/kinds/unfinished.hpp>

namespace schemadiff::kinds::operation
{

Rules const rules = unfinished_rules<Operator>();
Rules const family_rules = unfinished_rules<OperatorFamily>();
Rules const class_rules = unfinished_rules<OperatorClass>();

} // namespace schemadiff::kinds::operation
