// Members of operator classes and families in their one spelling, and in the one of the two that
// counts for them (engine/kinds/operator_class.cpp reads them from a server in the same way).
#pragma once

#include <parser/resolve/declared_names.hpp>

namespace schemadiff::resolve
{

// Adds the families that CREATE OPERATOR CLASS makes by itself.
void complete_operator_classes(yaml::Drafts &drafts, DeclaredNames const &names);

} // namespace schemadiff::resolve
