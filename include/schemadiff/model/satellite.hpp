// Comments and grants by their ids: what they hang on, without looking into them.
#pragma once

#include <schemadiff/model/object_id.hpp>

#include <optional>

namespace schemadiff
{

// Whether the object hangs on another one and has no name of its own.
bool is_satellite(ObjectId const &id);
// Whether a desired state claims it only where it says so: grants.
bool is_optional_satellite(ObjectId const &id);
// What a satellite hangs on; any other id is itself.
ObjectId subject_of(ObjectId const &id);
// Whether the first part of the path is a schema that the object stands in.
bool has_schema(ObjectId const &id);

// Under the new name of a schema that its path names without standing in it: default privileges
// that are limited to it, a member of an extension, whose name says where that is. Nothing where
// its path names no such schema.
std::optional<ObjectId> with_schema_renamed(ObjectId const &id, ObjectId const &before,
                                            ObjectId const &after);

// Whether objects of this kind belong to another object and go with it: columns, constraints,
// triggers, row security, the ownership of a sequence.
bool is_part(Kind kind);
// Whether an object of kind `part` with the same path as one of kind `whole` belongs to it: a
// default to its column, row security to its table, an ownership to its sequence.
bool shares_path(Kind part, Kind whole);
// The part of the path that is the object's own name: the last, but for a function, whose argument
// types follow it.
std::size_t name_place(ObjectId const &id);
// What an object of a kind with a parent belongs to.
ObjectId whole_of(ObjectId const &id);
// Whether rows or values are lost with an object of this kind.
bool holds_data(Kind kind);
// Whether two objects stand in one relation: their first two names are the same.
bool is_near(ObjectId const &a, ObjectId const &b);
// Whether an object of kind `part` whose path goes on from that of `whole` belongs to it.
bool holds(Kind whole, Kind part);

} // namespace schemadiff
