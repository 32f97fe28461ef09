// From what parser/grammar reads to the structs of the model, for the source files of Reader.
#pragma once

#include <parser/grammar/clauses.hpp>
#include <schemadiff/model/body.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace schemadiff::yaml
{

// Without the table that is referred to.
ForeignKey foreign_key_of(grammar::ForeignKey const &clause);

// What no kind of ours holds, as words for a message; empty where all is covered.
std::string_view uncovered_part(grammar::ForeignKey const &clause);

// minvalue -> min_value and the like; `owned by`, `as` and `logged` are the caller's.
std::string option_key(std::string_view clause_key);

// The options of an identity column, less those that are as usual.
Options unusual_identity_options(Options options, std::string_view column_type,
                                 ObjectId const &column);

} // namespace schemadiff::yaml
