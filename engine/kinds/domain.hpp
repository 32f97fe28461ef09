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

// Whether the type of a column is a domain, or one over it, that not every value and NULL belongs
// to.
bool holds_values_to_rules(Object const &column, TypeName const &type, Catalog const &catalog);

// A domain that is made anew comes with its checks, but for those that call a function with such an
// argument, which itself waits for the domain.
std::vector<ObjectId> needed_by_checks(ObjectId const &domain, Catalog const &catalog);

} // namespace schemadiff::kinds::domain
