// The proof of a plan: in a scratch database the part that it touches is built, changed,
// compared with what a direct build of the desired state gives, changed back, compared with the
// start, and changed again.
#pragma once

#include <engine/elaborate/settle.hpp>

namespace schemadiff::prove
{

// Throws Failure where the server refuses what the desired state says, with its file and line.
Verdict proved(Plan const &plan, Catalog const &before, Catalog const &after,
               elaborate::Workshop &workshop);

} // namespace schemadiff::prove
