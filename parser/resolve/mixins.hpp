// Mixins become part of the tables that take them: a tree goes in, and a tree comes out in which
// no table has mixins any more and every text still knows where it was written.
#pragma once

#include <parser/resolve/documents.hpp>
#include <schemadiff/base/diagnostic.hpp>

namespace schemadiff::resolve
{

// What a table says itself wins over its mixins, and a mixin over those that it takes in turn.
// Entries of a mixin's lists become entries without a key, see yaml::is_unnamed().
void take_in_mixins(Tree &tree, Diagnostics &diagnostics);

} // namespace schemadiff::resolve
