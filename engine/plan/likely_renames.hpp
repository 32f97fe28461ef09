// Pairs of a removed and an added object that look like one thing under two names. They are never
// taken for a rename; the plan suggests to say renamed_from.
#pragma once

#include <schemadiff/base/diagnostic.hpp>
#include <schemadiff/diff/change.hpp>

namespace schemadiff::plan
{

std::vector<Diagnostic> likely_renames(std::vector<Change> const &changes, Catalog const &before,
                                       Catalog const &after);

} // namespace schemadiff::plan
