// A plan as two scripts for psql, up and down: what runs without schemadiff, and what a
// reviewer diffs. They keep no journal and know nothing of leases. What others would queue behind
// waits three seconds for its locks, as in apply, and then the script stops: nobody tries again.
#pragma once

#include <schemadiff/plan/plan.hpp>

#include <string>

namespace schemadiff::render
{

std::string up_script(Plan const &plan);

// The ways back in exactly the reverse order of the steps. What cannot come back is a line
// `-- irreversible: ...` in its place.
std::string down_script(Plan const &plan);

} // namespace schemadiff::render
