// How an expression that PostgreSQL printed reads after a column of its own table was renamed.
// Queries of views are not touched: what PostgreSQL makes of them only a server can say.
#pragma once

#include <engine/plan/renames.hpp>

namespace schemadiff::elaborate
{

std::string followed_text(std::string const &text, Object const &object,
                          plan::Rename const &rename);

} // namespace schemadiff::elaborate
