// Partitions that somebody else makes and drops, a job or an extension: they are taken out of what
// is compared, with all that stands in them. What is done to their table PostgreSQL does to them.
#pragma once

#include <engine/elaborate/settle.hpp>

namespace schemadiff::elaborate
{

// Takes them out of `settled.before`, counts them, and leaves out what renames say of them.
// `desired` says which tables it is about by `claims`, under their new names.
void leave_partitions_alone(Settled &settled, Claims const &claims);

// Of the tables whose partitions are left alone those that go or are made anew, their partitions
// with them.
std::set<ObjectId> taking_partitions_along(Settled const &settled, Claims const &claims);

} // namespace schemadiff::elaborate
