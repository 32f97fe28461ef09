// OPTIONS (...) of foreign data wrappers, servers and user mappings.
#pragma once

#include <engine/kinds/rules.hpp>

namespace schemadiff::kinds
{

// " OPTIONS (host 'a', port '5432')"; empty where there are none. Values that are hidden cannot be
// written and are left out.
Sql options_clause(Options const &options);
// " OPTIONS (ADD a 'x', SET b 'y', DROP c)"; empty where nothing changes.
Sql options_change_clause(Options const &before, Options const &after);

} // namespace schemadiff::kinds
