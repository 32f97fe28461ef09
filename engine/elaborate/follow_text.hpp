// How a text that PostgreSQL printed reads after a rename of something that it names. Where that is
// not certain, as of a column in the query of a view, the text stays: only a server can say.
#pragma once

#include <engine/plan/renames.hpp>

namespace schemadiff::elaborate
{

std::string followed_text(std::string const &text, Object const &object,
                          plan::Rename const &rename);

} // namespace schemadiff::elaborate
