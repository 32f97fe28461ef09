// The statements that make the journal. docs/plan-format.md describes the tables.
#pragma once

#include <schemadiff/sql/journal_names.hpp>
#include <schemadiff/sql/sql.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::execute
{

// Raised with every change of the tables; a program refuses a journal of a later one.
inline constexpr int journal_version = 1;

inline constexpr std::string_view version_table = "schemadiff_version";
inline constexpr std::string_view step_table = "schemadiff_step";
inline constexpr std::string_view lease_table = "schemadiff_lease";
inline constexpr std::string_view expression_table = "schemadiff_expression";

std::vector<Sql> journal_tables(std::string const &schema);
// The list of what is kept of dropped objects, made where a plan first keeps something: a journal
// of before has none.
Sql kept_list(std::string const &schema);
// What a list of before lacks for entries whose rows are in files.
Sql kept_list_for_files(std::string const &schema);

} // namespace schemadiff::execute
