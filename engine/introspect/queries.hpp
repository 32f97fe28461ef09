// The catalog queries that belong to no single kind: names for numbers, dependencies, and what
// is there but not covered.
#pragma once

#include <string_view>

namespace schemadiff::introspect::queries
{

extern std::string_view const relations;
extern std::string_view const other_columns;
extern std::string_view const roles;
extern std::string_view const default_tablespace;
extern std::string_view const collations;
extern std::string_view const operator_classes;
extern std::string_view const key_options;
extern std::string_view const types;
extern std::string_view const members;
extern std::string_view const dependencies;
extern std::string_view const uncovered;

} // namespace schemadiff::introspect::queries
