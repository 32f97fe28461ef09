// The sequence that PostgreSQL keeps for an identity column.
#pragma once

#include <schemadiff/model/kinds/column.hpp>
#include <schemadiff/model/object_id.hpp>

#include <string>

namespace schemadiff
{

// ChooseRelationName() of src/backend/commands/indexcmds.c, where nothing is in its way.
std::string usual_sequence_name(ObjectId const &column);

// As Column::identity_options say, or the usual one.
QualifiedName sequence_name(ObjectId const &column, Column const &body);

} // namespace schemadiff
