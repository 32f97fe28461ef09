// Whether a server has what belongs to no database: tablespaces and providers of security labels.
#pragma once

#include <engine/postgres/connection.hpp>
#include <schemadiff/model/server_need.hpp>

#include <set>

namespace schemadiff::postgres
{

// Those that are not there. To be asked outside of a transaction: whether a provider is loaded can
// only be tried.
std::set<ServerNeed> missing_on(Connection &connection, std::set<ServerNeed> const &needs);

} // namespace schemadiff::postgres
