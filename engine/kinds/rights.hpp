// Who may do what, as far as an object decides it: what a plan compares on both sides to say who
// gains and who loses access.
#pragma once

#include <engine/kinds/rules.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::kinds
{

// What its kind says, what PostgreSQL lets everybody do with it by itself, and whose it is.
std::vector<Right> rights(ObjectId const &id, Context const &context);

// A policy's, and those of row security of a table, which depend on one another.
std::vector<Right> rights_to_rows(ObjectId const &part_of_table, Context const &context);

// PUBLIC, the owner where it is empty, role "app".
std::string grantee_words(std::string_view grantee);

// One like `right` for each privilege, and for each that may be passed on.
void add_rights(std::vector<Right> &all, Right const &right,
                std::vector<std::string> const &privileges,
                std::vector<std::string> const &grant_option);

} // namespace schemadiff::kinds
