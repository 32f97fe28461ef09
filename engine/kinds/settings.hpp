// Values of settings as SQL: of functions and of roles.
#pragma once

#include <schemadiff/sql/sql.hpp>

#include <string>

namespace schemadiff::kinds
{

// What stands behind SET name TO, of a value as the catalog stores it.
Sql setting_value(std::string const &name, std::string const &value);

} // namespace schemadiff::kinds
