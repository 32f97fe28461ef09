// The names of constraints, indexes, triggers, policies and of the sequences of serial columns:
// from the patterns of `naming`, or as PostgreSQL would choose them.
#pragma once

#include <parser/resolve/naming.hpp>
#include <parser/yaml/reader_drafts.hpp>
#include <schemadiff/base/diagnostic.hpp>

namespace schemadiff::resolve
{

// Afterwards every id is complete. Adds the default and the ownership of serial columns.
void make_names(yaml::Drafts &drafts, Naming const &naming, Diagnostics &diagnostics);

} // namespace schemadiff::resolve
