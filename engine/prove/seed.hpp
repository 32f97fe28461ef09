// Rows for the tables of a scratch database that satisfy what is asked of them, as far as they can
// be made up: a plan does other things to tables with rows than to empty ones.
#pragma once

#include <engine/postgres/connection.hpp>

#include <string>
#include <vector>

namespace schemadiff::prove
{

struct Seeded {
    std::size_t tables = 0; // that there are
    std::size_t with_rows = 0;
    std::vector<std::string> reasons; // "app.x (...)": why there are none in others
};

// Nothing acts on the rows as they come, neither triggers nor rules; foreign keys hold, because
// their values are taken from rows that are there. Where the role may not do that, no table has
// rows.
Seeded seed(postgres::Connection &connection);

// "rows: 3 of 4 tables seeded; none for app.x (...)"
std::string sentence(Seeded const &seeded);

} // namespace schemadiff::prove
