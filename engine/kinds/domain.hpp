// A domain with its checks in one statement: for whoever makes it anew.
#pragma once

#include <engine/kinds/rules.hpp>

namespace schemadiff::kinds::domain
{

// CREATE DOMAIN without checks.
Sql definition(ObjectId const &id, Domain const &body);

// CONSTRAINT ... CHECK (...), as CREATE DOMAIN takes it.
Sql check_clause(Object const &check);

// ALTER DOMAIN ... ADD CONSTRAINT.
Sql add_check(Object const &check);

} // namespace schemadiff::kinds::domain
