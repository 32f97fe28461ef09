// What must not act in a scratch server: event triggers do not fire there, subscriptions do not
// reach for their publisher, and no rows are fetched from foreign servers.
#pragma once

#include <engine/postgres/connection.hpp>
#include <schemadiff/model/catalog.hpp>
#include <schemadiff/plan/plan.hpp>

#include <set>
#include <string>

namespace schemadiff::elaborate
{

// Switches event triggers off for the session where its role may do that.
void silence_event_triggers(postgres::Connection &connection);

// ALTER SUBSCRIPTION ... ENABLE, which would start a worker on a server that is not ours. Our own
// has no workers.
bool starts_worker(PlannedStep const &step, std::string const &statement);

bool has_foreign_tables(Catalog const &catalog);
// A materialized view may read foreign tables, through whatever others: it is made without its
// rows.
std::string without_contents(PlannedStep const &step, std::string const &statement);

// A database cannot be dropped while it has subscriptions.
void drop_subscriptions(postgres::Connection &connection);

// Owners that PostgreSQL accepts only if they are superusers.
std::set<std::string> owners_of_superuser_objects(Catalog const &catalog);

} // namespace schemadiff::elaborate
