// The names that PostgreSQL itself gives to constraints, indexes and sequences
// (ChooseRelationName(), ChooseIndexName() and ChooseConstraintName() of its sources).
#pragma once

#include <schemadiff/base/object_name.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::resolve
{

// The first of t_a_key, t_a_key1, t_a_key2, ... that is free.
std::string free_name(std::string_view first, std::string_view second, std::string_view label,
                      std::function<bool(std::string const &)> const &is_taken);

// ChooseIndexNameAddition(): a_b, as far as it can matter.
std::string joined_columns(std::vector<std::string> const &columns);

// ChooseIndexColumnNames() for a key that is an expression: what FigureColname() makes of it,
// or `expr`.
std::string expression_name(std::string_view expression);

// The same names, told apart by numbers: a, expr, expr1.
std::vector<std::string> unique_names(std::vector<std::string> names);

} // namespace schemadiff::resolve
