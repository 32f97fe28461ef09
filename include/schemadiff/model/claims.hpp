// What a desired state lays claim to. What it does not claim is left as the server has it: it is
// never removed, and counted in the report.
#pragma once

#include <schemadiff/model/object_id.hpp>

#include <set>
#include <string>
#include <vector>

namespace schemadiff
{

struct Claims {
    // `manage: all`: everything in the database. Schemas, extensions and grants that are not
    // declared are extras then.
    bool everything = false;
    // Schemas whose contents are managed: the declared ones, less what `manage:` takes out.
    std::set<std::string> schemas;
    // Kinds that are not managed: "view". Comments and grants are kinds too.
    std::set<std::string> unmanaged_kinds;
    // Patterns with * and ? of objects left alone, as schema.name: "app.legacy_*".
    std::vector<std::string> unmanaged_objects;
    // Patterns with * and ? of what all databases share, roles, that is removed where it is not
    // declared. Whatever else of that is not declared is left alone, also with `everything`.
    std::vector<std::string> shared_objects;
    // Partitioned tables whose partitions somebody else makes and drops; and whether those are that
    // declare no partition and do not say.
    std::set<ObjectId> partitions_left_alone;
    bool leaves_partitions_alone = false;
    // Objects that say `grants:`; the grants of all others are unclaimed unless `everything`.
    std::set<ObjectId> grants_of;
};

} // namespace schemadiff
