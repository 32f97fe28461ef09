// The JSON Schema of the desired state, for completion and checks in editors: made from the same
// tables of fields as the reader, with the short forms beside them. It says nothing about SQL
// texts and names, which only the reader can judge.
#pragma once

#include <string>

namespace schemadiff::yaml
{

// What schemas/desired-state.schema.json holds.
std::string json_schema();

} // namespace schemadiff::yaml
